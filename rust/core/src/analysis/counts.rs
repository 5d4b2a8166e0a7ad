//! Frequencies of values: identifiers, types, resources.

use std::sync::Arc;

use super::identifiers::{Separators, pieces};
use super::mentions::Mention;
use super::order::Order;
use super::partitions::{Partition, Partitions};
use crate::base::share::{chunks, map};
use crate::columns::{ColumnVec, Interner};
use crate::model::{DictionaryColumn, Rows, SharedColumn, StringColumn};
use crate::{Cancel, Result};

/// Values and their frequencies: by descending frequency, and then in the order of their bytes.
#[derive(Clone, Debug)]
pub struct Counts {
    /// The values, each once.
    pub values: StringColumn,
    /// The frequency of each value.
    pub counts: SharedColumn<i64>,
    /// The number of [missing](super::Missing) identifiers, which are not among the values.
    pub missing: u64,
}

/// Counts values of rows.
#[derive(Debug)]
pub struct CountsBuilder {
    partitions: Partitions<PartitionTally>,
    threads: usize,
    cancel: Cancel,
    missing: u64,
}

impl CountsBuilder {
    /// Empty counts, gathered by `threads` threads.
    pub fn new(threads: usize, cancel: Cancel) -> Self {
        Self { partitions: Partitions::new(), threads, cancel, missing: 0 }
    }

    /// Counts the identifiers of rows. A value that is twice in a cell counts twice. Missing identifiers are left out,
    /// and so are rows for which `mention` returns `None`.
    ///
    /// After an error the counts cannot be used any more; the same holds for the methods below.
    pub fn add_identifiers<'t>(
        &mut self,
        rows: usize,
        mention: impl Fn(usize) -> Option<Mention<'t>> + Sync,
    ) -> Result<()> {
        let missing = self.partitions.gather(self.threads, &self.cancel, rows, |rows, buffers| {
            let count = |mention: Mention<'t>| mention.identifiers(|identifier| buffers.put(identifier, 1));
            rows.filter_map(&mention).map(count).sum::<u64>()
        })?;
        self.missing += missing.into_iter().sum::<u64>();
        Ok(())
    }

    /// Counts the values of cells that are not identifiers: mentions, resources. Every value counts, even `-`.
    pub fn add_values<'t>(
        &mut self,
        rows: usize,
        cell: impl Fn(usize) -> Option<&'t [u8]> + Sync,
        separators: Separators,
    ) -> Result<()> {
        self.partitions.gather(self.threads, &self.cancel, rows, |rows, buffers| {
            for cell in rows.filter_map(&cell) {
                pieces(cell, separators).for_each(|piece| buffers.put(&cell[piece], 1));
            }
        })?;
        Ok(())
    }

    /// Counts the types of some rows. Every type counts, even the empty one.
    pub fn add_types(&mut self, types: &DictionaryColumn, rows: &Rows) -> Result<()> {
        let tallies = map(self.threads, chunks(rows.len()), |places| {
            self.cancel.check()?;
            let mut tally = vec![0_i64; types.values.len()];
            places.for_each(|place| tally[types.codes[rows.at(place)] as usize] += 1);
            Ok(tally)
        })?;
        let count = |code| tallies.iter().map(|tally| tally[code]).sum();
        self.partitions.gather(1, &self.cancel, types.values.len(), |codes, buffers| {
            for code in codes {
                match count(code) {
                    0 => {} // a type of other rows
                    count => buffers.put(&types.values[code], count),
                }
            }
        })?;
        Ok(())
    }

    /// The counts of everything that was added.
    pub fn finish(self) -> Result<Counts> {
        let Self { partitions, threads, cancel, missing } = self;
        let close = |mut tally: PartitionTally| {
            tally.values.close();
            (tally.values, tally.counts)
        };
        let (distinct, tallies): (Vec<_>, Vec<_>) = partitions.into_inner().into_iter().map(close).unzip();
        let count = |partition: usize, code: u32| tallies[partition][code as usize];
        let order =
            Order::new(threads, &cancel, &distinct, |partition, code| !(count(partition, code) as u64))?;
        let mut counts = ColumnVec::default();
        for keys in &order.ranges {
            counts.extend(keys.iter().map(|key| count(key.partition as usize, key.code)));
        }
        Ok(Counts { values: order.column(threads)?, counts: Arc::new(counts), missing })
    }
}

/// Frequencies of the values of one partition.
#[derive(Debug, Default)]
struct PartitionTally {
    values: Interner,
    counts: Vec<i64>,
}

impl Partition for PartitionTally {
    fn distinct(&mut self) -> &mut Interner {
        &mut self.values
    }

    #[inline]
    fn note(&mut self, code: u32, number: i64) {
        let code = code as usize;
        if code == self.counts.len() {
            self.counts.push(0);
        }
        self.counts[code] += number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(counts: &Counts) -> Vec<(&str, i64)> {
        let value = |row| std::str::from_utf8(counts.values.get(row).expect("a value")).expect("text");
        counts.counts.iter().enumerate().map(|(row, &count)| (value(row), count)).collect()
    }

    #[test]
    fn the_frequent_come_first() {
        let mut builder = CountsBuilder::new(2, Cancel::default());
        let cells = ["b|a", "c|c", "-", "", "a|d||c"];
        builder
            .add_identifiers(6, |row| {
                let cell = cells.get(row).map(|cell| cell.as_bytes());
                Some(Mention { pmid: -1, cell, separators: Separators::PIPE })
            })
            .expect("no errors");
        let counts = builder.finish().expect("no errors");
        assert_eq!(entries(&counts), [("c", 3), ("a", 2), ("b", 1), ("d", 1)]);
        assert_eq!(counts.missing, 4);
    }

    #[test]
    fn types_are_counted_over_batches_with_codes_of_their_own() {
        let types = |codes: &[i32], values: &[&str]| DictionaryColumn {
            codes: Arc::new(codes.to_vec().into()),
            values: values.iter().collect(),
        };
        let mut builder = CountsBuilder::new(2, Cancel::default());
        builder.add_types(&types(&[0, 1, 1], &["Gene", "-", "SNP"]), &Rows::Range(0..3)).expect("no errors");
        builder.add_types(&types(&[0, 1, 0], &["SNP", "Gene"]), &Rows::Range(0..2)).expect("no errors");
        assert_eq!(entries(&builder.finish().expect("no errors")), [("-", 2), ("Gene", 2), ("SNP", 1)]);
    }

    #[test]
    fn values_are_counted_as_they_are() {
        let mut builder = CountsBuilder::new(1, Cancel::default());
        let cells = [Some(&b"PubTator3|-"[..]), None, Some(b""), Some(b"-|PubTator3|PubTator3")];
        builder.add_values(4, |row| cells[row], Separators::PIPE).expect("no errors");
        assert_eq!(entries(&builder.finish().expect("no errors")), [("PubTator3", 3), ("-", 2)]);
    }
}
