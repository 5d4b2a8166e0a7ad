//! The sources of string columns' values, and their conversion to `str`.

use std::borrow::Cow;
use std::sync::Arc;

use pubfast_core::Result;
use pubfast_core::analysis::Rule;
use pubfast_core::model::{StringColumn, TableId, Value};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::shared::Shared;

/// The values of a string column.
#[derive(Clone)]
pub enum StringSource {
    /// A column of a table, which is made at its first use.
    Table { core: Arc<Shared>, table: TableId, column: &'static str },
    /// A computed column, and the number of threads for further work on it.
    Computed { column: StringColumn, rule: Option<Rule>, threads: usize },
}

impl StringSource {
    /// The bytes of one value, looked up without making the column.
    pub fn value(&self, row: usize) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Table { core, table, column } => match core.value(*table, column, row) {
                Value::Text(text) => text,
                Value::Number(_) | Value::Code(_) => unreachable!("a column of strings"),
            },
            Self::Computed { column, .. } => column.get(row).map(Cow::Borrowed),
        }
    }

    pub fn total(&self) -> usize {
        match self {
            Self::Table { core, table, .. } => core.len(*table),
            Self::Computed { column, .. } => column.len,
        }
    }

    /// The whole column, which is made if necessary.
    pub fn whole(&self) -> Result<StringColumn> {
        match self {
            Self::Table { core, table, column } => core.text_column(*table, column),
            Self::Computed { column, .. } => Ok(column.clone()),
        }
    }

    /// The rule that splits the cells, if there is one.
    pub fn rule(&self) -> Result<Option<Rule>> {
        match self {
            Self::Table { core, table, column } => core.rule(*table, column),
            Self::Computed { rule, .. } => Ok(rule.clone()),
        }
    }

    /// The number of threads for work on the column.
    pub fn threads(&self) -> usize {
        match self {
            Self::Table { core, .. } => core.threads(),
            Self::Computed { threads, .. } => *threads,
        }
    }
}

/// Converts bytes to `str`; invalid sequences become U+FFFD, as with `errors="replace"`.
///
/// CPython checks the bytes while it decodes them: another check here would take a tenth of the time of an iteration.
pub fn decode<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyString>> {
    #[allow(unsafe_code)] // pyo3 only decodes `str`, whose bytes have been checked before
    // SAFETY: the pointer and the length are those of `bytes`; the call returns a new reference or
    // null with an exception set, which is what `from_owned_ptr_or_err` takes; the object is a `str`.
    unsafe {
        let len = bytes.len() as ffi::Py_ssize_t;
        let decoded = ffi::PyUnicode_DecodeUTF8(bytes.as_ptr().cast(), len, c"replace".as_ptr());
        Ok(Bound::from_owned_ptr_or_err(py, decoded)?.cast_into_unchecked())
    }
}
