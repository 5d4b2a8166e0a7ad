//! Iteration over tables and columns.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pubfast_core::model::Rows;
use pyo3::prelude::*;

/// An iterator over the rows of a table, as views, or of a column, as values.
#[pyclass(frozen, module = "pubfast._core")]
pub struct RowIterator {
    rows: Rows,
    value: Box<Value>,
    next: AtomicUsize,
}

type Value = dyn Fn(Python<'_>, usize) -> PyResult<Py<PyAny>> + Send + Sync;

impl RowIterator {
    /// Iterates over rows of `core`; `view` makes the object of each row.
    pub fn new<S: Send + Sync + ?Sized + 'static>(
        core: &Arc<S>,
        rows: &Rows,
        view: fn(Python<'_>, &Arc<S>, usize) -> PyResult<Py<PyAny>>,
    ) -> Self {
        let core = core.clone();
        Self::of(rows, move |py, row| view(py, &core, row))
    }

    /// Iterates over rows; the function makes the object of each row.
    pub fn of(
        rows: &Rows,
        value: impl Fn(Python<'_>, usize) -> PyResult<Py<PyAny>> + Send + Sync + 'static,
    ) -> Self {
        Self { rows: rows.clone(), value: Box::new(value), next: AtomicUsize::new(0) }
    }
}

#[pymethods]
impl RowIterator {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        if next >= self.rows.len() {
            self.next.store(self.rows.len(), Ordering::Relaxed);
            return Ok(None);
        }
        (self.value)(py, self.rows.at(next)).map(Some)
    }

    fn __length_hint__(&self) -> usize {
        self.rows.len() - self.next.load(Ordering::Relaxed).min(self.rows.len())
    }
}
