//! Looks up the values of some rows, and the documents that rows belong to.

use std::ops::Range;
use std::sync::Arc;

use super::{Rows, SharedColumn, TableId, TextPosition};
use crate::Result;
use crate::columns::ColumnVec;

impl Rows {
    /// True if the rows are so few that looking up each value is faster than making a whole column.
    pub fn are_few(&self, total: usize) -> bool {
        self.len() < total / 16
    }

    /// Some values of a number column, and their positions in it; `one` looks up a single value.
    pub fn values<T>(
        &self,
        total: usize,
        whole: impl FnOnce() -> Result<SharedColumn<T>>,
        one: impl Fn(usize) -> T,
    ) -> Result<(SharedColumn<T>, Self)> {
        if self.are_few(total) {
            return Ok(own(self.iter().map(one).collect()));
        }
        Ok((whole()?, self.clone()))
    }
}

/// Wraps values that were made for exactly the selected rows.
fn own<T>(values: Vec<T>) -> (SharedColumn<T>, Rows) {
    let rows = Rows::Range(0..values.len());
    (Arc::new(ColumnVec::from(values)), rows)
}

/// The document that each row of a table belongs to.
#[derive(Clone, Debug)]
pub enum DocumentOfRow {
    /// By document numbers of the corpus, counted from this one. If it is negative, its absolute value is the number of
    /// documents before.
    From(i64),
    /// By these numbers, one per row of the table: the documents are a list.
    Listed(Arc<[i32]>),
}

impl DocumentOfRow {
    /// By document numbers of the whole input, for the batch at `origin`.
    pub fn of_input(origin: TextPosition) -> Self {
        Self::From(-(origin.rows(TableId::Documents) as i64))
    }

    /// The document numbers of `rows`, and their positions in the column; `whole` makes the column of every row of the
    /// corpus, and `one` looks up a single row.
    pub fn values(
        &self,
        rows: &Rows,
        total: usize,
        whole: impl FnOnce() -> Result<SharedColumn<i32>>,
        one: impl Fn(usize) -> usize,
    ) -> Result<(SharedColumn<i32>, Rows)> {
        match self {
            Self::From(0) => rows.values(total, whole, |row| one(row) as i32),
            Self::From(first) => {
                let (column, places) = rows.values(total, whole, |row| one(row) as i32)?;
                Ok(own(places.iter().map(|place| (i64::from(column[place]) - first) as i32).collect()))
            }
            Self::Listed(owners) => Ok(own(owners.to_vec())),
        }
    }

    /// Selects some rows of the table: `pick` gets a list with one entry per row and returns the entries to keep.
    #[must_use]
    pub fn select(&self, pick: impl FnOnce(&[i32]) -> Vec<i32>) -> Self {
        match self {
            Self::From(first) => Self::From(*first),
            Self::Listed(owners) => Self::Listed(pick(owners).into()),
        }
    }
}

/// The rows of another table that belong to `documents`, and how they name them.
pub fn belonging(documents: &Rows, rows_of: impl Fn(usize) -> Range<usize>) -> (Rows, DocumentOfRow) {
    match documents {
        Rows::Range(range) if range.is_empty() => (Rows::Range(0..0), DocumentOfRow::From(0)),
        Rows::Range(range) => {
            let rows = rows_of(range.start).start..rows_of(range.end - 1).end;
            (Rows::Range(rows), DocumentOfRow::From(range.start as i64))
        }
        Rows::List(_) => {
            let owned = documents
                .iter()
                .enumerate()
                .flat_map(|(place, document)| rows_of(document).map(move |row| (row as i64, place as i32)));
            let (rows, owners): (Vec<i64>, Vec<i32>) = owned.unzip();
            (rows.into_iter().collect(), DocumentOfRow::Listed(owners.into()))
        }
    }
}
