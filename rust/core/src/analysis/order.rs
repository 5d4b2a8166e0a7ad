//! Orders the values of all partitions, independently of the threads that gathered them.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::base::share::{cut, map, running_sums};
use crate::columns::{Interner, Spans};
use crate::io::Text;
use crate::model::StringColumn;
use crate::{Cancel, Result};

/// The least number of values that one thread orders at a time.
const WORTH_A_RANGE: usize = 1 << 13;

/// A value of a partition and its sort key: the rank, and then its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    rank: u64,
    /// The first bytes, so that few comparisons have to look up the value.
    prefix: [u64; 2],
    pub partition: u32,
    pub code: u32,
}

/// The order of some partitions' values.
#[derive(Debug)]
pub(super) struct Order<'d> {
    distinct: &'d [Interner],
    /// The keys, in pieces that follow each other.
    pub ranges: Vec<Vec<Key>>,
}

impl<'d> Order<'d> {
    /// Orders by rank, and within one rank by bytes.
    pub fn new(
        threads: usize,
        cancel: &Cancel,
        distinct: &'d [Interner],
        rank: impl Fn(usize, u32) -> u64 + Sync,
    ) -> Result<Self> {
        let compare = |one: &Key, two: &Key| {
            let value = |key: &Key| distinct[key.partition as usize].value(key.code);
            let by_prefix = (one.rank, one.prefix).cmp(&(two.rank, two.prefix));
            // The zeros after the end of a value are not part of it, so equal prefixes decide nothing.
            by_prefix.then_with(|| value(one).cmp(value(two)))
        };
        let sorted = map(threads, (0..distinct.len()).collect(), |partition| {
            cancel.check()?;
            let key = |code| Key {
                rank: rank(partition, code),
                prefix: prefix(distinct[partition].value(code)),
                partition: partition as u32,
                code,
            };
            let mut keys: Vec<_> = (0..distinct[partition].len() as u32).map(key).collect();
            keys.sort_unstable_by(compare);
            Ok(keys)
        })?;
        let cuts = cuts(&sorted, threads, compare);
        let ranges = map(threads, (0..=cuts.len()).collect(), |range| {
            cancel.check()?;
            let place = |keys: &[Key], cut: &Key| keys.partition_point(|key| compare(key, cut).is_lt());
            let mut keys = Vec::new();
            for sorted in &sorted {
                let begin = range.checked_sub(1).map_or(0, |before| place(sorted, &cuts[before]));
                let end = cuts.get(range).map_or(sorted.len(), |cut| place(sorted, cut));
                keys.extend_from_slice(&sorted[begin..end]);
            }
            // The stable sort merges runs that are sorted already.
            keys.sort_by(compare);
            Ok(keys)
        })?;
        Ok(Self { distinct, ranges })
    }

    pub fn len(&self) -> usize {
        self.ranges.iter().map(Vec::len).sum()
    }

    /// The values in order, in a separate buffer.
    pub fn column(&self, threads: usize) -> Result<StringColumn> {
        let value = |key: &Key| self.distinct[key.partition as usize].value(key.code);
        let sizes = map(threads, self.ranges.iter().collect(), |keys: &Vec<Key>| {
            Ok(keys.iter().map(|key| value(key).len()).sum())
        })?;
        let firsts = running_sums(sizes.iter().copied());
        let mut text = vec![0; firsts[self.ranges.len()]];
        let mut spans = Spans::zeroed(self.len());
        let lengths = || self.ranges.iter().map(Vec::len);
        let work: Vec<_> = self
            .ranges
            .iter()
            .zip(&firsts)
            .zip(cut(&mut text, sizes.iter().copied()))
            .zip(cut(&mut spans.starts, lengths()))
            .zip(cut(&mut spans.lengths, lengths()))
            .collect();
        map(threads, work, |((((keys, &first), text), starts), lengths)| {
            let mut filled = 0;
            for ((key, start), length) in keys.iter().zip(starts).zip(lengths) {
                let value = value(key);
                text[filled..filled + value.len()].copy_from_slice(value);
                *start = (first + filled) as i64;
                *length = value.len() as i32;
                filled += value.len();
            }
            Ok(())
        })?;
        Ok(StringColumn::new(&Arc::new(Text::from(text)), Arc::new(spans)))
    }
}

/// The first 16 bytes, padded with zeros, as numbers that compare like the bytes.
fn prefix(value: &[u8]) -> [u64; 2] {
    let mut bytes = [0; 16];
    let length = value.len().min(16);
    bytes[..length].copy_from_slice(&value[..length]);
    let number = u128::from_be_bytes(bytes);
    [(number >> 64) as u64, number as u64]
}

/// Values that divide the ranges of the threads, from a sample.
fn cuts(sorted: &[Vec<Key>], threads: usize, compare: impl Fn(&Key, &Key) -> Ordering) -> Vec<Key> {
    let total: usize = sorted.iter().map(Vec::len).sum();
    let ranges = (total / WORTH_A_RANGE).clamp(1, 4 * threads);
    let step = (total / (64 * ranges)).max(1);
    let mut sample: Vec<Key> = sorted.iter().flat_map(|keys| keys.iter().step_by(step)).copied().collect();
    sample.sort_unstable_by(&compare);
    (1..ranges).map(|range| sample[range * sample.len() / ranges]).collect()
}

#[cfg(test)]
mod tests {
    use foldhash::fast::RandomState;

    use super::*;
    use crate::columns::Words;

    fn ordered(threads: usize, values: &[String], rank: fn(usize, u32) -> u64) -> Vec<String> {
        let hasher = RandomState::default();
        let mut distinct: Vec<Interner> = (0..3).map(|_| Interner::default()).collect();
        for (at, value) in values.iter().enumerate() {
            let words = Words::of(value.as_bytes(), &hasher);
            distinct[at % 3].code(&hasher, words, words.hash(&hasher), value.as_bytes());
        }
        let order = Order::new(threads, &Cancel::default(), &distinct, rank).expect("no errors");
        let column = order.column(threads).expect("no errors");
        let text = |row| String::from_utf8_lossy(column.get(row).expect("a value")).into_owned();
        (0..column.len).map(text).collect()
    }

    #[test]
    fn values_are_ordered_by_their_bytes() {
        let mut values: Vec<String> =
            (0..60_000_u64).map(|at| format!("MESH:D{}", at * 7919 % 60_000)).collect();
        values.extend((0..300).map(|at| format!("tmVar:c|SUB|A|2063|G;{at}")));
        values.extend(
            ["", "\0", "a", "a\0", "a\0\0b", "0123456789abcdef", "0123456789abcdef\0"].map(Into::into),
        );
        for threads in [1, 2, 5] {
            let mut expected = values.clone();
            expected.sort();
            assert!(ordered(threads, &values, |_, _| 0) == expected, "{threads}");
        }
    }

    #[test]
    fn a_rank_comes_first() {
        let values: Vec<String> = ["a", "b", "c", "d"].map(Into::into).to_vec();
        assert_eq!(
            ordered(2, &values, |partition, code| u64::from(partition == 0 && code == 1)),
            ["a", "b", "c", "d"]
        );
        assert_eq!(ordered(2, &values, |partition, _| u64::from(partition == 0)), ["b", "c", "a", "d"]);
        assert_eq!(ordered(2, &[], |_, _| 0), [""; 0]);
    }
}
