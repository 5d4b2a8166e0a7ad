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
    /// A column of a table, which may not be made yet.
    Table { core: Arc<Shared>, table: TableId, column: &'static str },
    /// A column that was computed, and the number of threads that work on it.
    Computed { column: StringColumn, rule: Option<Rule>, threads: usize },
}

impl StringSource {
    /// The bytes of one value, looked up where they are.
    pub fn value(&self, row: usize) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Table { core, table, column } => match core.value(*table, column, row) {
                Value::Text(text) => text,
                Value::Number(_) | Value::Code(_) => unreachable!("a column of strings"),
            },
            Self::Computed { column, .. } => column.get(row).map(Cow::Borrowed),
        }
    }

    /// The number of values.
    pub fn total(&self) -> usize {
        match self {
            Self::Table { core, table, .. } => core.len(*table),
            Self::Computed { column, .. } => column.len,
        }
    }

    /// All values, made into a column if they are none yet.
    pub fn whole(&self) -> Result<StringColumn> {
        match self {
            Self::Table { core, table, column } => core.text_column(*table, column),
            Self::Computed { column, .. } => Ok(column.clone()),
        }
    }

    /// The separators of the cells, if they are known.
    pub fn rule(&self) -> Result<Option<Rule>> {
        match self {
            Self::Table { core, table, column } => core.rule(*table, column),
            Self::Computed { rule, .. } => Ok(rule.clone()),
        }
    }

    /// The number of threads that work on it.
    pub fn threads(&self) -> usize {
        match self {
            Self::Table { core, .. } => core.threads(),
            Self::Computed { threads, .. } => *threads,
        }
    }
}

/// Bytes as `str`, an invalid sequence becoming U+FFFD as with `errors="replace"`.
///
/// CPython checks the bytes while it decodes them: to check them here first costs a tenth of an iteration.
pub fn decode<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyString>> {
    #[allow(unsafe_code)] // pyo3 decodes only what has been checked before
    // SAFETY: the pointer and the length are those of `bytes`; the call returns a new reference or
    // null with an exception set, which is what `from_owned_ptr_or_err` takes; the object is a `str`.
    unsafe {
        let len = bytes.len() as ffi::Py_ssize_t;
        let decoded = ffi::PyUnicode_DecodeUTF8(bytes.as_ptr().cast(), len, c"replace".as_ptr());
        Ok(Bound::from_owned_ptr_or_err(py, decoded)?.cast_into_unchecked())
    }
}
