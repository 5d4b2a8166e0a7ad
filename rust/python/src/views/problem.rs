//! A problem.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::shared::Shared;

/// A line that could not be read as it stands.
#[pyclass(frozen, eq, hash, get_all, module = "pubfast")]
#[derive(PartialEq, Eq, Hash)]
pub struct Problem {
    /// The line, counted from 1.
    line: u64,
    /// Offset of the line in the uncompressed input; for `invalid_utf8` of the first invalid byte.
    byte: u64,
    /// Code of the problem, one of `pubfast.problem_codes`.
    code: String,
    /// Sentence that says what was found, and what it means.
    message: String,
}

impl Problem {
    pub fn view(py: Python<'_>, core: &Arc<Shared>, row: usize) -> PyResult<Py<PyAny>> {
        let problem = core.problems()[row];
        let (code, message) = (problem.code.to_string(), core.message(row));
        Ok(Py::new(py, Self { line: problem.line, byte: problem.byte, code, message })?.into_any())
    }
}

#[pymethods]
impl Problem {
    #[new]
    fn by_hand(line: u64, byte: u64, code: String, message: String) -> Self {
        Self { line, byte, code, message }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (code, message) =
            (PyString::new(py, &self.code).repr()?, PyString::new(py, &self.message).repr()?);
        Ok(format!("Problem(line={}, byte={}, code={code}, message={message})", self.line, self.byte))
    }

    fn __getnewargs__(&self) -> (u64, u64, &str, &str) {
        (self.line, self.byte, &self.code, &self.message)
    }
}
