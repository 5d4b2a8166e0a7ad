//! Which values are absent.

use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer};
use pubfast_core::Result;
use pubfast_core::base::share::{chunks, map};

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

/// Which of some numbers are not negative, as all of them most often are.
pub(crate) fn of_numbers<T: Copy + PartialOrd + Default + Sync>(
    numbers: &[T],
    threads: usize,
) -> Result<Option<NullBuffer>> {
    let absent = |number: &T| *number < T::default();
    let parts = map(threads, chunks(numbers.len()), |piece| {
        let mut validity = Validity::new(piece.len());
        let numbers = &numbers[piece];
        // In blocks whose numbers are compared all at once.
        for (block, numbers) in numbers.chunks(BLOCK).enumerate() {
            if numbers.iter().fold(false, |any, number| any | absent(number)) {
                let rows = numbers.iter().enumerate().filter(|(_, number)| absent(number));
                rows.for_each(|(at, _)| validity.clear(block * BLOCK + at));
            }
        }
        Ok(validity)
    })?;
    Ok(together(parts))
}

const BLOCK: usize = 1024;

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
