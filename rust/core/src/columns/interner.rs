//! Distinct values, each with a number.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;
use hashbrown::HashTable;

/// Two words that identify a value together with its length, or nearly so.
///
/// Nearly all identifiers have 16 bytes or fewer. Their bytes are in the words, so a look-up compares words in the
/// table and fetches nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Words([u64; 2]);

impl Words {
    /// The words of the empty value.
    pub const NONE: Self = Self([0, 0]);

    /// The longest value that its words and its length determine.
    pub const INLINE_BYTES: usize = 16;

    #[inline]
    pub fn of(value: &[u8], hasher: &RandomState) -> Self {
        let length = value.len();
        // The first and the last bytes, which overlap if the value is shorter than both together.
        Self(if length > Self::INLINE_BYTES {
            let mut state = hasher.build_hasher();
            state.write(value);
            [state.finish(), 0]
        } else if let (Some(first), Some(last)) = (value.first_chunk(), value.last_chunk()) {
            [u64::from_le_bytes(*first), u64::from_le_bytes(*last)]
        } else if let (Some(first), Some(last)) = (value.first_chunk(), value.last_chunk()) {
            [u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into()]
        } else if let (Some(&first), Some(&last)) = (value.first(), value.last()) {
            [first.into(), u64::from(value[length / 2]) << 8 | u64::from(last)]
        } else {
            [0, 0]
        })
    }

    /// The hash of the words. Few lengths share one hash.
    #[inline]
    pub fn hash(self, hasher: &RandomState) -> u64 {
        let [first, last] = self.0;
        let mut state = hasher.build_hasher();
        state.write_u128(u128::from(first) << 64 | u128::from(last));
        state.finish()
    }
}

/// Values in order of arrival, their bytes one after another.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    slots: HashTable<Slot>,
    ends: Vec<usize>,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    words: Words,
    length: u32,
    code: u32,
}

#[inline]
fn bytes<'b>(ends: &[usize], bytes: &'b [u8], code: u32) -> &'b [u8] {
    let code = code as usize;
    let begin = if code == 0 { 0 } else { ends[code - 1] };
    &bytes[begin..ends[code]]
}

impl Interner {
    /// The code of a value, the next one if it is new. The words and the hash are the value's.
    #[inline]
    pub fn code(&mut self, hasher: &RandomState, words: Words, hash: u64, value: &[u8]) -> u32 {
        let length = value.len() as u32;
        let is_it = |slot: &Slot| {
            slot.words == words
                && slot.length == length
                && (value.len() <= Words::INLINE_BYTES || bytes(&self.ends, &self.bytes, slot.code) == value)
        };
        match self.slots.find(hash, is_it) {
            Some(slot) => slot.code,
            None => self.add(hasher, words, hash, value),
        }
    }

    /// The code of a value of which nothing is known yet.
    pub fn code_of(&mut self, hasher: &RandomState, value: &[u8]) -> u32 {
        let words = Words::of(value, hasher);
        self.code(hasher, words, words.hash(hasher), value)
    }

    #[inline(never)]
    fn add(&mut self, hasher: &RandomState, words: Words, hash: u64, value: &[u8]) -> u32 {
        let code = self.ends.len() as u32;
        let slot = Slot { words, length: value.len() as u32, code };
        self.slots.insert_unique(hash, slot, |slot| slot.words.hash(hasher));
        self.bytes.extend_from_slice(value);
        self.ends.push(self.bytes.len());
        code
    }

    /// Makes room for `values` more values.
    pub fn reserve(&mut self, hasher: &RandomState, values: usize) {
        self.slots.reserve(values.saturating_sub(self.len()), |slot| slot.words.hash(hasher));
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// All values.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len() as u32).map(|code| self.value(code))
    }

    #[inline]
    pub fn value(&self, code: u32) -> &[u8] {
        bytes(&self.ends, &self.bytes, code)
    }

    /// Frees the memory that only finding a code needs.
    pub fn close(&mut self) {
        self.slots = HashTable::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_every_length_have_a_code_of_their_own() {
        let hasher = RandomState::default();
        let mut values = vec![Vec::new()];
        for length in 1..40 {
            // All alike, or another byte at one place.
            values.push(vec![0; length]);
            values.extend((0..length).map(|at| {
                let mut value = vec![0; length];
                value[at] = 1;
                value
            }));
        }
        // Hashes that differ, and one for all.
        for mask in [u64::MAX, 0] {
            let mut distinct = Interner::default();
            // A table that grows asks for the hash again, and that would be the right one.
            distinct.slots.reserve(values.len(), |slot| slot.words.hash(&hasher));
            for round in 0..2 {
                for (code, value) in values.iter().enumerate() {
                    let words = Words::of(value, &hasher);
                    let given = distinct.code(&hasher, words, words.hash(&hasher) & mask, value);
                    assert_eq!(given, code as u32, "{round} {value:?}");
                }
            }
            distinct.close();
            assert_eq!(distinct.len(), values.len());
            assert!((0..).zip(&values).all(|(code, value)| distinct.value(code) == value));
        }
    }
}
