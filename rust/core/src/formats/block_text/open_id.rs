//! Compares ids with that of the open document, and finds their end, by words of eight bytes.

/// The id of the open document, ready to be compared.
#[derive(Clone, Copy)]
pub(super) struct OpenId {
    start: usize,
    length: usize,
    /// The first eight bytes, and the mask of those that belong to the id.
    word: u64,
    mask: u64,
}

impl OpenId {
    /// No document is open: no id has this length.
    pub const NONE: Self = Self { start: 0, length: usize::MAX, word: 0, mask: 0 };

    pub fn new(text: &[u8], start: usize, length: usize) -> Self {
        let mut bytes = [0; 8];
        let head = &text[start..start + length.min(8)];
        bytes[..head.len()].copy_from_slice(head);
        let mask = u64::MAX.checked_shr(64 - 8 * head.len() as u32).unwrap_or(0);
        Self { start, length, word: u64::from_le_bytes(bytes), mask }
    }

    pub fn is_some(&self) -> bool {
        self.length != Self::NONE.length
    }

    /// True if `text[start..start + length]` is this id.
    pub fn equals(&self, text: &[u8], start: usize, length: usize) -> bool {
        length == self.length && text[start..start + length] == text[self.start..self.start + length]
    }

    /// Like `equals`, but compares words. May return false where the block ends within eight bytes.
    #[inline(always)]
    pub fn is(&self, text: &[u8], block: &[u8], start: usize, length: usize) -> bool {
        length == self.length
            && word(block, start).is_some_and(|word| word & self.mask == self.word)
            && (length <= 8 || text[self.start + 8..self.start + length] == block[start + 8..start + length])
    }
}

#[inline(always)]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 8).map(|word| u64::from_le_bytes(word.try_into().expect("eight bytes")))
}

/// The position of the first pipe of a line, if it is one of the first nine bytes.
#[inline(always)]
pub(super) fn early_pipe(block: &[u8], start: usize) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let different = word(block, start)? ^ (ONES * b'|' as u64);
    let zeros = different.wrapping_sub(ONES) & !different & (ONES << 7);
    Some(zeros.trailing_zeros() as usize / 8).filter(|&at| at < 8 || block.get(start + 8) == Some(&b'|'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_agree_with_slices(one in "[12]{1,20}", two in "[12]{1,20}", after in "[12|]{0,9}") {
            let text = format!("{one}|{two}{after}");
            let (text, start) = (text.as_bytes(), one.len() + 1);
            let open = OpenId::new(text, 0, one.len());
            let equal = open.equals(text, start, two.len());
            prop_assert_eq!(equal, one == two);
            if start + 8 <= text.len() {
                prop_assert_eq!(open.is(text, text, start, two.len()), equal);
            }
            prop_assert!(!OpenId::NONE.is(text, text, start, two.len()));
        }

        #[test]
        fn a_pipe_is_found_among_the_first_nine(text in "[ -~]{8,30}|[{|}\\x7f]{8,20}", start in 0usize..4) {
            let found = text.bytes().skip(start).position(|byte| byte == b'|').filter(|&at| at < 9);
            let expected = found.filter(|_| start + 8 <= text.len());
            prop_assert_eq!(early_pipe(text.as_bytes(), start), expected);
        }
    }
}
