//! The documents of a corpus one after another, each with its annotations as they were packed.

use std::borrow::Cow;
use std::sync::RwLockReadGuard;

use super::annotations::joined;
use super::documents::Documents;
use super::{AnnotationRecord, DocumentRecord};
use crate::columns::ColumnVec;
use crate::model::worker_rows::{AnnotationRows, DocumentRow};
use crate::model::{Corpus, WindowRows};

/// The annotations of the documents of a window.
pub(crate) struct WindowAnnotations<'c> {
    corpus: &'c Corpus,
    pieces: &'c [AnnotationRows],
    segment: &'c WindowRows,
}

impl WindowAnnotations<'_> {
    /// One annotation, by its row of the corpus.
    #[inline]
    pub fn get(&self, row: usize) -> AnnotationRecord {
        let annotation = match self.pieces {
            [] => self.corpus.annotations.get_whole(row),
            rows => self.corpus.annotations.get_in(rows, self.segment, self.local(row)),
        };
        annotation.expect("an annotation has a mention")
    }

    /// The bytes of its columns beyond the sixth, if it has any.
    pub fn extra(&self, row: usize) -> Option<Cow<'_, [u8]>> {
        if self.pieces.is_empty() {
            return self.corpus.annotation_extra(row);
        }
        let extra = self.pieces[self.segment.part].extra(self.local(row))?;
        joined(&self.corpus.parsed.text, self.segment.base, extra)
    }

    #[inline]
    fn local(&self, row: usize) -> usize {
        self.segment.local.annotations + row - self.segment.first.annotations
    }
}

/// The rows of documents and annotations, locked: until this is dropped no column is made of them.
pub(crate) struct HeldRows<'c> {
    corpus: &'c Corpus,
    documents: RwLockReadGuard<'c, Vec<ColumnVec<DocumentRow>>>,
    annotations: RwLockReadGuard<'c, Vec<AnnotationRows>>,
}

impl HeldRows<'_> {
    /// Shows the documents of a window.
    #[inline]
    pub fn window(
        &self,
        segment: &WindowRows,
        mut see: impl FnMut(usize, &DocumentRecord, &WindowAnnotations<'_>),
    ) {
        let layout = &self.corpus.parsed.layout;
        let rows = WindowAnnotations { corpus: self.corpus, pieces: &self.annotations, segment };
        for at in 0..segment.counts.documents {
            let row = segment.first.documents + at;
            let document = if self.documents.is_empty() {
                self.corpus.documents.get_whole(row, layout.origin.bytes)
            } else {
                Documents::get_in(&self.documents, layout, segment, segment.local.documents + at)
            };
            see(row, &document.expect("a document has an id"), &rows);
        }
    }
}

impl Corpus {
    /// Locks the rows. A thread that holds them must not ask for columns of documents or annotations.
    pub(crate) fn held_rows(&self) -> HeldRows<'_> {
        let (documents, annotations) = (self.documents.pieces.read(), self.annotations.pieces.read());
        HeldRows { corpus: self, documents, annotations }
    }

    /// Calls `see` for every document. It must not ask for columns of documents or annotations.
    pub(crate) fn walk(&self, mut see: impl FnMut(usize, &DocumentRecord, &WindowAnnotations<'_>)) {
        let held = self.held_rows();
        for segment in &self.parsed.layout.segments {
            held.window(segment, &mut see);
        }
    }
}
