//! A selection of rows of a table, for export.

use std::sync::Arc;

use arrow_schema::Schema;
use pubfast_core::Result;
use pubfast_core::columns::Categories;
use pubfast_core::model::spec::TableSpec;
use pubfast_core::model::{InvalidUtf8, Rows, SharedColumn, StringColumn};

use super::Selection;
use super::rows::DataRows;
use super::schema::{self, Strings, WantedColumns};

pub enum ColumnValues {
    Int32(SharedColumn<i32>, Selection),
    Int64(SharedColumn<i64>, Selection),
    /// Strings, and the parts of their buffer that are not UTF-8.
    Text(StringColumn, Selection, InvalidUtf8),
    /// Codes, the names they stand for, and the selected rows.
    Category(SharedColumn<i32>, Categories, Rows),
    /// Lists of rows of another table: the offset of each row's list, followed by the end of the last one.
    Lists(SharedColumn<i64>, Arc<ExportTable>),
}

/// Makes a column on demand.
pub(crate) type LoadColumn = Box<dyn Fn() -> Result<ColumnValues> + Send + Sync>;

pub struct ExportTable {
    pub(crate) spec: &'static TableSpec,
    pub(crate) len: usize,
    pub(crate) threads: usize,
    pub(crate) source: TableSource,
    invalid_lines: usize,
}

/// The source of a table's columns.
pub(crate) enum TableSource {
    /// Rows of a data set.
    Rows(DataRows),
    /// One function for each column.
    Columns(Vec<LoadColumn>),
}

impl ExportTable {
    pub(crate) fn of_rows(spec: &'static TableSpec, rows: DataRows) -> Self {
        let (len, threads) = (rows.len(), rows.data.threads());
        let invalid_lines = rows.data.invalid().lines();
        Self { spec, len, threads, source: TableSource::Rows(rows), invalid_lines }
    }

    /// A table of `len` rows. A column is loaded when it is exported.
    ///
    /// # Panics
    ///
    /// If a column of the specification is missing, or there is an unknown column.
    pub fn new<const N: usize>(
        spec: &'static TableSpec,
        len: usize,
        invalid: &InvalidUtf8,
        loads: [(&str, LoadColumn); N],
    ) -> Self {
        assert!(schema::columns(spec).map(|column| column.name).eq(loads.iter().map(|(name, _)| *name)));
        let loads = loads.into_iter().map(|(_, load)| load).collect();
        Self { spec, len, threads: 1, source: TableSource::Columns(loads), invalid_lines: invalid.lines() }
    }

    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        schema::columns(self.spec).map(|column| column.name)
    }

    /// All columns, or those with the given names, in this order; fails with the name of an unknown column.
    pub fn wanted(
        &self,
        names: Option<&[String]>,
        strings: Strings,
    ) -> std::result::Result<WantedColumns, String> {
        WantedColumns::new(self.spec, names, strings)
    }

    pub fn schema(&self, wanted: &WantedColumns) -> Arc<Schema> {
        wanted.schema(self.invalid_lines)
    }

    /// The values of column `at`.
    pub(crate) fn load(&self, at: usize) -> Result<ColumnValues> {
        match &self.source {
            TableSource::Columns(loads) => loads[at](),
            TableSource::Rows(rows) => {
                let column = schema::columns(self.spec).nth(at).expect("the table has the column");
                rows.values(&column)
            }
        }
    }
}
