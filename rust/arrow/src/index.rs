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
    /// The same, for looking up many.
    pub(crate) fn places(&self) -> Places<'_> {
        match self {
            Self::Rows(Rows::Range(run)) => Places::Run(run.start),
            Self::Rows(Rows::List(list)) => Places::List(list),
            Self::Through(numbers, Rows::Range(run)) => Places::ThroughRun(numbers, run.start),
            Self::Through(numbers, Rows::List(list)) => Places::ThroughList(numbers, list),
        }
    }

    /// The places of some rows, if they are neighbours.
    pub(crate) fn neighbours(&self, rows: &Range<usize>) -> Option<Range<usize>> {
        match self {
            Self::Rows(Rows::Range(all)) => Some(all.start + rows.start..all.start + rows.end),
            _ => None,
        }
    }
}

/// An index, borrowed.
#[derive(Clone, Copy)]
pub(crate) enum Places<'i> {
    Run(usize),
    List(&'i [i64]),
    ThroughRun(&'i [i32], usize),
    ThroughList(&'i [i32], &'i [i64]),
}

impl Places<'_> {
    /// The place of a row's value, if it has one.
    #[inline(always)]
    pub fn at(&self, row: usize) -> Option<usize> {
        let number = match self {
            Self::Run(start) => return Some(start + row),
            Self::List(list) => return Some(list[row] as usize),
            Self::ThroughRun(numbers, start) => numbers[start + row],
            Self::ThroughList(numbers, list) => numbers[list[row] as usize],
        };
        usize::try_from(number).ok()
    }

    /// The part of the column that has the values of some rows.
    pub fn extent(&self, rows: &Range<usize>) -> Range<usize> {
        if let Self::Run(start) = self {
            return start + rows.start..start + rows.end;
        }
        let ends = rows.clone().filter_map(|row| self.at(row)).fold(None, |ends, place| match ends {
            None => Some((place, place)),
            Some((low, high)) => Some((place.min(low), place.max(high))),
        });
        ends.map_or(0..0, |(low, high)| low..high + 1)
    }

    /// Whether rows share values.
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::ThroughRun(..) | Self::ThroughList(..))
    }
}
