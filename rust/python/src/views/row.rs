//! Rows of both kinds of table.

use std::sync::Arc;

use pubfast_core::model::table::TableRecord;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::{TextValue, text};
use crate::table_file::{Classes, TableSource};

/// A row of a table.
pub struct Row<T: Classes> {
    core: Arc<TableSource<T>>,
    record: TableRecord,
}

impl<T: Classes> Row<T> {
    pub fn new(core: &Arc<TableSource<T>>, row: usize) -> Self {
        Self { core: core.clone(), record: core.record(row) }
    }

    pub fn pmid(&self) -> i64 {
        self.record.pmid
    }

    /// The value of dictionary column `at`, if there is one.
    pub fn category<'py>(&self, py: Python<'py>, at: usize) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Ok(code) = usize::try_from(self.record.codes[at]) else { return Ok(None) };
        self.core.names(py, at, self.core.categories(at))?.get_item(code).map(Some)
    }

    /// The value of string column `at`, if there is one.
    pub fn string<'py>(&self, py: Python<'py>, at: usize) -> PyResult<Option<Bound<'py, PyString>>> {
        self.core.optional_str(py, self.record.values[at].as_ref())
    }

    /// Like `category`, but as views are compared by.
    pub fn category_text(&self, at: usize) -> Option<TextValue<'_>> {
        let code = usize::try_from(self.record.codes[at]).ok()?;
        Some(text(&self.core.categories(at)[code]))
    }

    pub fn string_text(&self, at: usize) -> Option<TextValue<'_>> {
        self.record.values[at].clone().map(|place| text(&self.core.text()[place]))
    }
}
