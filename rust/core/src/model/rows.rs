//! A selection of a table's rows: a range, or a list.

use std::ops::Range;
use std::sync::Arc;

/// A selection of rows, in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Consecutive rows, in file order.
    Range(Range<usize>),
    /// Any rows, repeated or not.
    List(Arc<[i64]>),
}

impl Rows {
    #[inline]
    pub fn len(&self) -> usize {
        match self {
            Self::Range(range) => range.len(),
            Self::List(list) => list.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row of the table at a position in the selection. Panics for a position beyond the last.
    #[inline]
    pub fn at(&self, place: usize) -> usize {
        match self {
            Self::Range(range) => {
                assert!(place < range.len(), "place {place} of {} rows", range.len());
                range.start + place
            }
            Self::List(list) => list[place] as usize,
        }
    }

    /// The rows, one after another.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len()).map(|place| self.at(place))
    }

    /// A slice as Python takes it: `count` rows from `start`, every `step`-th. All positions must exist.
    #[must_use]
    pub fn slice(&self, start: usize, step: isize, count: usize) -> Self {
        match self {
            Self::Range(range) if step == 1 => {
                let start = range.start + start;
                Self::Range(start..start + count)
            }
            _ => {
                (0..count as isize).map(|at| self.at((start as isize + at * step) as usize) as i64).collect()
            }
        }
    }

    /// The rows at some positions of the selection.
    #[must_use]
    pub fn take(&self, places: impl Iterator<Item = usize>) -> Self {
        places.map(|place| self.at(place) as i64).collect()
    }
}

impl FromIterator<i64> for Rows {
    fn from_iter<I: IntoIterator<Item = i64>>(rows: I) -> Self {
        Self::List(rows.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &Rows) -> Vec<usize> {
        rows.iter().collect()
    }

    #[test]
    fn slices_of_runs_stay_runs() {
        let all = Rows::Range(10..20);
        assert_eq!(all.slice(2, 1, 3), Rows::Range(12..15));
        assert_eq!(rows(&all.slice(9, -4, 3)), [19, 15, 11]);
        assert_eq!(rows(&all.take([3, 0].into_iter()).slice(1, -1, 2)), [10, 13]);
        assert!(all.slice(3, 1, 0).is_empty());
    }
}
