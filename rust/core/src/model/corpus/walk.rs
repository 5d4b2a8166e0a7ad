//! The documents of a corpus one after another, each with its annotations as they were packed.

use std::borrow::Cow;

use super::annotations::joined;
use super::documents::Documents;
use super::{AnnotationRecord, DocumentRecord};
use crate::model::worker_rows::AnnotationRows;
use crate::model::{Corpus, Segment};

/// The annotations of the documents of a window.
pub(crate) struct WindowAnnotations<'c> {
    corpus: &'c Corpus,
    pieces: &'c [AnnotationRows],
    segment: &'c Segment,
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
        joined(&self.corpus.frame.text, self.segment.base, extra)
    }

    #[inline]
    fn local(&self, row: usize) -> usize {
        self.segment.local.annotations + row - self.segment.first.annotations
    }
}

impl Corpus {
    /// Shows every document. Whoever sees one must not ask for columns of documents or annotations.
    pub(crate) fn walk(&self, mut see: impl FnMut(usize, &DocumentRecord, &WindowAnnotations<'_>)) {
        let layout = &self.frame.layout;
        let (documents, annotations) = (self.documents.pieces.read(), self.annotations.pieces.read());
        for segment in &layout.segments {
            let rows = WindowAnnotations { corpus: self, pieces: &annotations, segment };
            for at in 0..segment.counts.documents {
                let row = segment.first.documents + at;
                let document = if documents.is_empty() {
                    self.documents.get_whole(row, layout.origin.bytes)
                } else {
                    Documents::get_in(&documents, layout, segment, segment.local.documents + at)
                };
                see(row, &document.expect("a document has an id"), &rows);
            }
        }
    }
}
