//! A parsed input: its tables, its text and its problems.

use std::sync::{Arc, OnceLock};

use super::id_index::IdIndex;
use super::row_store::RowStore;
use super::statuses::StatusCache;
use super::{Column, InvalidUtf8, Kind, ParsedInput, TableId, TextPosition};
use crate::io::Text;
use crate::{Problem, Result};

/// A parsed input of any kind: a dump of documents, or a table file.
///
/// A row beyond the last of a table panics.
#[derive(Debug)]
pub struct Dataset {
    pub(super) kind: Kind,
    pub(super) parsed: ParsedInput,
    /// The rows of each table, by [`TableId::place`].
    pub(super) tables: Vec<RowStore>,
    pub(super) index: OnceLock<IdIndex>,
    pub(super) statuses: StatusCache,
}

impl Dataset {
    /// The kind of the input, which determines its tables.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn parsed(&self) -> &ParsedInput {
        &self.parsed
    }

    /// The input as the caller named it; none for rows made in memory or of several inputs.
    pub fn path(&self) -> Option<&str> {
        self.parsed.inputs.only()
    }

    /// True if the rows were parsed, false if they were made in memory.
    pub fn is_parsed(&self) -> bool {
        !self.parsed.inputs.is_empty()
    }

    /// The uncompressed inputs, which the values point into.
    pub fn text(&self) -> &Arc<Text> {
        &self.parsed.text
    }

    /// The rows and bytes of the input before this part, if it is a batch of a stream. Offsets in the text count from
    /// its own beginning; bytes, lines and problems count from the beginning of the input.
    pub fn origin(&self) -> TextPosition {
        self.parsed.layout.origin
    }

    /// The number of threads for making columns.
    pub fn threads(&self) -> usize {
        self.parsed.layout.threads
    }

    /// The number of rows of a table.
    #[inline]
    pub fn len(&self, table: TableId) -> usize {
        match table {
            TableId::Problems => self.parsed.problems.len(),
            _ => self.parsed.layout.counts.of(table),
        }
    }

    /// The number of records: documents, or rows of a table file.
    #[inline]
    pub fn records(&self) -> usize {
        self.parsed.layout.counts.records()
    }

    /// The parts of the text that are not UTF-8, known even if problems were discarded.
    pub fn invalid(&self) -> &InvalidUtf8 {
        &self.parsed.invalid
    }

    /// The problems, ordered by input, line, byte and code.
    pub fn problems(&self) -> &[Problem] {
        &self.parsed.problems
    }

    /// The sentence for problem number `at`.
    pub fn message(&self, at: usize) -> String {
        self.parsed.message(at)
    }

    pub(super) fn store(&self, table: TableId) -> &RowStore {
        &self.tables[table.place()]
    }

    /// The named columns over all rows of a table, made at their first request. All that come from the parsed rows are
    /// made together.
    pub fn columns(&self, table: TableId, names: &[&str]) -> Result<Vec<Column>> {
        self.make_columns(table, names)?;
        names.iter().map(|name| self.column(table, name)).collect()
    }

    /// Makes columns before they are requested.
    pub fn make_columns(&self, table: TableId, names: &[&str]) -> Result<()> {
        let places: Vec<usize> = names.iter().map(|name| table.spec().place(name)).collect();
        let is_of_rows = |place: &usize| table.spec().columns[*place].origin.is_of_rows();
        let (of_rows, derived): (Vec<usize>, Vec<usize>) = places.into_iter().partition(is_of_rows);
        self.store(table).make(&self.parsed, &of_rows)?;
        derived.into_iter().try_for_each(|place| self.column_at(table, place).map(drop))
    }
}
