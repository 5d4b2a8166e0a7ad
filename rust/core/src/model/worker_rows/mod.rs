//! The rows of parsed windows, as the workers write them.
//!
//! [`CorpusRows`] is what one worker wrote of block text: the rows of its windows one after another, each table in one
//! [`ColumnVec`]. Text is never copied: a value is a [`Span`] of its window. Rows are small, because writing them (and
//! having the kernel zero the pages for them) is a good part of the work; the corpus makes columns of them on demand.

mod annotations;
mod entities;
mod table_relations;

use std::sync::Arc;

use bytemuck::{Pod, Zeroable};

pub(crate) use annotations::{AnnotationRow, AnnotationRows, ExtraRow, FullAnnotation};
pub use entities::EntityRows;
pub(crate) use entities::{EntityRow, FullEntity};
pub use table_relations::RelationTableRows;
pub(crate) use table_relations::{FullTableRelation, RelationTableRow};

use crate::columns::{ColumnVec, Dictionary, PagePool, ProblemRow, Span};

/// The rows that one worker writes.
pub(crate) trait WorkerRows: Default + Send {
    /// The rows so far.
    fn counts(&self) -> RowCounts;

    /// The problems so far.
    fn problems(&self) -> &ColumnVec<ProblemRow>;

    /// Makes room for the rows that `bytes` bytes of text are likely to have. Called before anything is written.
    fn reserve(&mut self, bytes: usize, memory: Option<&Arc<PagePool>>);
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
    /// Lines of the window before its first.
    pub line: u32,
    /// Annotations of the window up to its last.
    pub annotations_end: u32,
    /// Relations of the window up to its last.
    pub relations_end: u32,
}

/// A text line that is neither title nor abstract.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct PassageRow {
    /// Documents of the window before its own.
    pub document: u32,
    pub tag: Span,
    pub text: Span,
}

/// A relation.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct RelationRow {
    pub kind: i32,
    pub arg1: Span,
    pub arg2: Span,
    pub extra: Span,
}

/// A row of a table, of either kind: its PMID, its dictionary columns, and its string columns.
#[derive(Clone, Copy, Debug)]
pub struct TableRow {
    /// -1 where it is not a plain number.
    pub pmid: i64,
    /// -1 where there is no value, or no such column.
    pub codes: [i32; 3],
    /// Places in the window.
    pub values: [Span; 2],
}

/// The columns that one worker writes.
#[derive(Debug, Default)]
pub(crate) struct CorpusRows {
    pub documents: ColumnVec<DocumentRow>,
    pub annotations: AnnotationRows,
    pub relations: ColumnVec<RelationRow>,
    pub relation_types: Dictionary,
    pub passages: ColumnVec<PassageRow>,
    pub problems: ColumnVec<ProblemRow>,
}

/// The number of rows of each table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RowCounts {
    pub documents: usize,
    pub annotations: usize,
    pub relations: usize,
    pub passages: usize,
    /// Of a table file.
    pub rows: usize,
    pub problems: usize,
}

impl CorpusRows {
    pub fn counts(&self) -> RowCounts {
        RowCounts {
            documents: self.documents.len(),
            annotations: self.annotations.len(),
            relations: self.relations.len(),
            passages: self.passages.len(),
            rows: 0,
            problems: self.problems.len(),
        }
    }
}

impl RowCounts {
    /// The number of records: documents, or rows of a table.
    pub fn records(&self) -> usize {
        self.documents + self.rows
    }
}

impl std::ops::Sub for RowCounts {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            documents: self.documents - before.documents,
            annotations: self.annotations - before.annotations,
            relations: self.relations - before.relations,
            passages: self.passages - before.passages,
            rows: self.rows - before.rows,
            problems: self.problems - before.problems,
        }
    }
}

impl std::ops::AddAssign for RowCounts {
    fn add_assign(&mut self, more: Self) {
        self.documents += more.documents;
        self.annotations += more.annotations;
        self.relations += more.relations;
        self.passages += more.passages;
        self.rows += more.rows;
        self.problems += more.problems;
    }
}

impl WorkerRows for CorpusRows {
    fn counts(&self) -> RowCounts {
        self.counts()
    }

    fn problems(&self) -> &ColumnVec<ProblemRow> {
        &self.problems
    }

    fn reserve(&mut self, bytes: usize, memory: Option<&Arc<PagePool>>) {
        // A dump has an annotation in 160 bytes; denser files make the columns grow.
        const BYTES_PER_ANNOTATION: usize = 128;
        self.annotations.reserve(bytes / BYTES_PER_ANNOTATION, memory);
    }
}
