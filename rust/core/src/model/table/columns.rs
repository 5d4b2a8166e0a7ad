//! The columns of a table, materialised from its packed rows on demand.

use std::ops::Range;
use std::sync::{Arc, RwLockReadGuard};

use bytemuck::Pod;

use super::{TableFile, TableRows};
use crate::columns::{Categories, ColumnVec, MergedDictionary, Spans};
use crate::model::{
    DecodeRows, DictionaryColumn, LazyColumn, LockedRows, ParsedInput, RowCounts, RowStore, Rows,
    SharedColumn, StringColumn, TableRow, WindowRows,
};
use crate::text::ByteRange;
use crate::{Result, scan};

/// The columns made so far, and the rows that the others will be made of.
#[derive(Debug)]
pub(super) struct Columns<T> {
    pieces: RowStore<Vec<T>>,
    pub pmid: LazyColumn<ColumnVec<i64>>,
    pub codes: [LazyColumn<ColumnVec<i32>>; 3],
    pub values: [LazyColumn<Spans>; 2],
    /// For each dictionary column, its values, and for each worker what its codes are among them.
    pub dictionaries: Vec<MergedDictionary>,
}

/// A row: its PMID, the codes of its dictionary columns, and places in the text.
#[derive(Clone, Debug)]
pub struct TableRecord {
    /// -1 where it is not a plain number.
    pub pmid: i64,
    /// -1 where there is no value.
    pub codes: [i32; 3],
    /// The values of the string columns.
    pub values: [Option<ByteRange>; 2],
}

pub(super) const TABLE_ROWS: fn(&RowCounts) -> usize = |counts| counts.rows;

/// The bytes of a value in a column.
const PMID: usize = size_of::<i64>();
const CODE: usize = size_of::<i32>();
const SPAN: usize = size_of::<i64>() + size_of::<i32>();

impl<T: TableRows> Columns<T> {
    pub fn new(pieces: Vec<T>, dictionaries: Vec<MergedDictionary>) -> Self {
        Self {
            pieces: RowStore::new(pieces),
            pmid: LazyColumn::new(),
            codes: Default::default(),
            values: Default::default(),
            dictionaries,
        }
    }

    /// The bytes a row that the existing columns take.
    fn made(&self) -> usize {
        let pmid = self.pmid.get().map_or(0, |_| PMID);
        let codes = self.codes.iter().filter(|column| column.get().is_some()).count();
        let values = self.values.iter().filter(|column| column.get().is_some()).count();
        pmid + codes * CODE + values * SPAN
    }

    /// A worker's code as all workers have it.
    fn code(&self, at: usize, part: usize, code: i32) -> i32 {
        usize::try_from(code).map_or(-1, |code| self.dictionaries[at].codes[part][code])
    }
}

impl<T: TableRows> TableFile<T> {
    /// One row. A row beyond the last panics.
    pub fn record(&self, row: usize) -> TableRecord {
        let columns = &self.columns;
        let pieces = columns.pieces.read();
        if pieces.is_empty() {
            return self.whole_record(row).expect("a row is in the pieces or in the columns");
        }
        let place = self.parsed.layout.place(TABLE_ROWS, row);
        let (part, base) = (place.segment.part, place.segment.base);
        let piece = &pieces[part];
        let found = piece.unpack(place.local, piece.rows().get(place.local));
        let mut codes = [-1; 3];
        for (at, code) in codes.iter_mut().enumerate().take(columns.dictionaries.len()) {
            *code = columns.code(at, part, found.codes[at]);
        }
        TableRecord { pmid: found.pmid, codes, values: found.values.map(|value| value.within(base)) }
    }

    fn whole_record(&self, row: usize) -> Option<TableRecord> {
        let columns = &self.columns;
        let mut codes = [-1; 3];
        for (code, column) in codes.iter_mut().zip(&columns.codes).take(columns.dictionaries.len()) {
            *code = column.get()?[row];
        }
        let [one, two] = &columns.values;
        let values = [one.get()?.get(row), two.get()?.get(row)];
        Some(TableRecord { pmid: columns.pmid.get()?[row], codes, values })
    }

    /// Shows all rows, a window's with what `of` makes of it; not where the columns are all that is left.
    pub(crate) fn show<R>(
        &self,
        of: impl Fn(&WindowRows) -> R,
        mut see: impl FnMut(&R, usize, TableRow, &WindowRows),
    ) -> bool {
        let pieces = self.columns.pieces.read();
        for segment in &self.parsed.layout.segments {
            if pieces.is_empty() {
                return false;
            }
            let (known, rows, local) = (of(segment), WorkerTables(&pieces).of(segment), segment.local.rows);
            for row in 0..segment.counts.rows {
                see(&known, segment.first.rows + row, rows.get(local + row), segment);
            }
        }
        true
    }

    /// A window's codes as all windows have them.
    #[inline]
    pub(crate) fn codes_in(&self, segment: &WindowRows, codes: [i32; 3]) -> [i32; 3] {
        let mut of_all = [-1; 3];
        for at in 0..self.columns.dictionaries.len() {
            of_all[at] = self.columns.code(at, segment.part, codes[at]);
        }
        of_all
    }

    /// The PMIDs.
    pub fn pmids(&self) -> Result<SharedColumn<i64>> {
        self.numbers(&self.columns.pmid, PMID, |_| (), |(), row| row.pmid)
    }

    /// A dictionary column, by its place among them.
    pub fn category(&self, at: usize) -> Result<DictionaryColumn> {
        let codes = match at {
            0 => self.codes::<0>(),
            1 => self.codes::<1>(),
            _ => self.codes::<2>(),
        }?;
        Ok(DictionaryColumn { codes, values: self.categories(at).clone() })
    }

    /// The distinct values of a dictionary column, in order of first appearance.
    pub fn categories(&self, at: usize) -> &Categories {
        &self.columns.dictionaries[at].values
    }

    /// A string column, by its place among them.
    pub fn strings(&self, at: usize) -> Result<StringColumn> {
        let spans = if at == 0 { self.spans::<0>() } else { self.spans::<1>() }?;
        Ok(StringColumn::new(&self.parsed.text, spans))
    }

    /// Makes the PMIDs and all dictionary columns, for which each row is unpacked once if no column is there.
    pub fn make_numbers(&self) -> Result<()> {
        // With columns beside, the rows may be too much.
        if self.columns.made() == 0 {
            match self.columns.dictionaries.len() {
                2 => self.make_codes::<2>(),
                _ => self.make_codes::<3>(),
            }?;
        }
        self.pmids()?;
        (0..self.columns.dictionaries.len()).try_for_each(|at| self.category(at).map(drop))
    }

    fn make_codes<const N: usize>(&self) -> Result<()> {
        let columns = &self.columns;
        let pieces = columns.pieces.write();
        if columns.made() > 0 || pieces.is_empty() {
            return Ok(());
        }
        let windows = WorkerTables(&pieces);
        let window = |segment: &WindowRows| {
            let codes: [&[i32]; N] =
                std::array::from_fn(|at| &columns.dictionaries[at].codes[segment.part][..]);
            (windows.of(segment), codes)
        };
        let (pmid, codes) =
            self.parsed.layout.gather_several(TABLE_ROWS, window, |(rows, codes), _, row| {
                let row = rows.get(row);
                let code = |at: usize| usize::try_from(row.codes[at]).map_or(-1, |code| codes[at][code]);
                (row.pmid, std::array::from_fn::<i32, N, _>(code))
            })?;
        columns.pmid.get_or_init(|| Arc::new(pmid));
        for (column, codes) in columns.codes.iter().zip(codes) {
            column.get_or_init(|| Arc::new(codes));
        }
        Ok(())
    }

    fn codes<const AT: usize>(&self) -> Result<SharedColumn<i32>> {
        self.numbers(
            &self.columns.codes[AT],
            CODE,
            |segment| &self.columns.dictionaries[AT].codes[segment.part][..],
            |codes, row| usize::try_from(row.codes[AT]).map_or(-1, |code| codes[code]),
        )
    }

    /// A column of numbers, each made of a row and of what is `known` of its window.
    fn numbers<R, W: Pod + Send>(
        &self,
        column: &LazyColumn<ColumnVec<W>>,
        bytes: usize,
        known: impl Fn(&WindowRows) -> R + Sync,
        value: impl Fn(&R, TableRow) -> W + Sync,
    ) -> Result<SharedColumn<W>> {
        self.column(column, bytes, |windows| {
            let of = |segment: &WindowRows| (known(segment), windows.of(segment));
            self.parsed.layout.gather_of(TABLE_ROWS, of, |(known, rows), _, row| value(known, rows.get(row)))
        })
    }

    fn spans<const AT: usize>(&self) -> Result<Arc<Spans>> {
        self.column(&self.columns.values[AT], SPAN, |windows| {
            let of = |segment: &WindowRows| windows.of(segment);
            self.parsed.layout.gather_spans_of(TABLE_ROWS, of, |rows, _, row| rows.get(row).values[AT])
        })
    }

    /// Materialises a column of `bytes` bytes a row. If it and the packed rows together would take too much memory, all
    /// columns are made and the rows are freed.
    fn column<W>(
        &self,
        column: &LazyColumn<W>,
        bytes: usize,
        make: impl FnOnce(&WorkerTables<'_, T>) -> Result<W>,
    ) -> Result<Arc<W>> {
        /// No more than all columns take.
        const MAX_ROW_BYTES: usize = 44;
        if let Some(whole) = column.get() {
            return Ok(whole.clone());
        }
        let mut pieces = self.columns.pieces.write();
        if column.get().is_none() {
            if size_of::<T::Row>() + self.columns.made() + bytes > MAX_ROW_BYTES {
                self.finish(&mut pieces)?;
                *pieces = Vec::new();
            } else {
                let whole = Arc::new(make(&WorkerTables(&pieces))?);
                column.get_or_init(|| whole);
            }
        }
        Ok(column.get().expect("the column was set").clone())
    }
}

/// The rows as they were packed.
struct PackedTable<'c, T: TableRows> {
    table: &'c TableFile<T>,
    pieces: RwLockReadGuard<'c, Vec<T>>,
}

impl<T: TableRows> DecodeRows for TableFile<T> {
    fn packed(&self) -> Option<impl LockedRows> {
        let pieces = self.columns.pieces.read();
        (!pieces.is_empty()).then_some(PackedTable { table: self, pieces })
    }
}

impl<T: TableRows> LockedRows for PackedTable<'_, T> {
    fn strings(&self, rows: &Rows, part: Range<usize>, mut show: impl FnMut([Option<ByteRange>; 2])) {
        let ParsedInput { layout, text, .. } = &self.table.parsed;
        let text: &[u8] = text;
        let windows = WorkerTables(&self.pieces);
        let window = |segment: &WindowRows| (windows.of(segment), segment.base);
        layout.walk(TABLE_ROWS, rows, part, window, |(rows, base), at, ahead| {
            if let Some(ahead) = ahead {
                scan::prefetch(text, base + rows.get(rows.first + ahead).values[0].start());
            }
            show(rows.get(rows.first + at).values.map(|value| value.within(*base)));
        });
    }
}

/// The rows of all workers.
struct WorkerTables<'p, T>(&'p [T]);

impl<'p, T: TableRows> WorkerTables<'p, T> {
    fn of(&self, segment: &WindowRows) -> TableWindow<'p, T> {
        let (piece, first) = (&self.0[segment.part], segment.local.rows);
        // Of two windows that begin with the same row, the first has none.
        let packed = if segment.counts.rows == 0 { &[] } else { piece.rows().window(first) };
        TableWindow { piece, packed, first }
    }
}

/// The rows of one window.
pub(super) struct TableWindow<'p, T: TableRows> {
    pub piece: &'p T,
    pub packed: &'p [T::Row],
    /// Rows of the worker before them.
    pub first: usize,
}

impl<T: TableRows> TableWindow<'_, T> {
    #[inline]
    pub fn get(&self, row: usize) -> TableRow {
        self.piece.unpack(row, self.packed[row - self.first])
    }
}
