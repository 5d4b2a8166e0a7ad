//! Divides rows among threads.

use std::ops::Range;
use std::sync::Mutex;

use super::workers;
use crate::Result;

/// The rows that a thread takes at a time: enough to outweigh the overhead, and few enough to share evenly.
const ROWS_PER_SHARE: usize = 1 << 16;

/// The ranges of rows that threads take one at a time.
pub fn chunks(rows: usize) -> Vec<Range<usize>> {
    (0..rows).step_by(ROWS_PER_SHARE).map(|begin| begin..rows.min(begin + ROWS_PER_SHARE)).collect()
}

/// Runs the work of each item on one of the threads; the results are in the order of the items.
pub fn map<I: Send, T: Send>(
    threads: usize,
    items: Vec<I>,
    work: impl Fn(I) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let threads = threads.clamp(1, items.len().max(1));
    let items = Mutex::new(items.into_iter().enumerate());
    let next = || items.lock().expect("taking the next item cannot panic").next();
    let done = workers::run(threads, || {
        std::iter::from_fn(next).map(|(at, item)| Ok((at, work(item)?))).collect::<Result<Vec<_>>>()
    })?;
    let mut done: Vec<_> = done.into_iter().flatten().collect();
    done.sort_unstable_by_key(|&(at, _)| at);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

/// Cuts a column into pieces of the given lengths.
pub fn cut<T>(mut whole: &mut [T], lengths: impl Iterator<Item = usize>) -> Vec<&mut [T]> {
    lengths
        .map(|length| {
            let (piece, rest) = std::mem::take(&mut whole).split_at_mut(length);
            whole = rest;
            piece
        })
        .collect()
}

/// For each count the sum of the counts before it, then the total.
pub fn running_sums(counts: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut sum = 0;
    std::iter::once(0)
        .chain(counts.map(|count| {
            sum += count;
            sum
        }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    #[test]
    fn results_keep_the_order_of_the_items() {
        let squares = map(4, (0..1000).collect(), |item: u64| Ok(item * item)).expect("no errors");
        assert!(squares.into_iter().eq((0..1000).map(|item| item * item)));
        assert!(map(4, Vec::new(), |item: u64| Ok(item)).expect("no errors").is_empty());
    }

    #[test]
    fn an_error_is_the_result() {
        let outcome = map(2, vec![1, 2], |item| if item == 2 { Err(Error::Interrupted) } else { Ok(()) });
        assert!(matches!(outcome, Err(Error::Interrupted)));
    }

    #[test]
    fn chunks_hold_every_row_once() {
        assert!(chunks(0).is_empty());
        assert_eq!(chunks(ROWS_PER_SHARE + 1), [0..ROWS_PER_SHARE, ROWS_PER_SHARE..ROWS_PER_SHARE + 1]);
    }
}
