//! The problems table.

use std::sync::Arc;

use pubfast_core::ProblemCode;
use pubfast_core::columns::ColumnVec;
use pubfast_core::model::{DocumentOfRow, Rows, TableId};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};

use super::preview;
use crate::array;
use crate::arrow::{arrow_methods, arrow_protocol};
use crate::category_column::CategoryColumn;
use crate::indexing::{Selection, select};
use crate::iterate::RowIterator;
use crate::shared::Shared;
use crate::views::Problem;

/// Table of problems: lines that could not be read as they stand, ordered by line, byte and code.
///
/// An integer index gives a `Problem`; a slice, a mask or integers give `Problems`. Each column has a value for each
/// row.
#[pyclass(frozen, module = "pubfast")]
pub struct Problems {
    core: Arc<Shared>,
    rows: Rows,
}

impl Problems {
    pub fn new(core: Arc<Shared>, rows: Rows) -> Self {
        Self { core, rows }
    }

    fn exported(&self) -> PyResult<pubfast_export::arrow::ExportTable> {
        let owners = DocumentOfRow::From(0);
        Ok(pubfast_export::arrow::rows(&self.core.data, TableId::Problems, &self.rows, &owners))
    }

    fn each<T>(&self, value: impl Fn(&pubfast_core::Problem) -> T) -> Vec<T> {
        self.rows.iter().map(|row| value(&self.core.problems()[row])).collect()
    }
}

arrow_protocol!(Problems);
arrow_methods!(Problems);

#[pymethods]
impl Problems {
    pub fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __getitem__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        match select(&self.rows, key)? {
            Selection::One(row) => Problem::view(py, &self.core, row),
            Selection::Places(places) => {
                Ok(Self::new(self.core.clone(), places.of(&self.rows)).into_pyobject(py)?.into_any().unbind())
            }
        }
    }

    fn __iter__(&self) -> RowIterator {
        RowIterator::new(&self.core, &self.rows, Problem::view)
    }

    /// Line of each problem, counted from 1, comments and blank lines included: int64.
    #[getter]
    fn line<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::owned(py, self.each(|problem| problem.line as i64))
    }

    /// Offset of the line in the uncompressed input, for `invalid_utf8` of the first invalid byte: int64.
    #[getter]
    fn byte<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::owned(py, self.each(|problem| problem.byte as i64))
    }

    /// Code of each problem, one of `pubfast.problem_codes`.
    #[getter]
    fn code(&self, py: Python<'_>) -> PyResult<CategoryColumn> {
        let seen = ProblemCode::seen(self.core.problems());
        let place = |code: ProblemCode| seen.iter().position(|&other| other == code).unwrap_or_default();
        let codes = self.each(|problem| place(problem.code) as i32);
        let rows = Rows::Range(0..codes.len());
        let names = PyTuple::new(py, seen.iter().map(|code| code.slug()))?;
        Ok(CategoryColumn::new(Arc::new(ColumnVec::from(codes)), names, rows))
    }

    /// Sentence for each problem that says what was found, and what it means: a list of `str`.
    #[getter]
    fn message<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, self.rows.iter().map(|row| self.core.message(row)).collect::<Vec<_>>())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        preview(py, "Problems", &self.rows, |row| Problem::view(py, &self.core, row))
    }
}
