//! A row of a table file, which the views of entities and of relations wrap.

use std::sync::Arc;

use pubfast_core::model::{Dataset, TableRecord};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::{TextValue, text};
use crate::shared::Shared;

/// A row of a table file.
pub struct TableRow {
    core: Arc<Shared>,
    record: TableRecord,
}

impl TableRow {
    pub fn new(core: Arc<Shared>, row: usize) -> Self {
        Self { record: core.table_record(row), core }
    }

    /// The only row of a table that was made by hand.
    pub fn by_hand(table: Result<Dataset, String>) -> PyResult<Self> {
        Ok(Self::new(Arc::new(Shared::new(table.map_err(PyValueError::new_err)?)), 0))
    }

    pub fn pmid(&self) -> i64 {
        self.record.pmid
    }

    /// The value of dictionary column `at`, which is called `name`.
    pub fn category<'py>(
        &self,
        py: Python<'py>,
        at: usize,
        name: &'static str,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.core.name(py, self.core.kind().main_table(), name, self.record.codes[at])
    }

    /// The value of string column `at`.
    pub fn string<'py>(&self, py: Python<'py>, at: usize) -> PyResult<Option<Bound<'py, PyString>>> {
        self.core.optional_str(py, self.record.values[at].as_ref())
    }

    /// The value of dictionary column `at`, for comparison.
    pub fn category_text(&self, at: usize, name: &'static str) -> Option<TextValue<'_>> {
        let code = usize::try_from(self.record.codes[at]).ok()?;
        let names = self.core.categories(self.core.kind().main_table(), name);
        Some(text(&names[code]).into_owned().into())
    }

    /// The value of string column `at`, for comparison.
    pub fn string_text(&self, at: usize) -> Option<TextValue<'_>> {
        self.record.values[at].clone().map(|place| text(&self.core.text()[place]))
    }
}
