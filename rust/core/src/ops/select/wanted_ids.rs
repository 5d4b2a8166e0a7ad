//! Ids of documents that are looked for.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::text::number::pmid;

/// Distinct ids, each with its number in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub struct WantedIds {
    numbers: HashMap<Box<[u8]>, usize, RandomState>,
    /// The ids that are plain decimal numbers, as tables have them.
    pmids: HashMap<i64, usize, RandomState>,
}

impl WantedIds {
    /// These ids; one that is given twice counts once.
    pub fn new(ids: impl IntoIterator<Item = Box<[u8]>>) -> Self {
        let mut all = Self::default();
        for id in ids {
            let number = all.numbers.len();
            let pmid = pmid(&id);
            if all.numbers.try_insert(id, number).is_ok() && pmid >= 0 {
                all.pmids.insert(pmid, number);
            }
        }
        all
    }

    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The number of an id.
    #[inline]
    pub fn find(&self, id: &[u8]) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// The number of an id of a table.
    #[inline]
    pub fn find_pmid(&self, pmid: i64) -> Option<usize> {
        self.pmids.get(&pmid).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_by_bytes_and_by_number() {
        let ids = WantedIds::new(["7", "PMC1", "007", "7"].map(|id| id.as_bytes().into()));
        assert_eq!(ids.len(), 3);
        assert_eq!(
            [&b"7"[..], b"PMC1", b"007", b"8"].map(|id| ids.find(id)),
            [Some(0), Some(1), Some(2), None]
        );
        assert_eq!([7, 8, -1].map(|id| ids.find_pmid(id)), [Some(0), None, None]);
    }
}
