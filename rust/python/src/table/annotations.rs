//! The annotations table.

use pubfast_core::model::StatusRows;
use pyo3::prelude::*;

use super::{TableRows, table_methods};
use crate::array;
use crate::arrow::arrow_methods;
use crate::category_column::CategoryColumn;
use crate::interrupt::on_rows;
use crate::repaired::{Repaired, status_column};

/// Table of annotations: a row for each mention, in file order.
///
/// An integer index gives an `Annotation`; a slice, a mask or integers give `Annotations` that share the memory. Each
/// column has a value for each row, and is made at its first use; arrays are read-only.
#[pyclass(frozen, module = "pubfast")]
pub struct Annotations(pub TableRows);

table_methods!(Annotations);
arrow_methods!(Annotations);

impl Annotations {
    /// The statuses of the rows' mentions.
    fn examined(&self, py: Python<'_>) -> PyResult<StatusRows> {
        let (core, rows) = (self.0.core.clone(), self.0.rows.clone());
        on_rows(py, rows.len(), move |cancel| core.examine(&rows, cancel))
    }

    /// Offsets that are corrected where the mention stands elsewhere.
    pub fn repaired(&self, py: Python<'_>) -> PyResult<Repaired> {
        let (core, rows) = (self.0.core.clone(), self.0.rows.clone());
        Ok(Repaired::new(on_rows(py, rows.len(), move |cancel| core.repaired(&rows, cancel))?))
    }
}

#[pymethods]
impl Annotations {
    /// Status of each annotation's offsets: the first that holds of `exact`, `trimmed_title`, `folded`, `case`,
    /// `bytes`, `utf16`, `shifted`, `beyond_text` and `mismatch`. The codes are in this order in every corpus.
    ///
    /// The column is computed at its first use, and kept. It changes neither the text of documents nor the offsets;
    /// `Corpus.repaired` gives corrected offsets.
    #[getter]
    fn status(&self, py: Python<'_>) -> PyResult<CategoryColumn> {
        status_column(py, &self.examined(py)?)
    }

    /// Number of code points to add to `start` and `end` where the status is `shifted`, 0 elsewhere: int32.
    #[getter]
    fn shift<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let StatusRows { statuses, places } = self.examined(py)?;
        array::numbers(py, statuses.shifts().clone(), &places)
    }
}
