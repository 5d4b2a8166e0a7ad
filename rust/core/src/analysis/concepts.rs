//! An index from concepts to documents: for each identifier its PMIDs.

use std::sync::Arc;

use super::mentions::Mention;
use super::order::{Key, Order};
use super::partitions::Partitions;
use super::postings::Postings;
use crate::base::share::{cut, map, running_sums};
use crate::columns::ColumnVec;
use crate::model::{SharedColumn, StringColumn};
use crate::{Cancel, Result};

/// The PMIDs that mention each identifier, as a matrix in compressed rows.
///
/// It depends only on the rows: not on threads, on batches or on the order of the rows. An identifier has no type here:
/// if the rows are of several types, `9606` is a gene as well as a species.
#[derive(Clone, Debug)]
pub struct ConceptIndex {
    /// The identifiers, each once, in the order of their bytes.
    pub concepts: StringColumn,
    /// One more than there are concepts: the PMIDs of concept `i` are those from `offsets[i]` to `offsets[i + 1]`.
    pub offsets: SharedColumn<i64>,
    /// The PMIDs, grouped by concept; ascending and distinct within each.
    pub pmids: SharedColumn<i64>,
    /// Counts of the rows that are not in the index.
    pub skipped: Skipped,
}

/// Counts of the rows that an index leaves out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Rows whose document has no PMID (a negative number stands for none).
    pub rows_without_pmid: u64,
    /// [Missing](super::Missing) identifiers of the other rows: cells, and values of lists.
    pub missing: u64,
}

impl ConceptIndex {
    pub fn len(&self) -> usize {
        self.concepts.len
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row of a concept, if anything mentions it.
    pub fn find(&self, concept: &[u8]) -> Option<usize> {
        let (mut begin, mut end) = (0, self.len());
        while begin < end {
            let middle = usize::midpoint(begin, end);
            match self.concepts.get(middle).cmp(&Some(concept)) {
                std::cmp::Ordering::Less => begin = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => end = middle,
            }
        }
        None
    }

    /// The PMIDs of a concept, by its row.
    pub fn pmids_of(&self, row: usize) -> &[i64] {
        &self.pmids[self.offsets[row] as usize..self.offsets[row + 1] as usize]
    }
}

/// Builds a concept index from rows.
#[derive(Debug)]
pub struct ConceptIndexBuilder {
    partitions: Partitions<Postings>,
    threads: usize,
    cancel: Cancel,
    skipped: Skipped,
}

impl ConceptIndexBuilder {
    /// An empty builder that works on `threads` threads.
    pub fn new(threads: usize, cancel: Cancel) -> Self {
        Self { partitions: Partitions::new(), threads, cancel, skipped: Skipped::default() }
    }

    /// Adds the rows of a table, a corpus or a batch. `mention` returns the document and the identifiers of a row, or
    /// `None` to skip the row. The rows are not kept, so a batch can be dropped when it has been added.
    ///
    /// After an error the builder cannot be used any more.
    pub fn add<'t>(
        &mut self,
        rows: usize,
        mention: impl Fn(usize) -> Option<Mention<'t>> + Sync,
    ) -> Result<()> {
        let skipped = self.partitions.gather(self.threads, &self.cancel, rows, |rows, buffers| {
            let mut skipped = Skipped::default();
            for mention in rows.filter_map(&mention) {
                if mention.pmid < 0 {
                    skipped.rows_without_pmid += 1;
                } else {
                    skipped.missing +=
                        mention.identifiers(|identifier| buffers.put(identifier, mention.pmid));
                }
            }
            skipped
        })?;
        for some in skipped {
            self.skipped.rows_without_pmid += some.rows_without_pmid;
            self.skipped.missing += some.missing;
        }
        Ok(())
    }

    /// Builds the index of everything that was added.
    pub fn finish(self) -> Result<ConceptIndex> {
        let Self { partitions, threads, cancel, skipped } = self;
        let sorted = map(threads, partitions.into_inner(), |postings| {
            cancel.check()?;
            Ok(postings.sorted())
        })?;
        let (distinct, documents): (Vec<_>, Vec<_>) = sorted.into_iter().unzip();
        let order = Order::new(threads, &cancel, &distinct, |_, _| 0)?;
        let concepts = order.column(threads)?;

        let count = |key: &Key| documents[key.partition as usize].count(key.code);
        let counts =
            map(threads, order.ranges.iter().collect(), |keys: &Vec<Key>| Ok(keys.iter().map(count).sum()))?;
        let firsts = running_sums(counts.iter().copied());
        let mut pmids = ColumnVec::<i64>::zeroed(firsts[counts.len()]);
        let mut offsets = ColumnVec::<i64>::zeroed(order.len() + 1);
        let work: Vec<_> = order
            .ranges
            .iter()
            .zip(&firsts)
            .zip(cut(&mut pmids, counts.iter().copied()))
            .zip(cut(&mut offsets[1..], order.ranges.iter().map(Vec::len)))
            .collect();
        map(threads, work, |(((keys, &first), pmids), ends)| {
            cancel.check()?;
            let mut filled = 0;
            for (key, end) in keys.iter().zip(ends) {
                let documents = &documents[key.partition as usize];
                filled += documents.fill(key.code, &mut pmids[filled..]);
                *end = (first + filled) as i64;
            }
            Ok(())
        })?;
        Ok(ConceptIndex { concepts, offsets: Arc::new(offsets), pmids: Arc::new(pmids), skipped })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Family, Separators};

    fn index(threads: usize, batches: &[&[(i64, &'static str, Option<&'static str>)]]) -> ConceptIndex {
        let mut builder = ConceptIndexBuilder::new(threads, Cancel::default());
        for rows in batches {
            builder
                .add(rows.len(), |row| {
                    let (pmid, kind, cell) = rows[row];
                    let separators = Separators::of(kind.as_bytes(), Family::Table);
                    Some(Mention { pmid, cell: cell.map(str::as_bytes), separators })
                })
                .expect("no errors");
        }
        builder.finish().expect("no errors")
    }

    fn entries(index: &ConceptIndex) -> Vec<(&str, &[i64])> {
        let concept = |row| std::str::from_utf8(index.concepts.get(row).expect("a value")).expect("text");
        (0..index.len()).map(|row| (concept(row), index.pmids_of(row))).collect()
    }

    #[test]
    fn each_identifier_has_its_documents_once_and_ascending() {
        let index = index(
            2,
            &[
                &[(7, "Gene", Some("10;9")), (7, "Gene", Some("9")), (3, "Gene", Some("9;10;9"))],
                &[],
                &[(5, "SNP", Some("c|a;b")), (1 << 40, "Gene", Some("9")), (0, "Gene", Some("9"))],
                &[
                    (7, "Gene", Some("10")),
                    (1 << 40, "Gene", Some("9")),
                    (u32::MAX.into(), "Gene", Some("9")),
                ],
            ],
        );
        let nine = [0, 3, 7, u32::MAX.into(), 1 << 40];
        assert_eq!(entries(&index), [("10", &[3, 7][..]), ("9", &nine[..]), ("c|a;b", &[5])]);
        assert_eq!(index.offsets[..], [0, 2, 7, 8]);
        assert_eq!(index.find(b"9"), Some(1));
        assert_eq!(index.find(b"8"), None);
        assert_eq!(index.find(b""), None);
    }

    #[test]
    fn what_has_no_identifier_or_pmid_is_counted() {
        let index = index(
            1,
            &[&[
                (1, "Gene", Some("-;5;;None")),
                (1, "Gene", None),
                (1, "Gene", Some("")),
                (-1, "Gene", Some("6")),
                (-1, "Gene", None),
            ]],
        );
        assert_eq!(entries(&index), [("5", &[1][..])]);
        assert_eq!(index.skipped, Skipped { rows_without_pmid: 2, missing: 5 });
    }

    #[test]
    fn an_index_of_nothing_is_empty() {
        let index = index(2, &[]);
        assert!(index.is_empty());
        assert_eq!(index.offsets[..], [0]);
        assert_eq!(index.find(b"1"), None);
    }

    #[test]
    fn cancelling_stops() {
        let cancel = Cancel::default();
        let mut builder = ConceptIndexBuilder::new(2, cancel.clone());
        cancel.cancel();
        let outcome = builder.add(1, |_| None);
        assert!(matches!(outcome, Err(crate::Error::Interrupted)));
    }
}
