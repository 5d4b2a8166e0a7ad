//! The last columns of a table, made all at once, window by window, while the rows that they are made of are freed.

use std::sync::{Arc, Mutex, PoisonError};

use bytemuck::Pod;

use super::columns::{TABLE_ROWS, TableWindow};
use super::{TableFile, TableRows};
use crate::Result;
use crate::columns::{ColumnVec, PackedRows, Spans};
use crate::model::{TableRow, WindowIndex, WindowRows};

/// The columns of PMIDs and of the starts of values, by their place among the columns of `i64`.
const LONGS: usize = 3;

/// The dictionary columns and the columns of the lengths of values.
const INTS: usize = 5;

impl<T: TableRows> TableFile<T> {
    /// Makes all columns that there are not, and takes the rows for that.
    pub(super) fn finish(&self, pieces: &mut [T]) -> Result<()> {
        let (columns, layout) = (&self.columns, &self.parsed.layout);
        let are_values_missing = [0, 1].map(|at| columns.values[at].get().is_none());
        let is_long_missing = [columns.pmid.get().is_none(), are_values_missing[0], are_values_missing[1]];
        let is_code_missing =
            |at: usize| at < columns.dictionaries.len() && columns.codes[at].get().is_none();
        let is_int_missing: [bool; INTS] =
            std::array::from_fn(|at| if at < 3 { is_code_missing(at) } else { are_values_missing[at - 3] });
        let mut longs = is_long_missing.map(|is_missing| is_missing.then(|| layout.unset::<i64>(TABLE_ROWS)));
        let mut ints = is_int_missing.map(|is_missing| is_missing.then(|| layout.unset::<i32>(TABLE_ROWS)));

        let packed: Vec<PackedRows<_, _>> =
            pieces.iter_mut().map(|piece| piece.rows_mut().detach()).collect();
        let packed = Mutex::new(packed);
        let pieces = &*pieces;
        layout.fill(&mut places(layout, &mut longs, &mut ints).into_iter(), |segment, places| {
            if segment.counts.rows == 0 {
                return;
            }
            let (part, first) = (segment.part, segment.local.rows);
            let own = packed.lock().unwrap_or_else(PoisonError::into_inner)[part].take(first);
            let rows = TableWindow { piece: &pieces[part], packed: &own, first };
            let code = |at: usize, row: TableRow| {
                usize::try_from(row.codes[at]).map_or(-1, |code| columns.dictionaries[at].codes[part][code])
            };
            let start = |at: usize, row: TableRow| {
                row.values[at].within(segment.base).map_or(0, |place| place.start as i64)
            };
            let [pmid, start0, start1] = places.longs;
            fill(pmid, &rows, |row| row.pmid);
            fill(start0, &rows, |row| start(0, row));
            fill(start1, &rows, |row| start(1, row));
            let [code0, code1, code2, length0, length1] = places.ints;
            fill(code0, &rows, |row| code(0, row));
            fill(code1, &rows, |row| code(1, row));
            fill(code2, &rows, |row| code(2, row));
            fill(length0, &rows, |row| row.values[0].length());
            fill(length1, &rows, |row| row.values[1].length());
        })?;

        let [pmid, starts0, starts1] = longs;
        let [code0, code1, code2, lengths0, lengths1] = ints;
        if let Some(pmid) = pmid {
            columns.pmid.get_or_init(|| Arc::new(pmid));
        }
        for (column, codes) in columns.codes.iter().zip([code0, code1, code2]) {
            if let Some(codes) = codes {
                column.get_or_init(|| Arc::new(codes));
            }
        }
        for (column, spans) in columns.values.iter().zip([starts0.zip(lengths0), starts1.zip(lengths1)]) {
            if let Some((starts, lengths)) = spans {
                column.get_or_init(|| Arc::new(Spans { starts, lengths }));
            }
        }
        Ok(())
    }
}

/// The slices of each new column that belong to one window.
struct WindowSlices<'w> {
    longs: [Option<&'w mut [i64]>; LONGS],
    ints: [Option<&'w mut [i32]>; INTS],
}

/// Cuts the columns that are made into the pieces that belong to the windows.
fn places<'l, 'w>(
    layout: &'l WindowIndex,
    longs: &'w mut [Option<ColumnVec<i64>>; LONGS],
    ints: &'w mut [Option<ColumnVec<i32>>; INTS],
) -> Vec<(&'l WindowRows, WindowSlices<'w>)> {
    let mut longs = longs.each_mut().map(|column| column.as_deref_mut());
    let mut ints = ints.each_mut().map(|column| column.as_deref_mut());
    let cut = |segment: &'l WindowRows| {
        let count = segment.counts.rows;
        let longs = longs.each_mut().map(|rest| take(rest, count));
        (segment, WindowSlices { longs, ints: ints.each_mut().map(|rest| take(rest, count)) })
    };
    layout.segments.iter().map(cut).collect()
}

/// The first values of what is left of a column.
fn take<'w, W>(rest: &mut Option<&'w mut [W]>, count: usize) -> Option<&'w mut [W]> {
    let (first, others) = rest.take()?.split_at_mut(count);
    *rest = Some(others);
    Some(first)
}

/// Writes a column's values of a window, if it is made.
fn fill<T: TableRows, W: Pod>(
    places: Option<&mut [W]>,
    rows: &TableWindow<'_, T>,
    value: impl Fn(TableRow) -> W,
) {
    for (place, row) in places.unwrap_or_default().iter_mut().zip(rows.first..) {
        *place = value(rows.get(row));
    }
}
