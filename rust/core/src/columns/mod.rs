//! The columns of parsed windows, as the parser writes them.
//!
//! A [`Part`] is what one worker wrote: its windows one after another, each column in one
//! [`Slab`]. Text is never copied: a value is a [`Span`] of its window. The corpus turns parts into
//! whole columns when somebody asks for them.

mod dictionary;
mod slab;
mod span;
mod spans;

pub(crate) use dictionary::{Dictionary, Merged, merge};
pub use slab::Slab;
pub use span::Span;
pub use spans::Spans;

use bytemuck::{Pod, Zeroable};

use crate::problem::ProblemRow;

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

/// An annotation on its way into the columns: the parser gathers a block of them first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AnnotationRow {
    pub start: i32,
    pub end: i32,
    pub mention: Span,
    pub kind: i32,
    pub identifier: Span,
}

/// The rare columns of an annotation beyond the sixth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExtraRow {
    /// Row of the part.
    pub row: u64,
    pub value: Span,
    /// What follows `value` and a tab: of FBK rows, whose extra columns are not neighbours.
    pub rest: Span,
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

/// The columns that one worker writes.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pub documents: Slab<DocumentRow>,
    pub annotations: AnnotationColumns,
    pub relations: Slab<RelationRow>,
    pub relation_types: Dictionary,
    pub passages: Slab<PassageRow>,
    pub problems: Slab<ProblemRow>,
}

/// The annotation columns that one worker writes.
#[derive(Debug, Default)]
pub(crate) struct AnnotationColumns {
    pub start: Slab<i32>,
    pub end: Slab<i32>,
    pub mention: Slab<Span>,
    pub kind: Slab<i32>,
    pub identifier: Slab<Span>,
    pub extra: Vec<ExtraRow>,
    pub types: Dictionary,
}

impl AnnotationColumns {
    /// Appends a block of rows, column by column.
    pub fn extend(&mut self, rows: &[AnnotationRow]) {
        self.start.extend(rows.iter().map(|row| row.start));
        self.end.extend(rows.iter().map(|row| row.end));
        self.mention.extend(rows.iter().map(|row| row.mention));
        self.kind.extend(rows.iter().map(|row| row.kind));
        self.identifier.extend(rows.iter().map(|row| row.identifier));
    }

    /// Makes room for so many rows at once; untouched room costs no memory.
    pub fn reserve(&mut self, rows: usize) {
        self.start.reserve(rows);
        self.end.reserve(rows);
        self.mention.reserve(rows);
        self.kind.reserve(rows);
        self.identifier.reserve(rows);
    }

    pub fn len(&self) -> usize {
        self.start.len()
    }
}

/// How many rows of each table there are: of a window, of a part, or before a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub documents: usize,
    pub annotations: usize,
    pub relations: usize,
    pub passages: usize,
    pub problems: usize,
}

impl Part {
    pub fn counts(&self) -> Counts {
        Counts {
            documents: self.documents.len(),
            annotations: self.annotations.len(),
            relations: self.relations.len(),
            passages: self.passages.len(),
            problems: self.problems.len(),
        }
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
        self.problems += more.problems;
    }
}
