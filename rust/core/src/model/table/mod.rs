//! Tables in columns: every window's rows as one table, answering by row.

mod assemble;
mod columns;
mod entities;
mod filter;
mod last_columns;
mod record;
mod relations;
mod rows;
mod worker_table;

use std::sync::Arc;

pub use columns::TableRecord;
pub use entities::EntityTable;
pub use record::{Entity, TableRelation};
pub use relations::RelationTable;
pub use rows::{TableColumn, TableRows};
pub use worker_table::WorkerTable;

use memchr::memrchr;

use super::{InvalidUtf8, ParsedInput, TextPosition};
use crate::Problem;
use crate::io::TextBuf;

/// A parsed table: the PMID of each row, dictionary columns, and string columns, by their place among those
/// of their kind.
#[derive(Debug)]
pub struct TableFile<T: TableRows> {
    parsed: ParsedInput,
    columns: columns::Columns<T>,
}

impl<T: TableRows> TableFile<T> {
    /// The part that tables have in common with block text.
    pub(crate) fn parsed(&self) -> &ParsedInput {
        &self.parsed
    }

    /// The input as the caller named it; none for rows made in memory.
    pub fn path(&self) -> Option<&str> {
        self.parsed.path.as_deref()
    }

    /// The uncompressed input, in which every value is a place.
    pub fn text(&self) -> &Arc<TextBuf> {
        &self.parsed.text
    }

    /// The rows and bytes of the input before this table, if it is a batch of a stream.
    pub fn origin(&self) -> TextPosition {
        self.parsed.layout.origin
    }

    pub fn len(&self) -> usize {
        self.parsed.layout.counts.rows
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of threads that work on it.
    pub fn threads(&self) -> usize {
        self.parsed.layout.threads
    }

    /// The parts of the text that are not UTF-8, known even if problems were not kept.
    pub fn invalid(&self) -> &InvalidUtf8 {
        &self.parsed.invalid
    }

    /// The problems, ordered by line, byte and code.
    pub fn problems(&self) -> &[Problem] {
        &self.parsed.problems
    }

    /// The sentence for a problem.
    pub fn message(&self, problem: &Problem) -> String {
        self.parsed.message(problem)
    }

    /// The row of the line that a byte of the input lies in, if one is stored.
    pub fn row_at(&self, byte: usize) -> Option<usize> {
        let byte = byte - self.origin().bytes;
        let line_begin = memrchr(b'\n', &self.text()[..byte]).map_or(0, |newline| newline + 1);
        let begin_of = |row: usize| self.record(row).values[0].as_ref().map_or(0, |place| place.start);
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if begin_of(middle) < line_begin { low = middle + 1 } else { high = middle }
        }
        let is_here = low < self.len() && {
            let between = &self.text()[line_begin..begin_of(low)];
            !between.contains(&b'\n')
        };
        is_here.then_some(low)
    }
}
