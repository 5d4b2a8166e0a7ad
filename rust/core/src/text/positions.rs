//! Code points, bytes and UTF-16 units of a text.
//!
//! For each block of 64 bytes the index stores which bytes begin a code point, which begin one of four bytes (and so of
//! two UTF-16 units), and how many of either came before. Counting up to a byte then takes one population count.
//! Finding the byte of a code point takes a search among the blocks and then within a word. A text that is all ASCII
//! needs no index.

/// The unit that an offset counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffsetUnit {
    /// Unicode code points, as PubTator does.
    CodePoints,
    /// Bytes of UTF-8.
    Bytes,
    /// UTF-16 units: code points above U+FFFF are two.
    Utf16,
}

/// An index of the code points of a text.
#[derive(Clone, Debug, Default)]
pub struct Positions {
    /// Empty if the text is ASCII.
    blocks: Vec<TextBlock>,
    bytes: usize,
    code_points: usize,
    pairs: usize,
}

/// 64 bytes of text.
#[derive(Clone, Copy, Debug)]
struct TextBlock {
    /// The bytes that begin a code point.
    starts: u64,
    /// The bytes that begin a code point of two UTF-16 units.
    pairs: u64,
    /// Code points that begin before the block.
    starts_before: u32,
    /// Code points of two UTF-16 units that begin before the block.
    pairs_before: u32,
}

const TEXT_BLOCK: usize = 64;

impl Positions {
    pub fn new(text: &str) -> Self {
        let mut positions = Self::default();
        positions.set(text);
        positions
    }

    /// Replaces the index by that of another text, reusing the memory. A text has less than 4 GiB.
    pub fn set(&mut self, text: &str) {
        assert!(u32::try_from(text.len()).is_ok(), "a text of {} bytes", text.len());
        self.blocks.clear();
        let bytes = text.as_bytes();
        *self = Self {
            blocks: std::mem::take(&mut self.blocks),
            bytes: bytes.len(),
            code_points: bytes.len(),
            pairs: 0,
        };
        if bytes.is_ascii() {
            return;
        }
        let (mut starts_before, mut pairs_before) = (0, 0);
        for block in bytes.chunks(TEXT_BLOCK) {
            let (starts, pairs) = marks(block);
            self.blocks.push(TextBlock { starts, pairs, starts_before, pairs_before });
            starts_before += starts.count_ones();
            pairs_before += pairs.count_ones();
        }
        (self.code_points, self.pairs) = (starts_before as usize, pairs_before as usize);
    }

    /// True if the text is ASCII: then an offset is equal in all units.
    pub fn is_ascii(&self) -> bool {
        self.blocks.is_empty()
    }

    /// True if the text has a code point of two UTF-16 units.
    pub fn has_pairs(&self) -> bool {
        self.pairs > 0
    }

    /// The length of the text in `unit`.
    pub fn len(&self, unit: OffsetUnit) -> usize {
        match unit {
            OffsetUnit::CodePoints => self.code_points,
            OffsetUnit::Bytes => self.bytes,
            OffsetUnit::Utf16 => self.code_points + self.pairs,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// The byte at an offset; none beyond the end of the text, or inside a code point.
    #[inline]
    pub fn byte_of(&self, offset: usize, unit: OffsetUnit) -> Option<usize> {
        if offset >= self.len(unit) {
            return (offset == self.len(unit)).then_some(self.bytes);
        }
        if self.is_ascii() {
            return Some(offset);
        }
        match unit {
            OffsetUnit::CodePoints => Some(self.select(offset)),
            OffsetUnit::Bytes => self.block_of(offset).begins(offset % TEXT_BLOCK).then_some(offset),
            OffsetUnit::Utf16 => self.select_utf16(offset),
        }
    }

    /// The offset of a byte; none beyond the end of the text, or inside a code point.
    #[inline]
    pub fn offset_of(&self, byte: usize, unit: OffsetUnit) -> Option<usize> {
        if byte >= self.bytes {
            return (byte == self.bytes).then(|| self.len(unit));
        }
        if self.is_ascii() || unit == OffsetUnit::Bytes {
            return self.byte_of(byte, OffsetUnit::Bytes);
        }
        let (block, at) = (self.block_of(byte), byte % TEXT_BLOCK);
        block.begins(at).then(|| {
            let before = (1 << at) - 1;
            let starts = block.starts_before + (block.starts & before).count_ones();
            let pairs = block.pairs_before + (block.pairs & before).count_ones();
            starts as usize + if unit == OffsetUnit::Utf16 { pairs as usize } else { 0 }
        })
    }

    /// Converts an offset to another unit. None beyond the end of the text, or inside a code point.
    pub fn convert(&self, offset: usize, from: OffsetUnit, to: OffsetUnit) -> Option<usize> {
        self.offset_of(self.byte_of(offset, from)?, to)
    }

    fn block_of(&self, byte: usize) -> &TextBlock {
        &self.blocks[byte / TEXT_BLOCK]
    }

    /// The byte at which a code point begins; the text must have it.
    fn select(&self, code_point: usize) -> usize {
        // A code point has at least a byte: the block is this one or a later one.
        let first = code_point / TEXT_BLOCK;
        let after = self.blocks[first..].partition_point(|block| block.starts_before as usize <= code_point);
        let at = first + after - 1;
        let block = &self.blocks[at];
        at * TEXT_BLOCK + nth_one(block.starts, code_point - block.starts_before as usize)
    }

    /// The byte at which a UTF-16 unit begins; the text must have it. None for the second unit of a pair.
    fn select_utf16(&self, unit: usize) -> Option<usize> {
        let before = |block: &TextBlock| (block.starts_before + block.pairs_before) as usize;
        let at = self.blocks.partition_point(|block| before(block) <= unit) - 1;
        let block = &self.blocks[at];
        let (mut left, mut starts) = (unit - before(block), block.starts);
        loop {
            let place = starts.trailing_zeros() as usize;
            if left == 0 {
                return Some(at * TEXT_BLOCK + place);
            }
            left = left.checked_sub(1 + (block.pairs >> place & 1) as usize)?;
            starts &= starts - 1;
        }
    }
}

impl TextBlock {
    /// True if a code point begins at byte `at` of the block.
    fn begins(&self, at: usize) -> bool {
        self.starts >> at & 1 == 1
    }
}

/// Bit masks of up to 64 bytes: those that begin a code point, and those that begin one of four bytes.
fn marks(block: &[u8]) -> (u64, u64) {
    const TOP: u64 = 0x8080_8080_8080_8080;
    let (mut starts, mut pairs) = (0, 0);
    for (at, bytes) in block.chunks(8).enumerate() {
        // The padding of the last word looks like the inside of a code point.
        let mut word = [0x80; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        let word = u64::from_le_bytes(word);
        // Shifted, a lower bit of each byte stands where its top bit did: 10 begins no code point, 1111 one of four bytes.
        starts |= packed(!(word & !(word << 1)) & TOP) << (8 * at);
        pairs |= packed(word & word << 1 & word << 2 & word << 3 & TOP) << (8 * at);
    }
    (starts, pairs)
}

/// The top bits of eight bytes as one byte.
fn packed(tops: u64) -> u64 {
    (tops >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The position of the one that has `n` ones below it.
fn nth_one(mut word: u64, n: usize) -> usize {
    for _ in 0..n {
        word &= word - 1;
    }
    word.trailing_zeros() as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const UNITS: [OffsetUnit; 3] = [OffsetUnit::CodePoints, OffsetUnit::Bytes, OffsetUnit::Utf16];

    /// Every boundary of a text in all three units, by counting.
    fn boundaries(text: &str) -> Vec<[usize; 3]> {
        let mut places = vec![[0; 3]];
        let mut place = [0; 3];
        for character in text.chars() {
            place[0] += 1;
            place[1] += character.len_utf8();
            place[2] += character.len_utf16();
            places.push(place);
        }
        places
    }

    fn agree(positions: &Positions, text: &str) {
        let places = boundaries(text);
        let end = places[places.len() - 1];
        assert_eq!(positions.is_ascii(), text.is_ascii());
        for (from, unit_from) in UNITS.into_iter().enumerate() {
            assert_eq!(positions.len(unit_from), end[from]);
            for offset in 0..end[from] + 3 {
                let place = places.iter().find(|place| place[from] == offset);
                for (to, unit_to) in UNITS.into_iter().enumerate() {
                    let converted = positions.convert(offset, unit_from, unit_to);
                    assert_eq!(
                        converted,
                        place.map(|place| place[to]),
                        "{offset} {unit_from:?} {unit_to:?} of {text:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn ascii_has_no_table() {
        let text = "x".repeat(1000);
        let positions = Positions::new(&text);
        assert_eq!(positions.blocks.capacity(), 0);
        agree(&positions, &text);
    }

    #[test]
    fn blocks_without_a_beginning_are_passed_over() {
        for before in 55..70 {
            let text = "a".repeat(before) + "\u{10ffff}" + "é" + &"z".repeat(130) + "\u{1f9ec}";
            agree(&Positions::new(&text), &text);
        }
    }

    proptest! {
        #[test]
        fn every_offset_in_every_unit_is_where_counting_finds_it(
            texts in prop::collection::vec("[ -~]{0,70}|[a-céα\u{2011}\u{1f9ec}\u{10ffff}\u{0}]{0,100}|\\PC{0,40}", 1..5)
        ) {
            let mut positions = Positions::default();
            for text in texts.iter().chain([&texts.concat()]) {
                positions.set(text);
                agree(&positions, text);
            }
        }
    }
}
