//! Visits the documents of a data set, each with its packed annotations.

use std::borrow::Cow;
use std::sync::RwLockReadGuard;

use super::documents::{made_annotation, made_document, packed_annotation, packed_document};
use super::worker_rows::PackedTable;
use super::{AnnotationRecord, Dataset, DocumentRecord, TableId, WindowRows};

/// The annotations of the documents of a window.
pub(crate) struct WindowAnnotations<'d> {
    data: &'d Dataset,
    packed: &'d PackedTable,
    segment: &'d WindowRows,
}

impl WindowAnnotations<'_> {
    #[inline]
    pub fn get(&self, row: usize) -> AnnotationRecord {
        let store = self.data.store(TableId::Annotations);
        let annotation = match self.packed {
            PackedTable::Annotations(parts) if !parts.is_empty() => {
                packed_annotation(parts, store, self.segment, self.local(row))
            }
            _ => made_annotation(store, row),
        };
        annotation.expect("an annotation has a mention")
    }

    /// The bytes of its columns beyond the sixth, if it has any.
    pub fn extra(&self, row: usize) -> Option<Cow<'_, [u8]>> {
        match self.packed {
            PackedTable::Annotations(parts) if !parts.is_empty() => {
                let extra = parts[self.segment.part].extra_of(self.local(row))?;
                extra.joined(self.data.text().bytes(), self.segment.base)
            }
            _ => self.data.annotation_extra(row),
        }
    }

    #[inline]
    fn local(&self, row: usize) -> usize {
        self.segment.local.of(TableId::Annotations) + row - self.segment.first.of(TableId::Annotations)
    }
}

/// The locked rows of documents and annotations: no column is made of them until this is dropped.
pub(crate) struct HeldRows<'d> {
    data: &'d Dataset,
    documents: RwLockReadGuard<'d, PackedTable>,
    annotations: RwLockReadGuard<'d, PackedTable>,
}

impl HeldRows<'_> {
    /// Visits the documents of a window.
    #[inline]
    pub fn window(
        &self,
        segment: &WindowRows,
        mut see: impl FnMut(usize, &DocumentRecord, &WindowAnnotations<'_>),
    ) {
        let (layout, store) = (&self.data.parsed.layout, self.data.store(TableId::Documents));
        let rows = WindowAnnotations { data: self.data, packed: &self.annotations, segment };
        for at in 0..segment.counts.of(TableId::Documents) {
            let row = segment.first.of(TableId::Documents) + at;
            let document = match &*self.documents {
                PackedTable::Documents(parts) if !parts.is_empty() => {
                    packed_document(parts, layout, segment, segment.local.of(TableId::Documents) + at)
                }
                _ => made_document(store, row, &self.data.parsed),
            };
            see(row, &document.expect("a document has an id"), &rows);
        }
    }
}

impl Dataset {
    /// Locks the rows. A thread that holds them must not ask for columns of documents or annotations.
    pub(crate) fn held_rows(&self) -> HeldRows<'_> {
        let documents = self.store(TableId::Documents).packed();
        HeldRows { data: self, documents, annotations: self.store(TableId::Annotations).packed() }
    }

    /// Calls `see` for every document. `see` must not ask for columns of documents or annotations.
    pub(crate) fn walk(&self, mut see: impl FnMut(usize, &DocumentRecord, &WindowAnnotations<'_>)) {
        let held = self.held_rows();
        for segment in &self.parsed.layout.segments {
            held.window(segment, &mut see);
        }
    }
}
