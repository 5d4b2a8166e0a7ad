//! Strings of rows that are still as the parser packed them.

use std::ops::Range;

use super::Rows;
use super::window_index::{TableId, WindowIndex, WindowRows};
use crate::scan::PREFETCH_DISTANCE;
use crate::text::ByteRange;

/// The packed rows of a table, locked: while a thread holds them, no column is made of them.
pub trait LockedRows: Sync {
    /// Shows where in the text the two strings of some rows are, one row after another: of those at `part` of `rows`.
    fn strings(&self, rows: &Rows, part: Range<usize>, show: impl FnMut([Option<ByteRange>; 2]));
}

/// A table whose rows may still be packed, so that its strings need no columns to be read.
pub trait DecodeRows {
    /// The packed rows, or none once all columns were made of them. A thread that holds them must not ask for columns.
    fn packed(&self) -> Option<impl LockedRows>;
}

impl WindowIndex {
    /// Shows some rows, one after another: with what `find` finds of the window that each is in, its place in the
    /// window, and the place of a row of the same window that comes up soon.
    #[inline]
    pub fn walk<W>(
        &self,
        table: TableId,
        rows: &Rows,
        part: Range<usize>,
        find: impl Fn(&WindowRows) -> W,
        mut show: impl FnMut(&W, usize, Option<usize>),
    ) {
        match rows {
            Rows::Range(run) => {
                let mut rows = run.start + part.start..run.start + part.end;
                while !rows.is_empty() {
                    let segment = self.place(table, rows.start).segment;
                    let (first, count) = (table(&segment.first), table(&segment.counts));
                    let window = find(segment);
                    let here = rows.start - first..count.min(rows.end - first);
                    rows.start = first + here.end;
                    for at in here {
                        show(&window, at, Some(at + PREFETCH_DISTANCE).filter(|&ahead| ahead < count));
                    }
                }
            }
            Rows::List(list) => {
                let list = &list[part];
                let mut window: Option<(Range<usize>, W)> = None;
                for (at, &row) in list.iter().enumerate() {
                    let row = row as usize;
                    let (all, window) = match &mut window {
                        Some((all, window)) if all.contains(&row) => (all, window),
                        other => {
                            let segment = self.place(table, row).segment;
                            let first = table(&segment.first);
                            let (all, window) =
                                other.insert((first..first + table(&segment.counts), find(segment)));
                            (all, window)
                        }
                    };
                    let ahead = list
                        .get(at + PREFETCH_DISTANCE)
                        .map(|&row| row as usize)
                        .filter(|row| all.contains(row));
                    show(window, row - all.start, ahead.map(|row| row - all.start));
                }
            }
        }
    }
}
