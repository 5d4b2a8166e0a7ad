//! The concept index in Python.

use pubfast_core::model::Rows;
use pubfast_core::{Counted, analysis};
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::array;
use crate::iterate::RowIterator;
use crate::string_column::StringColumn;

/// A mapping from each identifier to the PMIDs of the documents that mention it; `concept_index` makes one.
///
/// ``index["3558"]`` are the PMIDs of a concept: int64, ascending, each once, a view of `pmids`. ``"3558" in
/// index`` is True if a document mentions the concept; iteration gives the concepts.
#[pyclass(frozen, mapping, module = "pubfast")]
pub struct ConceptIndex {
    core: analysis::ConceptIndex,
}

impl ConceptIndex {
    pub fn new(core: analysis::ConceptIndex) -> Self {
        Self { core }
    }

    /// The row of a concept. A string with a lone surrogate has none, since no file can contain it.
    fn find(&self, concept: &Bound<'_, PyString>) -> Option<usize> {
        self.core.find(concept.to_str().ok()?.as_bytes())
    }
}

#[pymethods]
impl ConceptIndex {
    fn __len__(&self) -> usize {
        self.core.len()
    }

    fn __getitem__<'py>(
        &self,
        py: Python<'py>,
        concept: &Bound<'py, PyString>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Some(row) = self.find(concept) else {
            return Err(PyKeyError::new_err(concept.clone().unbind()));
        };
        let offsets = &self.core.offsets;
        let pmids = offsets[row] as usize..offsets[row + 1] as usize;
        array::numbers(py, self.core.pmids.clone(), &Rows::Range(pmids))
    }

    fn __contains__(&self, concept: &Bound<'_, PyAny>) -> bool {
        concept.cast::<PyString>().is_ok_and(|concept| self.find(concept).is_some())
    }

    fn __iter__(&self) -> RowIterator {
        self.concepts().iterate()
    }

    /// The identifiers, each once, in the order of their bytes.
    #[getter]
    fn concepts(&self) -> StringColumn {
        StringColumn::computed(self.core.concepts.clone(), None, 1)
    }

    /// Positions in `pmids` at which the PMIDs of each concept begin, and the end of the last: int64, n + 1 values
    /// for n concepts.
    #[getter]
    fn offsets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::numbers(py, self.core.offsets.clone(), &Rows::Range(0..self.core.offsets.len()))
    }

    /// The PMIDs of one concept after those of another, ascending, each once: int64.
    #[getter]
    fn pmids<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::numbers(py, self.core.pmids.clone(), &Rows::Range(0..self.core.pmids.len()))
    }

    /// Numbers of rows that are not in the index: "rows_without_pmid", if the id of the document is not a number, and
    /// "missing", if another row has no identifier.
    #[getter]
    fn skipped<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let skipped = PyDict::new(py);
        skipped.set_item("rows_without_pmid", self.core.skipped.rows_without_pmid)?;
        skipped.set_item("missing", self.core.skipped.missing)?;
        Ok(skipped)
    }

    fn __repr__(&self) -> String {
        let analysis::Skipped { rows_without_pmid, missing } = self.core.skipped;
        let concepts = Counted::here(self.core.len(), "concepts");
        let pairs = Counted::here(self.core.pmids.len(), "pairs");
        let rows = Counted(rows_without_pmid, "rows");
        let missing = Counted(missing, "missing identifiers");
        format!(
            "<ConceptIndex of {concepts}, {pairs} of concept and PMID; skipped: {rows} without PMID, {missing}>"
        )
    }
}
