//! Reads strings from packed rows, without making columns.

use std::ops::Range;
use std::sync::RwLockReadGuard;

use super::window_index::{WindowIndex, WindowRows};
use super::worker_rows::{DecodeRows, PackedTable, with_rows};
use super::{Dataset, ParsedInput, Rows, TableId};
use crate::scan::PREFETCH_DISTANCE;
use crate::text::ByteRange;

/// The packed rows of a table, locked. While a thread holds them, no column is made of them, and the thread must not
/// ask for one.
pub struct LockedRows<'d> {
    input: &'d ParsedInput,
    table: TableId,
    packed: RwLockReadGuard<'d, PackedTable>,
}

impl Dataset {
    /// The packed rows of a table, or none once all columns were made of them.
    pub fn locked_rows(&self, table: TableId) -> Option<LockedRows<'_>> {
        let packed = self.store(table).packed();
        (!packed.is_empty()).then_some(LockedRows { input: &self.parsed, table, packed })
    }
}

impl LockedRows<'_> {
    /// Calls `show` with the positions in the text of the first two strings of each row at `part` of `rows`.
    pub fn strings(&self, rows: &Rows, part: Range<usize>, mut show: impl FnMut([Option<ByteRange>; 2])) {
        let ParsedInput { layout, text, .. } = self.input;
        let text = text.bytes();
        with_rows!(&*self.packed, parts => {
            let window = |segment: &WindowRows| {
                let (rows, first) = (&parts[segment.part], segment.local.of(self.table));
                (rows, rows.window(first), first, segment.base)
            };
            layout.walk(self.table, rows, part, window, |&(rows, packed, first, base), at, ahead| {
                if let Some(ahead) = ahead {
                    text.prefetch(base + first_byte(rows, packed[ahead]));
                }
                let [one, two, _] = rows.fields(first + at, packed[at]).spans;
                show([one.within(base), two.within(base)]);
            });
        });
    }
}

#[inline(always)]
fn first_byte<T: DecodeRows>(_: &T, packed: T::Packed) -> usize {
    T::first_byte(packed)
}

impl WindowIndex {
    /// Calls `show` for each row at `part` of `rows`: with the result of `find` for the row's window, the row's index
    /// in that window, and the index of a row of the same window that is shown soon.
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
                    let (first, count) = (segment.first.of(table), segment.counts.of(table));
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
                            let first = segment.first.of(table);
                            let (all, window) =
                                other.insert((first..first + segment.counts.of(table), find(segment)));
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
