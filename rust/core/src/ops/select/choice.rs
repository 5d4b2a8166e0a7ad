//! Conditions that select documents or rows of a dump.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::WantedIds;
use crate::Result;
use crate::analysis::{Separators, pieces};
use crate::model::Dataset;
use crate::model::filter::{Filter, StringSet};

/// The documents or rows to select.
#[derive(Clone, Debug)]
pub enum Choice {
    /// The given number of records from the beginning.
    First(usize),
    Ids {
        ids: Arc<WantedIds>,
        /// True if only the first record of each id is wanted; then the end of the input need not be read.
        is_first_enough: bool,
    },
    /// Records that meet conditions.
    Where(Arc<Conditions>),
    /// A random sample of records, each as likely as any other.
    Sample {
        /// The number of records.
        count: usize,
        /// The seed. Equal seeds select equal records of equal inputs.
        seed: u64,
        /// The largest rank that may still be in the sample.
        limit: Limit,
    },
}

/// A number that only becomes smaller, shared by threads.
#[derive(Clone, Debug)]
pub struct Limit(Arc<AtomicU64>);

impl Default for Limit {
    fn default() -> Self {
        Self(Arc::new(AtomicU64::new(u64::MAX)))
    }
}

impl Limit {
    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(super) fn lower(&self, to: u64) {
        self.0.fetch_min(to, Ordering::Relaxed);
    }
}

/// Conditions on documents and their annotations, or on the rows of a table.
#[derive(Clone, Debug)]
pub struct Conditions {
    /// Conditions on the types of annotations.
    pub(super) types: Filter,
    /// The condition on their identifiers: a cell, or one of several in it, is among these.
    pub(super) identifiers: Option<StringSet>,
    pub(super) ids: Option<WantedIds>,
    /// The least and the largest number of annotations of a document that meet the conditions on annotations.
    pub(super) least: usize,
    pub(super) most: usize,
    /// True if only the annotations of a document that meet the conditions are wanted.
    pub(super) only_annotations: bool,
}

impl Conditions {
    /// Conditions on annotations and ids; an empty list is no condition.
    pub fn new(types: Vec<Box<[u8]>>, identifiers: Vec<Box<[u8]>>, ids: Option<WantedIds>) -> Self {
        let among = |values: Vec<Box<[u8]>>| (!values.is_empty()).then(|| StringSet::new(values, true));
        let mut filter = Filter::default();
        filter.types.extend(among(types));
        Self {
            types: filter,
            identifiers: among(identifiers),
            ids,
            least: 0,
            most: usize::MAX,
            only_annotations: false,
        }
    }

    /// Sets the number of annotations that must meet the conditions. The default is one or more, if there are
    /// conditions.
    #[must_use]
    pub fn with_counts(self, least: Option<usize>, most: Option<usize>) -> Self {
        let usual = usize::from(most.is_none() && (!self.types.is_empty() || self.identifiers.is_some()));
        Self { least: least.unwrap_or(usual), most: most.unwrap_or(usize::MAX), ..self }
    }

    /// Takes only the matching annotations of documents.
    #[must_use]
    pub fn with_only_annotations(self, only_annotations: bool) -> Self {
        Self { only_annotations, ..self }
    }

    /// True if a cell has one of the identifiers.
    #[inline]
    pub(super) fn accepts_identifier(&self, cell: Option<&[u8]>, separators: Separators) -> bool {
        let Some(among) = &self.identifiers else { return true };
        let Some(cell) = cell else { return false };
        // Most cells are one identifier, and testing that is faster than splitting them.
        among.accepts(Some(cell))
            || cell.iter().any(|byte| separators.as_bytes().contains(byte))
                && pieces(cell, separators).any(|piece| among.accepts(Some(&cell[piece])))
    }
}

/// A document or a row that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChosenRecord {
    /// Its rank in a sample, or the number of its id.
    pub key: u64,
    /// Its number in the input.
    pub number: usize,
    /// Its number in the batch.
    pub row: usize,
}

/// The selected records of a batch.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// In file order.
    pub units: Vec<ChosenRecord>,
    /// The only annotations to take of these documents, in file order and without relations; or none for everything.
    pub annotations: Option<Vec<i64>>,
}

impl Choice {
    /// Chooses the records of a batch.
    pub fn of(&self, batch: &Dataset) -> Result<Chosen> {
        let before = batch.origin().records();
        let unit = |row: usize, key: u64| ChosenRecord { key, number: before + row, row };
        let mut annotations = None;
        let units = match self {
            Self::First(count) => {
                let count = count.saturating_sub(before).min(batch.records());
                (0..count).map(|row| unit(row, 0)).collect()
            }
            Self::Ids { ids, .. } => {
                batch.with_ids(ids).into_iter().map(|(row, id)| unit(row, id as u64)).collect()
            }
            Self::Where(conditions) => {
                let (rows, these) = batch.meeting(conditions)?;
                annotations = these;
                rows.into_iter().map(|row| unit(row, 0)).collect()
            }
            Self::Sample { count, seed, limit } => {
                let limit = limit.get();
                let ranked = (0..batch.records()).map(|row| unit(row, rank(*seed, before + row)));
                let mut best: Vec<ChosenRecord> = ranked.filter(|unit| unit.key <= limit).collect();
                if best.len() > *count {
                    best.sort_unstable();
                    best.truncate(*count);
                    best.sort_unstable_by_key(|unit| unit.row);
                }
                best
            }
        };
        Ok(Chosen { units, annotations })
    }
}

/// A pseudo-random number (SplitMix64). The records with the smallest ones are a sample.
fn rank(seed: u64, number: usize) -> u64 {
    let step = |x: u64| {
        let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    };
    step(step(seed) ^ number as u64)
}
