//! The columns of parsed windows, as the parser writes them.
//!
//! A `Part` is what one worker wrote: the rows of its windows one after another, each table in one
//! [`Slab`]. Text is never copied: a value is a [`Span`] of its window. Rows are small, because writing
//! them (and having the system clear the pages for them) is a good part of the work; the corpus
//! turns them into columns when somebody asks for a column.

mod annotation_rows;
mod dictionary;
mod distinct;
mod entity_rows;
mod memory;
mod names;
mod packed_rows;
mod problem_row;
mod relation_table_rows;
mod slab;
mod span;
mod spans;
mod untouched;

pub(crate) use annotation_rows::{Annotation, AnnotationRow, AnnotationRows, ExtraRow};
pub use dictionary::Dictionary;
pub(crate) use dictionary::{Known, Merged};
pub(crate) use distinct::{Distinct, Words};
pub use entity_rows::EntityRows;
pub(crate) use entity_rows::{Entity, EntityRow};
pub(crate) use memory::Memory;
pub use names::Names;
pub use packed_rows::PackedRows;
pub(crate) use problem_row::{ProblemRow, invalid_utf8};
pub use relation_table_rows::RelationTableRows;
pub(crate) use relation_table_rows::{RelationTableRow, TableRelation};
pub use slab::Slab;
pub use span::Span;
pub use spans::Spans;
pub(crate) use untouched::Untouched;

use bytemuck::{Pod, Zeroable};

/// A document as its window has it: 40 bytes.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct DocumentRow {
    /// Where its first stored line begins, the id does.
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
pub(crate) struct Part {
    pub documents: Slab<DocumentRow>,
    pub annotations: AnnotationRows,
    pub relations: Slab<RelationRow>,
    pub relation_types: Dictionary,
    pub passages: Slab<PassageRow>,
    pub problems: Slab<ProblemRow>,
}

/// How many rows of each table there are: of a window, of a part, or before a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub documents: usize,
    pub annotations: usize,
    pub relations: usize,
    pub passages: usize,
    /// Of a table file.
    pub rows: usize,
    pub problems: usize,
}

impl Part {
    pub fn counts(&self) -> Counts {
        Counts {
            documents: self.documents.len(),
            annotations: self.annotations.len(),
            relations: self.relations.len(),
            passages: self.passages.len(),
            rows: 0,
            problems: self.problems.len(),
        }
    }
}

impl Counts {
    /// How many things the input is made of: documents, or rows of a table.
    pub fn records(&self) -> usize {
        self.documents + self.rows
    }
}

impl std::ops::Sub for Counts {
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

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.documents += more.documents;
        self.annotations += more.annotations;
        self.relations += more.relations;
        self.passages += more.passages;
        self.rows += more.rows;
        self.problems += more.problems;
    }
}
