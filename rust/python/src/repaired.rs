//! Corrected offsets and the status column.

use pubfast_core::Counted;
use pubfast_core::analysis::offsets::RepairedOffsets;
use pubfast_core::model::{Status, StatusRows};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple};

use crate::array;
use crate::category_column::CategoryColumn;
use crate::once::made_once;

/// Offsets of annotations, corrected where the mention is known to stand elsewhere; `Corpus.repaired` makes them.
///
/// There is one value for each annotation, in the order of the annotations.
#[pyclass(frozen, module = "pubfast")]
pub struct Repaired {
    core: RepairedOffsets,
}

impl Repaired {
    pub fn new(core: RepairedOffsets) -> Self {
        Self { core }
    }
}

#[pymethods]
impl Repaired {
    fn __len__(&self) -> usize {
        self.core.start.1.len()
    }

    /// First code point of each mention in `document.text`: int32.
    #[getter]
    fn start<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let (column, rows) = &self.core.start;
        array::numbers(py, column.clone(), rows)
    }

    /// One past the last code point of each mention: int32.
    #[getter]
    fn end<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let (column, rows) = &self.core.end;
        array::numbers(py, column.clone(), rows)
    }

    /// Status of the offsets in the file, as in `Annotations.status`.
    #[getter]
    fn status(&self, py: Python<'_>) -> PyResult<CategoryColumn> {
        status_column(py, &self.core.examined)
    }

    /// Row numbers of the annotations that have new offsets: int64, ascending.
    #[getter]
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::owned(py, self.core.places.clone())
    }

    /// Count the annotations with new offsets by status; statuses without any are left out.
    fn counts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let StatusRows { statuses, places } = &self.core.examined;
        let mut counts = [0_usize; Status::ALL.len()];
        for &place in &self.core.places {
            counts[statuses.codes()[places.at(place as usize)] as usize] += 1;
        }
        let by_name = PyDict::new(py);
        for (status, count) in Status::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0) {
            by_name.set_item(status.name(), count)?;
        }
        Ok(by_name)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (new, all) = (self.core.places.len(), Counted::here(self.__len__(), "annotations"));
        if new == 0 {
            return Ok(format!("<Repaired: none of {all} has new offsets>"));
        }
        let have = if new == 1 { "has" } else { "have" };
        Ok(format!("<Repaired: {new} of {all} {have} new offsets: {}>", self.counts(py)?.repr()?))
    }
}

/// Statuses as a dictionary column, whose categories are always the same.
pub fn status_column(py: Python<'_>, examined: &StatusRows) -> PyResult<CategoryColumn> {
    static NAMES: PyOnceLock<Py<PyTuple>> = PyOnceLock::new();
    let make = || PyTuple::new(py, Status::ALL.map(Status::name)).map(Bound::unbind);
    let names = made_once(&NAMES, py, make)?.bind(py);
    Ok(CategoryColumn::new(examined.statuses.codes().clone(), names.clone(), examined.places.clone()))
}
