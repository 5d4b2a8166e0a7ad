//! Inputs from Python: paths, bytes, and file objects.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use pubfast_core::io::Source;
use pyo3::exceptions::{PyBlockingIOError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView, PyString};

use crate::callbacks::{Call, refused};

/// Converts an input, and returns it with its path or the name that stands for one.
pub fn source(input: &Bound<'_, PyAny>) -> PyResult<(Source, PathBuf)> {
    let py = input.py();
    let source = if input.is_instance_of::<PyBytes>() {
        Source::Bytes(Arc::new(input.extract::<PyBackedBytes>()?))
    } else if input.is_instance_of::<PyByteArray>() || input.is_instance_of::<PyMemoryView>() {
        // Memory that Python code may change is copied.
        let copy = py.import("builtins")?.getattr("bytes")?.call1((input,))?;
        Source::Bytes(Arc::new(copy.extract::<PyBackedBytes>()?))
    } else if input.is_instance_of::<PyString>() || input.hasattr("__fspath__")? {
        let path: OsString = py.import("os")?.getattr("fsdecode")?.call1((input,))?.extract()?;
        if path == "-" { Source::Stdin } else { Source::Path(path.into()) }
    } else if input.hasattr("read")? || input.hasattr("readinto")? {
        let name = input.getattr("name").and_then(|name| name.extract::<String>());
        let name = name.unwrap_or_else(|_| "<file object>".into());
        Source::Reader(name, Box::new(Reader::new(input)?))
    } else {
        let kind = input.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "an input is a path, bytes, or a binary file object, not {kind}"
        )));
    };
    let name = source.name().into();
    Ok(match source {
        Source::Path(path) => (Source::Path(path.clone()), path),
        other => (other, name),
    })
}

/// Reads a Python file object. A thread that waits for the reader must not hold the GIL.
struct Reader {
    object: Py<PyAny>,
    /// The buffer for an object that has `readinto` but no `read`.
    into: Option<Py<PyByteArray>>,
}

/// The number of bytes that each call asks for.
const READ_CHUNK: usize = 1 << 20;

impl Reader {
    fn new(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        let into = match object.hasattr("read")? {
            true => None,
            false => Some(PyByteArray::new(object.py(), &vec![0; READ_CHUNK]).unbind()),
        };
        Ok(Self { object: object.clone().unbind(), into })
    }

    fn read(&self, py: Python<'_>, bytes: &mut [u8]) -> PyResult<usize> {
        let _call = Call::begin(&self.object)?;
        let object = self.object.bind(py);
        let wanted = bytes.len().min(READ_CHUNK);
        let waits = || PyBlockingIOError::new_err("the file object has no bytes yet: it does not block");
        if let Some(into) = &self.into {
            let into = into.bind(py);
            let view =
                PyMemoryView::from(into)?.get_item(pyo3::types::PySlice::new(py, 0, wanted as isize, 1))?;
            let count: Option<usize> = object.call_method1("readinto", (view,))?.extract()?;
            let count = check(count.ok_or_else(waits)?, wanted)?;
            bytes[..count].copy_from_slice(&into.to_vec()[..count]);
            return Ok(count);
        }
        let read = object.call_method1("read", (wanted,))?;
        if read.is_none() {
            return Err(waits());
        }
        if read.is_instance_of::<PyString>() {
            let message = "the file object gives text and not bytes: open the file with mode 'rb'";
            return Err(PyTypeError::new_err(message));
        }
        let read: PyBackedBytes = read.extract().map_err(|_| {
            let kind = read.get_type().to_string();
            PyTypeError::new_err(format!("read() of the file object gave {kind} and not bytes"))
        })?;
        let count = check(read.len(), wanted)?;
        bytes[..count].copy_from_slice(&read);
        Ok(count)
    }
}

fn check(count: usize, wanted: usize) -> PyResult<usize> {
    if count <= wanted {
        return Ok(count);
    }
    Err(PyValueError::new_err(format!("the file object gave {count} bytes where {wanted} were asked for")))
}

impl Read for Reader {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        // An interpreter that is shutting down blocks every thread that asks for the GIL.
        let read = Python::try_attach(|py| Self::read(self, py, bytes));
        read.unwrap_or_else(|| Err(refused())).map_err(io::Error::other)
    }
}
