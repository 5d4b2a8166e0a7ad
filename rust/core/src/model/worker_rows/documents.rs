//! Documents, relations and passages. They are not packed, because they are few.

use bytemuck::{Pod, Zeroable};

use super::{AnnotationRows, DecodeRows, RowCounts, RowFields};
use crate::columns::{ColumnVec, Dictionary, ProblemRow, Span};

/// The rows that one worker writes for block text.
#[derive(Debug, Default)]
pub(crate) struct CorpusRows {
    pub documents: ColumnVec<DocumentRow>,
    pub annotations: AnnotationRows,
    pub relations: RelationRows,
    pub passages: ColumnVec<PassageRow>,
    pub problems: ColumnVec<ProblemRow>,
}

/// A document, relative to its window: 40 bytes.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct DocumentRow {
    /// The id, which begins the first stored line.
    pub id: Span,
    pub title: Span,
    pub abstract_: Span,
    /// One past its last stored line.
    pub byte_end: u32,
    /// Lines of the window before the document's first line.
    pub line: u32,
    /// Annotations of the window up to the document's last one.
    pub annotations_end: u32,
    /// Relations of the window up to the document's last one.
    pub relations_end: u32,
}

/// A text line that is neither title nor abstract.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct PassageRow {
    /// Documents of the window before the passage's own.
    pub document: u32,
    pub tag: Span,
    pub text: Span,
}

#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct RelationRow {
    pub kind: i32,
    pub arg1: Span,
    pub arg2: Span,
    pub extra: Span,
}

/// The relations that one worker writes.
#[derive(Debug, Default)]
pub(crate) struct RelationRows {
    pub rows: ColumnVec<RelationRow>,
    pub types: Dictionary,
}

impl CorpusRows {
    /// The rows so far.
    pub fn counts(&self) -> RowCounts {
        RowCounts {
            tables: [
                self.documents.len(),
                self.annotations.len(),
                self.relations.rows.len(),
                self.passages.len(),
            ],
            problems: self.problems.len(),
        }
    }
}

impl DecodeRows for ColumnVec<DocumentRow> {
    type Packed = DocumentRow;

    fn window(&self, first: usize) -> &[DocumentRow] {
        &self[first..]
    }

    #[inline]
    fn fields(&self, _: usize, row: DocumentRow) -> RowFields {
        let numbers = [row.byte_end, row.line, row.annotations_end, row.relations_end].map(i64::from);
        RowFields { numbers, spans: [row.id, row.title, row.abstract_], ..RowFields::NONE }
    }

    #[inline]
    fn first_byte(row: DocumentRow) -> usize {
        row.id.start()
    }
}

impl DecodeRows for RelationRows {
    type Packed = RelationRow;

    fn window(&self, first: usize) -> &[RelationRow] {
        &self.rows[first..]
    }

    #[inline]
    fn fields(&self, _: usize, row: RelationRow) -> RowFields {
        RowFields { codes: [row.kind, -1, -1], spans: [row.arg1, row.arg2, row.extra], ..RowFields::NONE }
    }

    #[inline]
    fn first_byte(row: RelationRow) -> usize {
        row.arg1.start()
    }

    fn dictionaries(&self) -> Vec<&Dictionary> {
        vec![&self.types]
    }
}

impl DecodeRows for ColumnVec<PassageRow> {
    type Packed = PassageRow;

    fn window(&self, first: usize) -> &[PassageRow] {
        &self[first..]
    }

    #[inline]
    fn fields(&self, _: usize, row: PassageRow) -> RowFields {
        RowFields {
            numbers: [i64::from(row.document), 0, 0, 0],
            spans: [row.tag, row.text, Span::ABSENT],
            ..RowFields::NONE
        }
    }

    #[inline]
    fn first_byte(row: PassageRow) -> usize {
        row.tag.start()
    }
}
