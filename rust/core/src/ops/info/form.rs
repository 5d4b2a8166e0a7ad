//! Forms of identifiers: how an identifier begins, and what follows that.

use std::ops::Range;

use crate::analysis::Missing;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// No identifier, and the rule that says so.
    Missing(Missing),
    /// Digits: of NCBI Gene, NCBI Taxonomy.
    Number,
    /// A prefix of letters up to and with a colon or an underscore: `MESH:`, `OMIM:`, `tmVar:`, `CVCL_`.
    Prefix(Prefix),
    /// Letters and then digits: `rs121434568`, `D014527`.
    Letters(Prefix),
    /// Anything else.
    Other,
}

/// The beginning of an identifier: a few letters and the byte that ends them, padded with zeros.
pub type Prefix = [u8; PREFIX_BYTES];

const PREFIX_BYTES: usize = 16;

impl Form {
    /// The form of an identifier.
    #[inline]
    pub fn of(identifier: Option<&[u8]>) -> Self {
        let Some(value) = identifier else { return Self::Missing(Missing::Absent) };
        let letters = value.iter().take(PREFIX_BYTES).take_while(|byte| byte.is_ascii_alphabetic()).count();
        if letters == 0 {
            return if !value.is_empty() && value.iter().all(u8::is_ascii_digit) {
                Self::Number
            } else {
                Self::missing(value)
            };
        }
        let prefix = |length: usize| {
            let mut prefix = [0; PREFIX_BYTES];
            prefix[..length].copy_from_slice(&value[..length]);
            prefix
        };
        match value.get(letters) {
            Some(b':' | b'_') if letters < PREFIX_BYTES => Self::Prefix(prefix(letters + 1)),
            Some(b'0'..=b'9') if value[letters..].iter().all(u8::is_ascii_digit) => {
                Self::Letters(prefix(letters))
            }
            _ => Self::missing(value),
        }
    }

    fn missing(value: &[u8]) -> Self {
        match Missing::of(Some(value)) {
            Missing::Present => Self::Other,
            missing => Self::Missing(missing),
        }
    }

    /// The name that users see.
    pub fn name(self) -> Vec<u8> {
        let letters = |prefix: Prefix| prefix.into_iter().take_while(|&byte| byte > 0);
        match self {
            Self::Missing(missing) => missing.name().into(),
            Self::Number => b"number".into(),
            Self::Prefix(prefix) => letters(prefix).collect(),
            Self::Letters(prefix) => letters(prefix).chain([b'#']).collect(),
            Self::Other => b"other".into(),
        }
    }
}

/// A form as a pattern that is tested without branches, because the form and the length of the next identifier cannot
/// be predicted.
#[derive(Clone, Copy)]
pub(super) struct FormPattern {
    /// The prefix or the letters, and a mask of their bytes among eight.
    head: u64,
    mask: u64,
    /// The bytes that may follow the head: a bit of [`CLASSES`].
    follows: u8,
    /// The number of bytes up to and including that one.
    before: usize,
}

/// The most bytes that a test reads: a head of eight, the byte that follows it, and eight digits.
const SEEN: usize = 17;

const DIGIT: u8 = 1;
const LETTER_OR_DIGIT: u8 = 2;
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (is_digit, is_letter) = ((byte as u8).is_ascii_digit(), (byte as u8).is_ascii_alphabetic());
        classes[byte] = is_digit as u8 * DIGIT + (is_digit | is_letter) as u8 * LETTER_OR_DIGIT;
        byte += 1;
    }
    classes
};

impl FormPattern {
    /// The pattern of no form, which fits nothing.
    pub const NONE: Self = Self { head: 0, mask: 0, follows: 0, before: 1 };

    /// The pattern of a form. Only numbers, and short prefixes and letters, have one.
    pub fn of(form: Form) -> Self {
        let (head, follows) = match form {
            Form::Number => ([0; PREFIX_BYTES], DIGIT),
            Form::Letters(letters) => (letters, DIGIT),
            Form::Prefix(prefix) => (prefix, LETTER_OR_DIGIT),
            Form::Missing(_) | Form::Other => return Self::NONE,
        };
        if head[8] != 0 {
            return Self::NONE;
        }
        let head = u64::from_le_bytes(*head.first_chunk().expect("there are sixteen"));
        let length = 8 - head.leading_zeros() as usize / 8;
        Self { head, mask: first_bytes(length), follows, before: length + 1 }
    }

    /// True if a cell is certainly one identifier of the form: up to eight digits after the head. No separator is a
    /// letter or a digit. Returns false for the last bytes of a text.
    #[inline(always)]
    pub fn fits(&self, text: &[u8], cell: &Range<usize>) -> bool {
        const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);
        const SIXES: u64 = u64::from_le_bytes([6; 8]);
        const HIGH: u64 = u64::from_le_bytes([0xf0; 8]);
        let Some(seen) = text.get(cell.start..).and_then(<[u8]>::first_chunk::<SEEN>) else { return false };
        let word = |at: usize| u64::from_le_bytes(*seen[at..].first_chunk().expect("a head has eight bytes"));
        let digits = cell.len().wrapping_sub(self.before);
        let those = first_bytes(digits.min(8));
        let value = word(self.before) & those | ZEROS & !those;
        // Digits have a high half of 3, even after six is added to them.
        let are_digits = (value & HIGH == ZEROS) & (value.wrapping_add(SIXES) & HIGH == ZEROS);
        (word(0) & self.mask == self.head)
            & (CLASSES[usize::from(seen[self.before - 1])] & self.follows != 0)
            & (digits <= 8)
            & are_digits
    }
}

/// A mask of the first bytes of eight in memory.
#[inline(always)]
fn first_bytes(count: usize) -> u64 {
    const MASKS: [u64; 9] = [
        0,
        0xff,
        0xffff,
        0xff_ffff,
        0xffff_ffff,
        0xff_ffff_ffff,
        0xffff_ffff_ffff,
        0xff_ffff_ffff_ffff,
        u64::MAX,
    ];
    MASKS[count]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_what_identifiers_begin_with() {
        for (identifier, expected) in [
            ("7157", "number"),
            ("MESH:D007239", "MESH:"),
            ("OMIM:1", "OMIM:"),
            ("tmVar:c|SUB|A|2063|G;HGVS:c.2063A>G", "tmVar:"),
            ("CVCL_1452", "CVCL_"),
            ("rs121434568", "rs#"),
            ("D014527", "D#"),
            ("D014527x", "other"),
            (" CVCL_1452", "other"),
            ("c|SUB|A", "other"),
            ("abcdefghijklmnop:1", "other"),
            ("abcdefghijklmno:1", "abcdefghijklmno:"),
            ("-", "dash"),
            ("-1", "minus_one"),
            ("None", "none"),
            ("null", "null"),
            ("", "empty"),
            ("7037,7036", "other"),
            ("é", "other"),
        ] {
            let form = String::from_utf8(Form::of(Some(identifier.as_bytes())).name());
            assert_eq!(form.expect("UTF-8"), expected, "{identifier}");
        }
        assert_eq!(Form::of(None).name(), b"absent");
    }
}
