//! Tables: rows of a corpus, each column an attribute.

pub mod annotations;
pub mod documents;
pub mod passages;
pub mod problems;
pub mod relations;

use std::sync::Arc;

use pubfast_core::Result;
use pubfast_core::columns::Slab;
use pubfast_core::frame::Rows;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::array::{self, Number};
use crate::category_column::CategoryColumn;
use crate::error::to_python;

/// Whether rows are so few that their values are better looked up one by one than a whole column
/// made for them.
pub fn is_small(rows: &Rows, total: usize) -> bool {
    rows.len() < total / 16
}

/// Some rows of a number column; `one` looks up a single value.
pub fn numbers<'py, T: Number>(
    py: Python<'py>,
    rows: &Rows,
    total: usize,
    whole: impl FnOnce() -> Result<Arc<Slab<T>>> + Send,
    one: impl Fn(usize) -> T,
) -> PyResult<Bound<'py, PyAny>> {
    if is_small(rows, total) {
        return array::owned(py, rows.iter().map(one).collect());
    }
    let column = py.detach(whole).map_err(|error| to_python(py, error))?;
    array::numbers(py, column, rows)
}

/// Some rows of a dictionary column; `one` looks up a single code.
pub fn categories(
    py: Python<'_>,
    rows: &Rows,
    total: usize,
    names: &Bound<'_, PyTuple>,
    whole: impl FnOnce() -> Result<Arc<Slab<i32>>> + Send,
    one: impl Fn(usize) -> i32,
) -> PyResult<CategoryColumn> {
    if is_small(rows, total) {
        let codes: Vec<i32> = rows.iter().map(one).collect();
        let rows = Rows::Range(0..codes.len());
        return Ok(CategoryColumn::new(Arc::new(Slab::from(codes)), names.clone(), rows));
    }
    let codes = py.detach(whole).map_err(|error| to_python(py, error))?;
    Ok(CategoryColumn::new(codes, names.clone(), rows.clone()))
}

/// How the rows of a table name their documents.
#[derive(Clone)]
pub enum Owners {
    /// By the rows of the corpus, from this one on.
    From(usize),
    /// By these numbers, one a row of the table: the documents are a list.
    Listed(Arc<[i32]>),
}

impl Owners {
    /// The document numbers of `rows`; `whole` has those of every row of the corpus.
    pub fn numbers<'py>(
        &self,
        py: Python<'py>,
        rows: &Rows,
        total: usize,
        whole: impl FnOnce() -> Result<Arc<Slab<i32>>> + Send,
        one: impl Fn(usize) -> usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::From(0) => numbers(py, rows, total, whole, |row| one(row) as i32),
            Self::From(first) if is_small(rows, total) => {
                array::owned(py, rows.iter().map(|row| (one(row) - first) as i32).collect())
            }
            Self::From(first) => {
                let column = py.detach(whole).map_err(|error| to_python(py, error))?;
                array::owned(py, rows.iter().map(|row| column[row] - *first as i32).collect())
            }
            Self::Listed(owners) => array::owned(py, owners.to_vec()),
        }
    }

    /// The owners of some places of the table.
    pub fn select(&self, places: &crate::select::Places) -> Self {
        match self {
            Self::From(first) => Self::From(*first),
            Self::Listed(owners) => Self::Listed(places.pick(owners).into()),
        }
    }
}

/// The rows of another table that belong to some documents, and how they name them.
pub fn belonging(documents: &Rows, rows_of: impl Fn(usize) -> std::ops::Range<usize>) -> (Rows, Owners) {
    match documents {
        Rows::Range(range) if range.is_empty() => (Rows::Range(0..0), Owners::From(0)),
        Rows::Range(range) => {
            let rows = rows_of(range.start).start..rows_of(range.end - 1).end;
            (Rows::Range(rows), Owners::From(range.start))
        }
        Rows::List(_) => {
            let owned = documents
                .iter()
                .enumerate()
                .flat_map(|(place, document)| rows_of(document).map(move |row| (row as i64, place as i32)));
            let (rows, owners): (Vec<i64>, Vec<i32>) = owned.unzip();
            (rows.into_iter().collect(), Owners::Listed(owners.into()))
        }
    }
}

/// The first rows of a table, as people read it.
pub fn preview(
    py: Python<'_>,
    name: &str,
    rows: &Rows,
    view: impl Fn(usize) -> PyResult<Py<PyAny>>,
) -> PyResult<String> {
    const SHOWN: usize = 5;
    let mut lines = vec![format!("<{name}: {} rows", rows.len())];
    for row in rows.iter().take(SHOWN) {
        lines.push(format!("  {}", view(row)?.bind(py).repr()?));
    }
    if rows.len() > SHOWN {
        lines.push("  …".into());
    }
    Ok(lines.join("\n") + ">")
}
