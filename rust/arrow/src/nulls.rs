//! Which values are absent.

use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer};

/// A bit a row, set where there is a value; no memory where there are all.
pub(crate) struct Validity {
    rows: usize,
    words: Vec<u64>,
}

impl Validity {
    /// So many rows with values.
    pub fn new(rows: usize) -> Self {
        Self { rows, words: Vec::new() }
    }

    /// A row without a value.
    #[inline]
    pub fn clear(&mut self, row: usize) {
        if self.words.is_empty() {
            self.words = vec![u64::MAX; self.rows.div_ceil(64)];
        }
        self.words[row / 64] &= !(1 << (row % 64));
    }
}

/// The rows of all parts; each but the last has a multiple of 64.
pub(crate) fn together(parts: Vec<Validity>) -> Option<NullBuffer> {
    if parts.iter().all(|part| part.words.is_empty()) {
        return None;
    }
    let rows = parts.iter().map(|part| part.rows).sum();
    let mut words: Vec<u64> = Vec::with_capacity(rows / 64 + 1);
    for part in parts {
        let all = words.len() + part.rows.div_ceil(64);
        words.extend(part.words);
        words.resize(all, u64::MAX);
    }
    // Bits are counted from the lowest of the first byte.
    words.iter_mut().for_each(|word| *word = word.to_le());
    Some(NullBuffer::new(BooleanBuffer::new(Buffer::from_vec(words), 0, rows)))
}
