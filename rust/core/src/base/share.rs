//! Rows shared among threads.

use std::ops::Range;
use std::sync::Mutex;

use super::workers;
use crate::Result;

/// Rows that one thread takes at a time: enough to be worth it, and few enough to share evenly.
const ROWS_PER_SHARE: usize = 1 << 16;

/// The rows in pieces that are worth a thread each.
pub fn chunks(rows: usize) -> Vec<Range<usize>> {
    (0..rows).step_by(ROWS_PER_SHARE).map(|begin| begin..rows.min(begin + ROWS_PER_SHARE)).collect()
}

/// Does each item's work on one of the threads; the results are in the items' order.
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

/// Cuts a column into pieces of these lengths.
pub fn cut<T>(mut whole: &mut [T], lengths: impl Iterator<Item = usize>) -> Vec<&mut [T]> {
    lengths
        .map(|length| {
            let (piece, rest) = std::mem::take(&mut whole).split_at_mut(length);
            whole = rest;
            piece
        })
        .collect()
}

/// The sum of the counts before each, and the total at the end.
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
