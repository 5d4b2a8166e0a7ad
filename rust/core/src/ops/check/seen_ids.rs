//! Remembers the ids of earlier documents.
//!
//! PMIDs up to [`DocumentId::MAX_BIT`] are bits, in pages of 8 KiB for 65,536 neighbours, so all of PubMed takes 5 MiB
//! and no input more than 32 MiB. Any other id takes the 16 bytes of its fingerprint, and half as much again for its
//! set.

use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashSet};

use super::fingerprint::fingerprint;
use crate::text::number::pmid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DocumentId {
    /// A PMID.
    Small(u32),
    /// Anything else.
    Print(u128),
}

impl DocumentId {
    /// The largest number that has a bit of its own: several times the largest PMID.
    const MAX_BIT: i64 = (1 << 28) - 1;

    /// The compact form of an id.
    pub fn of(id: &[u8]) -> Self {
        match pmid(id) {
            small @ 0..=Self::MAX_BIT => Self::Small(small as u32),
            _ => Self::Print(fingerprint(id)),
        }
    }
}

const PAGE_BITS: u32 = 16;

const WORDS: usize = 1 << (PAGE_BITS - 6);

type Page = [u64; WORDS];

/// The ids of all documents so far.
#[derive(Default)]
pub(crate) struct SeenIds {
    pages: HashMap<u32, Box<Page>, RandomState>,
    prints: HashSet<u128, RandomState>,
}

impl SeenIds {
    /// Adds an id; returns false if it was there.
    pub fn add(&mut self, id: DocumentId) -> bool {
        match id {
            DocumentId::Print(print) => self.prints.insert(print),
            DocumentId::Small(number) => {
                let page = self.pages.entry(number >> PAGE_BITS).or_insert_with(|| Box::new([0; WORDS]));
                let place = number & ((1 << PAGE_BITS) - 1);
                let (word, bit) = (&mut page[place as usize / 64], 1 << (place % 64));
                let is_new = *word & bit == 0;
                *word |= bit;
                is_new
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_id_is_its_own() {
        let texts = ["0", "00", "63", "64", "65535", "65536", "268435455", "268435456", "PMC1", "-1", ""];
        let mut ids = SeenIds::default();
        let mut twin = HashSet::new();
        for text in texts.into_iter().chain(texts).chain(["1", "063"]) {
            assert_eq!(ids.add(DocumentId::of(text.as_bytes())), twin.insert(text), "{text:?}");
        }
        assert_eq!(ids.prints.len(), 6);
    }
}
