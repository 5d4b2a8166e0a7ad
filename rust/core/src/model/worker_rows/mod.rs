//! The rows of parsed windows, as the workers write them.
//!
//! Text is never copied: a value is a [`Span`] of its window. Rows are small, because writing them (and having the
//! kernel zero the pages for them) is a good part of the work; columns are made of them on demand.

mod annotations;
mod documents;
mod entity_row;
mod packed_table;
mod table_relation_row;
mod table_rows;

use std::sync::Arc;

pub(crate) use annotations::{AnnotationRow, AnnotationRows, ExtraRow, FullAnnotation};
pub(crate) use documents::{CorpusRows, DocumentRow, PassageRow, RelationRow, RelationRows};
pub(crate) use entity_row::EntityRow;
pub(crate) use packed_table::{PackedTable, with_rows};
pub(crate) use table_relation_row::TableRelationRow;
pub(crate) use table_rows::{PackedTableRow, TableRows, WorkerTable};

use super::{Kind, TableId};
use crate::columns::{ColumnVec, Dictionary, PackedRows, PagePool, ProblemRow, Span};
use bytemuck::Pod;

/// The rows that one worker writes of an input.
#[derive(Debug)]
pub(crate) enum WorkerRows {
    Documents(CorpusRows),
    Entities(WorkerTable<EntityRow>),
    Relations(WorkerTable<TableRelationRow>),
}

/// The number of rows of each table: see [`RowCounts::of`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RowCounts {
    /// By [`TableId::place`].
    pub tables: [usize; 4],
    pub problems: usize,
}

/// An unpacked row. The table's specification assigns its fields to columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RowFields {
    pub numbers: [i64; 4],
    /// -1 where there is no value.
    pub codes: [i32; 3],
    /// Positions in the window.
    pub spans: [Span; 3],
}

/// The rows of one table that one worker wrote, packed.
pub(crate) trait DecodeRows: Send + Sync {
    /// A packed row.
    type Packed: Pod + Send + Sync;

    /// True if the rows of each window have memory of their own: see [`DecodeRows::detach`].
    const BY_WINDOW: bool = false;

    /// The packed rows from `first` on, the first row of a window. Rows of later windows may follow.
    fn window(&self, first: usize) -> &[Self::Packed];

    /// Unpacks row `row`.
    fn fields(&self, row: usize, packed: Self::Packed) -> RowFields;

    /// The offset in the window of the row's first string.
    fn first_byte(packed: Self::Packed) -> usize;

    /// The dictionaries of the codes.
    fn dictionaries(&self) -> Vec<&Dictionary> {
        Vec::new()
    }

    /// The cells beyond the rows' columns, in row order.
    fn extra(&self) -> &[ExtraRow] {
        &[]
    }

    /// Moves the packed rows out, so that those of a window can be freed before those of the next.
    fn detach(&mut self) -> PackedRows<Self::Packed, ()> {
        PackedRows::default()
    }
}

impl WorkerRows {
    /// Empty rows for an input of `kind`.
    pub fn new(kind: Kind) -> Self {
        match kind {
            Kind::Documents => Self::Documents(CorpusRows::default()),
            Kind::Entities => Self::Entities(WorkerTable::default()),
            Kind::Relations => Self::Relations(WorkerTable::default()),
        }
    }

    /// The rows so far.
    pub fn counts(&self) -> RowCounts {
        match self {
            Self::Documents(rows) => rows.counts(),
            Self::Entities(table) => RowCounts::of_table(table.rows.packed.len(), self.problems().len()),
            Self::Relations(table) => RowCounts::of_table(table.rows.packed.len(), self.problems().len()),
        }
    }

    /// The problems so far.
    pub fn problems(&self) -> &ColumnVec<ProblemRow> {
        match self {
            Self::Documents(rows) => &rows.problems,
            Self::Entities(table) => &table.problems,
            Self::Relations(table) => &table.problems,
        }
    }

    /// Reserves memory for the rows that `bytes` bytes of text are likely to have. Must be called before any row is
    /// written.
    pub fn reserve(&mut self, bytes: usize, memory: Option<&Arc<PagePool>>) {
        // A dump has an annotation per 160 bytes; the columns of denser files grow.
        const BYTES_PER_ANNOTATION: usize = 128;
        match self {
            Self::Documents(rows) => rows.annotations.reserve(bytes / BYTES_PER_ANNOTATION, memory),
            // Each window gets room of its own.
            Self::Entities(table) => table.memory = memory.cloned(),
            Self::Relations(table) => table.memory = memory.cloned(),
        }
    }
}

impl RowCounts {
    fn of_table(rows: usize, problems: usize) -> Self {
        Self { tables: [rows, 0, 0, 0], problems }
    }

    /// The rows of a table.
    #[inline]
    pub fn of(&self, table: TableId) -> usize {
        self.tables[table.place()]
    }

    /// The number of records: documents, or rows of a table.
    #[inline]
    pub fn records(&self) -> usize {
        self.tables[0]
    }
}

impl std::ops::Sub for RowCounts {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        let tables = std::array::from_fn(|table| self.tables[table] - before.tables[table]);
        Self { tables, problems: self.problems - before.problems }
    }
}

impl std::ops::AddAssign for RowCounts {
    fn add_assign(&mut self, more: Self) {
        self.tables.iter_mut().zip(more.tables).for_each(|(sum, more)| *sum += more);
        self.problems += more.problems;
    }
}

impl RowFields {
    /// A row without any value.
    pub const NONE: Self = Self { numbers: [0; 4], codes: [-1; 3], spans: [Span::ABSENT; 3] };
}
