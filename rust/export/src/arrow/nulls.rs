//! Validity bitmaps, which mark absent values, joined from the parts that several threads made.

use arrow_buffer::{BooleanBuffer, NullBuffer, NullBufferBuilder};
use pubfast_core::Result;
use pubfast_core::base::share::{chunks, map};

/// A bitmap of the numbers that are not negative; none if all are, as is nearly always the case.
pub(crate) fn of_numbers<T: Copy + PartialOrd + Default + Sync>(
    numbers: &[T],
    threads: usize,
) -> Result<Option<NullBuffer>> {
    let present = |number: &T| *number >= T::default();
    let parts = map(threads, chunks(numbers.len()), |piece| {
        let mut validity = NullBufferBuilder::new(piece.len());
        // Blocks are compared as a whole first.
        for block in numbers[piece].chunks(VALIDITY_BLOCK) {
            if block.iter().fold(true, |all, number| all & present(number)) {
                validity.append_n_non_nulls(block.len());
            } else {
                let bits = BooleanBuffer::collect_bool(block.len(), |at| present(&block[at]));
                validity.append_buffer(&bits.into());
            }
        }
        Ok(validity)
    })?;
    Ok(together(parts))
}

const VALIDITY_BLOCK: usize = 1024;

/// Joins the bitmaps of consecutive parts.
pub(crate) fn together(parts: Vec<NullBufferBuilder>) -> Option<NullBuffer> {
    let rows = parts.iter().map(NullBufferBuilder::len).sum();
    let mut all = NullBufferBuilder::new(rows);
    for part in parts {
        let rows = part.len();
        match part.build() {
            Some(part) => all.append_buffer(&part),
            None => all.append_n_non_nulls(rows),
        }
    }
    all.build()
}
