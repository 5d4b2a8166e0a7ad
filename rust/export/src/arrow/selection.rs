//! Maps the rows of a table to values of a column.

use std::ops::Range;

use pubfast_core::model::{Rows, SharedColumn};

/// An index into a column for each row.
#[derive(Clone, Debug)]
pub enum Selection {
    /// The row numbers are the indices.
    Rows(Rows),
    /// The numbers in these rows are the indices: documents of annotations, codes of types. A negative one is none.
    Through(SharedColumn<i32>, Rows),
}

impl Selection {
    /// Borrows the selection, for looking up many values.
    pub(crate) fn places(&self) -> SelectionRef<'_> {
        match self {
            Self::Rows(Rows::Range(run)) => SelectionRef::Run(run.start),
            Self::Rows(Rows::List(list)) => SelectionRef::List(list),
            Self::Through(numbers, Rows::Range(run)) => SelectionRef::ThroughRun(numbers, run.start),
            Self::Through(numbers, Rows::List(list)) => SelectionRef::ThroughList(numbers, list),
        }
    }

    /// The indices of `rows`, if they are consecutive.
    pub(crate) fn neighbours(&self, rows: &Range<usize>) -> Option<Range<usize>> {
        match self {
            Self::Rows(Rows::Range(all)) => Some(all.start + rows.start..all.start + rows.end),
            _ => None,
        }
    }
}

/// A borrowed selection.
#[derive(Clone, Copy)]
pub(crate) enum SelectionRef<'i> {
    Run(usize),
    List(&'i [i64]),
    ThroughRun(&'i [i32], usize),
    ThroughList(&'i [i32], &'i [i64]),
}

impl SelectionRef<'_> {
    /// The index of a row's value, if it has one.
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

    /// The part of the column that has the values of `rows`.
    pub fn extent(&self, rows: &Range<usize>) -> Range<usize> {
        match self {
            Self::Run(start) => start + rows.start..start + rows.end,
            Self::List(list) => {
                let list = &list[rows.clone()];
                let low = list.iter().min().map_or(0, |&row| row as usize);
                low..list.iter().max().map_or(0, |&row| row as usize + 1)
            }
            Self::ThroughRun(numbers, start) => {
                extent(numbers[start + rows.start..start + rows.end].iter().copied())
            }
            Self::ThroughList(numbers, list) => {
                extent(list[rows.clone()].iter().map(|&row| numbers[row as usize]))
            }
        }
    }

    /// True if several rows can have the same value of the column.
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::ThroughRun(..) | Self::ThroughList(..))
    }
}

/// The range from the lowest to the highest number that is not negative, computed without branches.
fn extent(numbers: impl Iterator<Item = i32>) -> Range<usize> {
    // As u32, a negative number is larger than all indices.
    let ends = |(low, high): (u32, i32), number: i32| (low.min(number as u32), high.max(number));
    let (low, high) = numbers.fold((u32::MAX, -1), ends);
    if high < 0 { 0..0 } else { low as usize..high as usize + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extent_has_all_places_and_no_more() {
        let (numbers, list) = ([9, 5, -1, 7, -1], [4, 3, 0, 2]);
        assert_eq!(SelectionRef::ThroughRun(&numbers, 1).extent(&(0..3)), 5..8);
        assert_eq!(SelectionRef::ThroughRun(&numbers, 1).extent(&(1..2)), 0..0);
        assert_eq!(SelectionRef::ThroughList(&numbers, &list).extent(&(0..4)), 7..10);
        assert_eq!(SelectionRef::List(&list).extent(&(1..4)), 0..4);
        assert_eq!(SelectionRef::List(&list).extent(&(2..2)), 0..0);
        assert_eq!(SelectionRef::Run(10).extent(&(1..4)), 11..14);
    }
}
