//! The rows of a table: packed as the workers wrote them, or as the columns that were made of them.
//!
//! A row is looked up in the packed rows. A column is materialised at its first request, and the packed rows are freed
//! when no more columns will be made of them.

use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard};

use super::column_maker::ColumnMaker;
use super::spec::{ColumnSpec, Origin};
use super::worker_rows::{DecodeRows, PackedTable, RowFields, with_rows};
use super::{Column, ParsedInput, TableId, WindowRows};
use crate::Result;
use crate::columns::{Categories, KnownValues, MergedDictionary};
use crate::text::ByteRange;

/// The rows of one table of an input.
///
/// Columns are set and packed rows are freed under the write lock only, so a thread that holds the read lock finds a
/// value in the column or in the rows.
#[derive(Debug)]
pub(crate) struct RowStore {
    pub table: TableId,
    packed: RwLock<PackedTable>,
    /// By their index in the specification.
    columns: Box<[OnceLock<Column>]>,
    /// For each dictionary column, its values, and the translation of each worker's codes.
    pub dictionaries: Vec<MergedDictionary>,
}

impl RowStore {
    /// The store of a table; `known` has the dictionary values of earlier batches.
    pub fn new(table: TableId, packed: PackedTable, known: &mut Vec<KnownValues>) -> Self {
        let of_workers = packed.dictionaries();
        known.resize_with(of_workers.len(), KnownValues::default);
        let merge = |(known, dictionaries): (&mut KnownValues, Vec<_>)| known.merge(dictionaries.into_iter());
        let dictionaries = known.iter_mut().zip(of_workers).map(merge).collect();
        let columns = table.spec().columns.iter().map(|_| OnceLock::new()).collect();
        Self { table, packed: RwLock::new(packed), columns, dictionaries }
    }

    /// The packed rows, locked: until this is dropped no column is made of them.
    #[inline]
    pub fn packed(&self) -> RwLockReadGuard<'_, PackedTable> {
        // A panic leaves nothing half done: columns are set, and rows are freed, only when they are complete.
        self.packed.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The column at an index of the specification, if it was made.
    #[inline]
    pub fn made(&self, place: usize) -> Option<&Column> {
        self.columns[place].get()
    }

    /// The position of a value in the column at an index of the specification, if the column was made and has the
    /// value.
    #[inline]
    pub fn made_span(&self, place: usize, row: usize) -> Option<ByteRange> {
        self.made(place)?.text().spans.as_ref()?.get(row)
    }

    /// The distinct values of a dictionary.
    #[inline]
    pub fn categories(&self, dictionary: usize) -> &Categories {
        &self.dictionaries[dictionary].values
    }

    /// Translates a worker's code to the code in the dictionary of all workers.
    #[inline]
    pub fn code(&self, dictionary: usize, part: usize, code: i32) -> i32 {
        usize::try_from(code).map_or(-1, |code| self.dictionaries[dictionary].codes[part][code])
    }

    /// A column that does not come from the packed rows; `make` makes it the first time.
    pub fn derived(&self, place: usize, make: impl FnOnce() -> Result<Column>) -> Result<Column> {
        if let Some(made) = self.made(place) {
            return Ok(made.clone());
        }
        let made = make()?;
        Ok(self.columns[place].get_or_init(|| made).clone())
    }

    /// Makes all missing columns of the packed rows together, so that each row is unpacked while it is in the cache.
    pub fn make(&self, input: &ParsedInput, wanted: &[usize]) -> Result<()> {
        if wanted.iter().all(|&place| self.made(place).is_some()) {
            return Ok(());
        }
        let mut packed = self.packed.write().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have made some.
        let mut missing: Vec<usize> =
            wanted.iter().copied().filter(|&place| self.made(place).is_none()).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let of_rows = self.of_rows().filter(|&place| self.made(place).is_none());
        let is_windowed = with_rows!(&*packed, parts => by_window(parts));
        if is_windowed && self.would_take_too_much(&packed, &missing) {
            missing = of_rows.clone().collect();
        }
        let is_last = of_rows.clone().all(|place| missing.contains(&place));
        let specs: Vec<&ColumnSpec> = missing.iter().map(|&place| self.spec(place)).collect();
        let maker = ColumnMaker { input, table: self.table, dictionaries: &self.dictionaries };
        let made = with_rows!(&mut *packed, parts => maker.make(parts, &specs, is_last))?;
        for (place, column) in missing.into_iter().zip(made) {
            self.columns[place].get_or_init(|| column);
        }
        if is_last {
            packed.clear();
        }
        Ok(())
    }

    /// True if these columns, the existing ones and the rows together take more memory than all columns do.
    fn would_take_too_much(&self, packed: &PackedTable, missing: &[usize]) -> bool {
        let bytes = |place: usize| self.spec(place).kind.bytes();
        let row = with_rows!(packed, parts => packed_bytes(parts));
        let made: usize = self.of_rows().filter(|&place| self.made(place).is_some()).map(bytes).sum();
        let wanted: usize = missing.iter().map(|&place| bytes(place)).sum();
        row + made + wanted > self.of_rows().map(bytes).sum()
    }

    fn spec(&self, place: usize) -> &'static ColumnSpec {
        &self.table.spec().columns[place]
    }

    /// The indices of the columns that are made of packed rows.
    fn of_rows(&self) -> impl Iterator<Item = usize> + Clone + use<> {
        let columns = self.table.spec().columns;
        (0..columns.len()).filter(|&place| columns[place].origin.is_of_rows())
    }

    /// Reads one row: `unpacked` from its packed fields, or `made` from the columns.
    #[inline]
    pub fn look_up<R>(
        &self,
        input: &ParsedInput,
        row: usize,
        unpacked: impl FnOnce(RowFields, &WindowRows) -> R,
        made: impl FnOnce() -> R,
    ) -> R {
        let packed = self.packed();
        with_rows!(&*packed, parts => {
            if parts.is_empty() {
                return made();
            }
            let place = input.layout.place(self.table, row);
            let (rows, segment) = (&parts[place.segment.part], place.segment);
            let at = place.local - segment.local.of(self.table);
            let fields = rows.fields(place.local, rows.window(segment.local.of(self.table))[at]);
            unpacked(fields, segment)
        })
    }
}

impl Origin {
    /// True if the values are in the parsed rows.
    pub(super) fn is_of_rows(self) -> bool {
        matches!(self, Self::Number(..) | Self::Code(_) | Self::Span(_) | Self::Extra | Self::Pmid)
    }
}

fn by_window<T: DecodeRows>(_: &[T]) -> bool {
    T::BY_WINDOW
}

fn packed_bytes<T: DecodeRows>(_: &[T]) -> usize {
    size_of::<T::Packed>()
}
