//! The concepts of one partition, and the documents of each.

use super::partitions::Partition;
use crate::columns::Interner;

/// Pairs of a concept of the partition and a document, unordered: 8 bytes each.
#[derive(Debug, Default)]
pub(super) struct Postings {
    concepts: Interner,
    /// The last document of each concept, because the mentions of one document mostly follow each other.
    last: Vec<u32>,
    pairs: Vec<(u32, u32)>,
    /// Pairs whose PMID does not fit. No PMID of today is so large, but document ids are.
    wide: Vec<(u32, i64)>,
}

impl Partition for Postings {
    fn distinct(&mut self) -> &mut Interner {
        &mut self.concepts
    }

    #[inline]
    fn note(&mut self, code: u32, number: i64) {
        let is_new = code as usize == self.last.len();
        if is_new {
            self.last.push(0);
        }
        match u32::try_from(number) {
            Ok(pmid) => {
                let last = &mut self.last[code as usize];
                // If a concept has only wide documents, a last document of 0 means none.
                if is_new || *last != pmid || pmid == 0 {
                    *last = pmid;
                    self.pairs.push((code, pmid));
                }
            }
            Err(_) => self.wide.push((code, number)),
        }
    }
}

impl Postings {
    /// The concepts, and the documents of each.
    pub fn sorted(mut self) -> (Interner, DocumentLists) {
        self.concepts.close();
        let mut starts = vec![0; self.concepts.len() + 1];
        for &(code, _) in &self.pairs {
            starts[code as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut pmids = vec![0; self.pairs.len()];
        for (code, pmid) in self.pairs {
            let place = &mut next[code as usize];
            pmids[*place] = pmid;
            *place += 1;
        }
        let mut kept = 0;
        for code in 0..self.concepts.len() {
            let range = starts[code]..starts[code + 1];
            let some = &mut pmids[range.clone()];
            if !some.is_sorted() {
                some.sort_unstable();
            }
            starts[code] = kept;
            for at in range.clone() {
                if at == range.start || pmids[at] != pmids[kept - 1] {
                    pmids[kept] = pmids[at];
                    kept += 1;
                }
            }
        }
        starts[self.concepts.len()] = kept;
        pmids.truncate(kept);
        self.wide.sort_unstable();
        self.wide.dedup();
        (self.concepts, DocumentLists { starts, pmids, wide: self.wide })
    }
}

/// The documents of a partition's concepts: ascending, each once.
#[derive(Debug)]
pub(super) struct DocumentLists {
    starts: Vec<usize>,
    pmids: Vec<u32>,
    wide: Vec<(u32, i64)>,
}

impl DocumentLists {
    fn narrow(&self, code: u32) -> &[u32] {
        let code = code as usize;
        &self.pmids[self.starts[code]..self.starts[code + 1]]
    }

    fn wide(&self, code: u32) -> &[(u32, i64)] {
        let begin = self.wide.partition_point(|&(other, _)| other < code);
        let count = self.wide[begin..].partition_point(|&(other, _)| other == code);
        &self.wide[begin..begin + count]
    }

    /// The number of documents of a concept.
    pub fn count(&self, code: u32) -> usize {
        self.narrow(code).len() + self.wide(code).len()
    }

    /// Writes the documents of a concept; returns their number.
    pub fn fill(&self, code: u32, places: &mut [i64]) -> usize {
        // The wide PMIDs are the larger ones.
        let narrow = self.narrow(code).iter().map(|&pmid| i64::from(pmid));
        let all = narrow.chain(self.wide(code).iter().map(|&(_, pmid)| pmid));
        places.iter_mut().zip(all).map(|(place, pmid)| *place = pmid).count()
    }
}
