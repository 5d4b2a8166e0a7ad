//! Finds annotations that are in a document twice.

use std::borrow::Cow;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use crate::model::WindowAnnotations;
use crate::text::ByteRange;

/// Finds the duplicates of one document after another, reusing its memory.
#[derive(Debug, Default)]
pub(crate) struct DuplicateAnnotations {
    spans: Vec<(i32, i32, u32)>,
}

/// The fields of an annotation other than its span.
type AnnotationKey<'t> = (&'t [u8], i32, Option<&'t [u8]>, Option<Cow<'t, [u8]>>);

impl DuplicateAnnotations {
    /// Begins a document.
    pub fn clear(&mut self) {
        self.spans.clear();
    }

    /// Adds an annotation of the document.
    #[inline]
    pub fn add(&mut self, start: i32, end: i32, row: usize) {
        self.spans.push((start, end, row as u32));
    }

    /// Gives the row of each annotation that equals an earlier one, and the row of the first such.
    ///
    /// Only annotations of one span are compared; these are few.
    pub fn find(
        &mut self,
        text: &[u8],
        annotations: &WindowAnnotations<'_>,
        mut give: impl FnMut(usize, usize),
    ) {
        self.spans.sort_unstable();
        let of = |place: ByteRange| &text[place];
        let hasher = RandomState::default();
        // The first of each set of equal annotations: its hash and its row.
        let mut firsts: HashTable<(u64, u32)> = HashTable::new();
        let rest = |row: u32| -> AnnotationKey<'_> {
            let found = annotations.get(row as usize);
            let extra = annotations.extra(row as usize);
            (of(found.mention), found.kind, found.identifier.map(of), extra)
        };
        for group in self.spans.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
            if group.len() < 2 {
                continue;
            }
            // Clearing a table takes time in proportion to its capacity.
            if firsts.capacity() > 64.max(8 * group.len()) {
                firsts = HashTable::new();
            }
            firsts.clear();
            // Equal keys are in the order of their rows.
            for &(_, _, row) in group {
                let this = rest(row);
                let hash = hasher.hash_one(&this);
                let is_it = |&(other, first): &(u64, u32)| other == hash && rest(first) == this;
                let first = firsts.entry(hash, is_it, |&(hash, _)| hash).or_insert((hash, row)).get().1;
                if first != row {
                    give(row as usize, first as usize);
                }
            }
        }
    }
}
