//! Which values of a column the rows of a table have.

use std::ops::Range;

use pubfast_core::frame::{Numbers, Rows};

/// For each row, a place in a column.
#[derive(Clone, Debug)]
pub enum Index {
    /// These places.
    Rows(Rows),
    /// The numbers at these places: documents of annotations, codes of types. A negative one is no place.
    Through(Numbers<i32>, Rows),
}

impl Index {
    /// The place of a row's value, if it has one.
    #[inline]
    pub fn at(&self, row: usize) -> Option<usize> {
        match self {
            Self::Rows(rows) => Some(rows.at(row)),
            Self::Through(numbers, rows) => usize::try_from(numbers[rows.at(row)]).ok(),
        }
    }

    /// The places of some rows, if they are neighbours.
    pub fn neighbours(&self, rows: &Range<usize>) -> Option<Range<usize>> {
        match self {
            Self::Rows(Rows::Range(all)) => Some(all.start + rows.start..all.start + rows.end),
            _ => None,
        }
    }

    /// The first in the column of the places of some rows.
    pub fn lowest(&self, rows: Range<usize>) -> Option<usize> {
        match self {
            // A document before another has lower rows of every table.
            Self::Rows(Rows::Range(_)) | Self::Through(_, Rows::Range(_)) => self.at(rows.start),
            _ => rows.filter_map(|row| self.at(row)).min(),
        }
    }
}
