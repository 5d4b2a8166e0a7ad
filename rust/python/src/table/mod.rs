//! Tables: rows of a corpus, each column an attribute.

pub mod annotations;
pub mod documents;
pub mod nested_documents;
pub mod passages;
pub mod problems;
pub mod relations;

use std::sync::Arc;

use pubfast_core::columns::ColumnVec;
use pubfast_core::model::{DocumentOfRow, Rows};
use pubfast_core::{Counted, Result};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::array::{self, Number};
use crate::category_column::CategoryColumn;
use crate::interrupt::detached;

/// Some rows of a number column; `one` looks up a single value.
pub fn numbers<'py, T: Number>(
    py: Python<'py>,
    rows: &Rows,
    total: usize,
    whole: impl FnOnce() -> Result<Arc<ColumnVec<T>>> + Send,
    one: impl Fn(usize) -> T + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let (column, places) = detached(py, || rows.values(total, whole, one))?;
    array::numbers(py, column, &places)
}

/// The document numbers of some rows; `whole` has those of every row of the corpus.
pub fn documents<'py>(
    py: Python<'py>,
    owners: &DocumentOfRow,
    rows: &Rows,
    total: usize,
    whole: impl FnOnce() -> Result<Arc<ColumnVec<i32>>> + Send,
    one: impl Fn(usize) -> usize + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let (column, places) = detached(py, || owners.values(rows, total, whole, one))?;
    array::numbers(py, column, &places)
}

/// Some rows of a dictionary column; `one` looks up a single code.
pub fn categories(
    py: Python<'_>,
    rows: &Rows,
    total: usize,
    names: &Bound<'_, PyTuple>,
    whole: impl FnOnce() -> Result<Arc<ColumnVec<i32>>> + Send,
    one: impl Fn(usize) -> i32 + Send,
) -> PyResult<CategoryColumn> {
    let (codes, places) = detached(py, || rows.values(total, whole, one))?;
    Ok(CategoryColumn::new(codes, names.clone(), places))
}

/// The first rows of a table, as people read it.
pub fn preview(
    py: Python<'_>,
    name: &str,
    rows: &Rows,
    view: impl Fn(usize) -> PyResult<Py<PyAny>>,
) -> PyResult<String> {
    const SHOWN: usize = 5;
    let mut lines = vec![format!("<{name}: {}", Counted::here(rows.len(), "rows"))];
    for row in rows.iter().take(SHOWN) {
        lines.push(format!("  {}", view(row)?.bind(py).repr()?));
    }
    if rows.len() > SHOWN {
        lines.push("  …".into());
    }
    Ok(lines.join("\n") + ">")
}
