//! A table as record batches.

use std::any::Any;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use pubfast_core::Error;
use pubfast_core::cells::share::map;

use crate::schema::{Stored, Strings};
use crate::table::Wanted;
use crate::{Table, Values, dictionary, numbers, strings, views};

/// The most rows of a batch: a corpus of a gigabyte is one, which no reader has to put together.
const ROWS: usize = 1 << 24;

/// Reads a table batch by batch. A panic becomes an error: C code is waiting.
pub struct Batches {
    table: Arc<Table>,
    wanted: Wanted,
    schema: SchemaRef,
    /// The columns, once the first batch is made.
    loaded: Option<Vec<Values>>,
    rows: Range<usize>,
    most: usize,
}

impl Batches {
    /// All rows, some columns.
    pub fn new(table: Arc<Table>, wanted: Wanted) -> Self {
        let schema = table.schema(&wanted);
        let rows = 0..table.len;
        Self { table, wanted, schema, loaded: None, rows, most: ROWS }
    }

    /// The same in batches of at most so many rows.
    #[must_use]
    pub fn of_rows(self, most: usize) -> Self {
        Self { most: most.max(1), ..self }
    }

    fn advance(&mut self) -> Result<RecordBatch, Error> {
        let table = &self.table;
        let loaded = match self.loaded.take() {
            Some(loaded) => loaded,
            None => {
                self.wanted.0.iter().map(|&(at, _)| (table.columns[at].load)()).collect::<Result<_, _>>()?
            }
        };
        let rows = self.next_rows(&loaded);
        // Threads take columns: starting them once costs less than starting them for every column.
        let at_once = table.threads.clamp(1, loaded.len().max(1));
        let columns = self.wanted.0.iter().zip(&loaded).collect();
        let columns = map(at_once, columns, |(&(at, stored), values)| {
            array(values, table.columns[at].spec.nullable, stored, &rows, table.threads / at_once)
        })?;
        self.rows.start = rows.end;
        self.loaded = Some(loaded);
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        RecordBatch::try_new_with_options(self.schema.clone(), columns, &options).map_err(unexpected)
    }

    /// Rows whose strings fit 32-bit offsets, where such are wanted.
    fn next_rows(&self, loaded: &[Values]) -> Range<usize> {
        let start = self.rows.start;
        let mut end = self.rows.end.min(start + self.most);
        for (values, (_, stored)) in loaded.iter().zip(&self.wanted.0) {
            if *stored != Stored::Strings(Strings::Small) {
                continue;
            }
            while strings::bytes(values, start..end) > i32::MAX as usize && end - start > 1 {
                end = start + (end - start) / 2;
            }
        }
        start..end
    }
}

/// A column of a batch.
fn array(
    values: &Values,
    nullable: bool,
    stored: Stored,
    rows: &Range<usize>,
    threads: usize,
) -> Result<ArrayRef, Error> {
    let strings = match stored {
        Stored::Strings(strings) => strings,
        Stored::Dictionary => Strings::default(),
    };
    match values {
        Values::Int32(column, index) => numbers::int32(column, index, rows, threads),
        Values::Int64(column, index) => numbers::int64(column, index, rows, threads, nullable),
        Values::Category(codes, names, places) if stored == Stored::Dictionary => {
            dictionary::array(codes, names, places, rows, threads)
        }
        Values::Category(codes, names, places) => {
            let (column, index, invalid) = dictionary::as_text(codes, names, places);
            text(strings, &strings::Texts::new(&column, &index, &invalid), rows, threads)
        }
        Values::Text(column, index, invalid) => {
            text(strings, &strings::Texts::new(column, index, invalid), rows, threads)
        }
    }
}

fn text(
    strings: Strings,
    texts: &strings::Texts<'_>,
    rows: &Range<usize>,
    threads: usize,
) -> Result<ArrayRef, Error> {
    match strings {
        Strings::View => views::array(texts, rows, threads),
        Strings::Large => strings::array::<i64>(texts, rows, threads),
        Strings::Small => strings::array::<i32>(texts, rows, threads),
    }
}

/// An error that only a mistake of ours can bring about.
pub(crate) fn unexpected(error: ArrowError) -> Error {
    Error::Panic { message: error.to_string() }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rows.is_empty() {
            return None;
        }
        let made = catch_unwind(AssertUnwindSafe(|| self.advance()))
            .unwrap_or_else(|panic| Err(Error::Panic { message: said(&*panic) }));
        if made.is_err() {
            self.rows = 0..0;
        }
        // The message becomes a C string, which ends at a zero.
        Some(made.map_err(|error| ArrowError::ExternalError(error.to_string().replace('\0', "").into())))
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a thread panicked".into())
}

impl RecordBatchReader for Batches {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}
