//! Tables in columns: every window's rows as one table, answering by row.

mod columns;
mod entities;
mod filter;
mod finish;
mod format;
mod relations;
mod values;

use std::sync::Arc;

pub use columns::TableRecord;
pub use entities::EntityTable;
pub use relations::RelationTable;

use memchr::memrchr;

use crate::cells::Rule;
use crate::detect::Reader;
use crate::frame::{Frame, Invalid, Origin};
use crate::input::Text;
use crate::tables::{Shape, Table};
use crate::{Problem, Result};

/// A parsed table: the PMID of each row, dictionary columns, and string columns, by their place among those
/// of their kind.
#[derive(Debug)]
pub struct TableFile<T: Kind> {
    frame: Frame,
    columns: columns::Columns<T>,
}

/// A column by name, and what makes it so that it is there when it is asked for.
pub type Column<T> = (&'static str, fn(&TableFile<T>) -> Result<()>);

/// A kind of table: which columns it has, and what reads it.
pub trait Kind: Table {
    /// The dictionary columns, by name.
    const CATEGORIES: &'static [&'static str];
    /// The two string columns, by name.
    const STRINGS: [&'static str; 2];
    /// All columns.
    const COLUMNS: &'static [Column<Self>];
    /// What reads it.
    const READER: Reader;

    /// The shape of a file, by that of its header row.
    fn shape(header: Option<Shape>) -> Shape;

    /// What divides the cells of a string column.
    fn rule(table: &TableFile<Self>, at: usize) -> Result<Rule>;
}

impl<T: Kind> TableFile<T> {
    /// The input as the caller named it; none for rows made in memory.
    pub fn path(&self) -> Option<&str> {
        self.frame.path.as_deref()
    }

    /// The uncompressed input, in which every value is a place.
    pub fn text(&self) -> &Arc<Text> {
        &self.frame.text
    }

    /// What comes before it in the input, if it is a batch of a stream.
    pub fn origin(&self) -> Origin {
        self.frame.layout.origin
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.frame.layout.counts.rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many threads work on it.
    pub fn threads(&self) -> usize {
        self.frame.layout.threads
    }

    /// Where its text is not UTF-8, whether or not problems were kept.
    pub fn invalid(&self) -> &Invalid {
        &self.frame.invalid
    }

    /// The problems, ordered by line, byte and code.
    pub fn problems(&self) -> &[Problem] {
        &self.frame.problems
    }

    /// The sentence for a problem.
    pub fn message(&self, problem: &Problem) -> String {
        self.frame.message(problem)
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
