//! The table of findings, and a finding.

use std::sync::Arc;

use pubfast_core::columns::ColumnVec;
use pubfast_core::model::Rows;
use pubfast_core::ops::check::{Code, Finding as Core, Severity};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple};

use crate::array;
use crate::arrow::{arrow_methods, arrow_protocol};
use crate::category_column::CategoryColumn;
use crate::indexing::{Selection, select};
use crate::iterate::RowIterator;
use crate::table::preview;

/// Findings, ordered by line, byte and code.
#[pyclass(frozen, module = "pubfast")]
pub struct Findings {
    all: Arc<[Core]>,
    rows: Rows,
}

/// An error or an oddity that `check` found in an input.
#[pyclass(frozen, eq, hash, get_all, module = "pubfast")]
#[derive(PartialEq, Eq, Hash)]
pub struct Finding {
    /// The line, counted from 1.
    line: u64,
    /// Offset of the line in the uncompressed input; for `invalid_utf8`, `nul_byte` and `html_entity` of the first such
    /// byte.
    byte: u64,
    /// Code of the finding, one of `pubfast.finding_codes`.
    code: String,
    /// "error", "warning" or "note".
    severity: String,
    /// Number of the document that has the line, counted from 0, or None.
    document: Option<u64>,
    /// Id of the document, or None; in a table, the first column of the line.
    document_id: Option<String>,
    /// Sentence that says what was found, and what it means.
    message: String,
}

impl Finding {
    fn view(py: Python<'_>, all: &Arc<[Core]>, row: usize) -> PyResult<Py<PyAny>> {
        let found = &all[row];
        let finding = Self {
            line: found.line,
            byte: found.byte,
            code: found.code.to_string(),
            severity: found.severity().name().into(),
            document: found.document,
            document_id: found.document_id.clone(),
            message: found.message.clone(),
        };
        Ok(Py::new(py, finding)?.into_any())
    }
}

#[pymethods]
impl Finding {
    #[new]
    fn by_hand(
        line: u64,
        byte: u64,
        code: String,
        severity: String,
        document: Option<u64>,
        document_id: Option<String>,
        message: String,
    ) -> Self {
        Self { line, byte, code, severity, document, document_id, message }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (code, message) =
            (PyString::new(py, &self.code).repr()?, PyString::new(py, &self.message).repr()?);
        Ok(format!("Finding(line={}, code={code}, message={message})", self.line))
    }

    fn __getnewargs__(&self) -> (u64, u64, &str, &str, Option<u64>, Option<&str>, &str) {
        let (code, severity) = (&*self.code, &*self.severity);
        (self.line, self.byte, code, severity, self.document, self.document_id.as_deref(), &self.message)
    }
}

impl Findings {
    pub fn new(all: Arc<[Core]>) -> Self {
        let rows = Rows::Range(0..all.len());
        Self { all, rows }
    }

    fn exported(&self) -> PyResult<pubfast_export::arrow::ExportTable> {
        Ok(pubfast_export::arrow::findings(&self.all, &self.rows))
    }

    fn each<T>(&self, value: impl Fn(&Core) -> T) -> Vec<T> {
        self.rows.iter().map(|row| value(&self.all[row])).collect()
    }

    fn category(
        &self,
        py: Python<'_>,
        names: impl ExactSizeIterator<Item = &'static str>,
        value: impl Fn(&Core) -> i32,
    ) -> PyResult<CategoryColumn> {
        let codes = self.each(value);
        let rows = Rows::Range(0..codes.len());
        Ok(CategoryColumn::new(Arc::new(ColumnVec::from(codes)), PyTuple::new(py, names)?, rows))
    }
}

arrow_protocol!(Findings);
arrow_methods!(Findings);

#[pymethods]
impl Findings {
    pub fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __getitem__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        match select(&self.rows, key)? {
            Selection::One(row) => Finding::view(py, &self.all, row),
            Selection::Places(places) => {
                let some = Self { all: self.all.clone(), rows: places.of(&self.rows) };
                Ok(some.into_pyobject(py)?.into_any().unbind())
            }
        }
    }

    fn __iter__(&self) -> RowIterator {
        let all = self.all.clone();
        RowIterator::of(&self.rows, move |py, row| Finding::view(py, &all, row))
    }

    /// Line of each finding, counted from 1, comments and blank lines included: int64.
    #[getter]
    fn line<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::owned(py, self.each(|finding| finding.line as i64))
    }

    /// Offset of the line in the uncompressed input, for `invalid_utf8`, `nul_byte` and `html_entity` of the first
    /// such byte: int64.
    #[getter]
    fn byte<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::owned(py, self.each(|finding| finding.byte as i64))
    }

    /// Code of each finding, one of `pubfast.finding_codes`.
    #[getter]
    fn code(&self, py: Python<'_>) -> PyResult<CategoryColumn> {
        self.category(py, Code::ALL.iter().map(|code| code.slug()), |finding| finding.code as i32)
    }

    /// Severity of each finding: "error", "warning" or "note".
    #[getter]
    fn severity(&self, py: Python<'_>) -> PyResult<CategoryColumn> {
        let names = Severity::ALL.iter().map(|severity| severity.name());
        self.category(py, names, |finding| finding.severity() as i32)
    }

    /// Number of the document that has the line, counted from 0, -1 if there is none: int64.
    #[getter]
    fn document<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::owned(py, self.each(|finding| finding.document.map_or(-1, |document| document as i64)))
    }

    /// Id of the document of each finding, or None; in a table, the first column of the line: a list of `str`.
    #[getter]
    fn document_id<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, self.each(|finding| finding.document_id.clone()))
    }

    /// Sentence for each finding that says what was found, and what it means: a list of `str`.
    #[getter]
    fn message<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, self.each(|finding| finding.message.clone()))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        preview(py, "Findings", &self.rows, |row| Finding::view(py, &self.all, row))
    }
}
