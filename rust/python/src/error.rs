//! Converts errors of the core to Python exceptions.
//!
//! | core | Python |
//! |---|---|
//! | `Io` | `InputError`, which is also the `OSError` of its kind (`FileNotFoundError` …) |
//! | `Fault` | `InputError` with byte, and documents or rows; an exception of a file object unchanged |
//! | `Changed`, `RecordTooLarge` | `InputError` |
//! | `Format` | `FormatError` |
//! | `Problem` | `ParseError` with line, byte and code |
//! | `Output` | `OutputError`, also the `OSError` of its kind (`FileExistsError` …); one of a file object unchanged |
//! | `NoColumn`, `Choice` | `ValueError` |
//! | `Interrupted` | `KeyboardInterrupt` |
//! | `Memory` | `MemoryError` |
//! | `Threads`, `Panic` | `PubfastError` |

use std::io::ErrorKind;

use pubfast_core::text::visible;
use pubfast_core::{Cause, Error, Records};
use pyo3::exceptions::{PyKeyboardInterrupt, PyMemoryError, PyValueError};
use pyo3::prelude::*;

/// The exception for an error. The classes are defined in Python: a stable-ABI module cannot
/// derive from built-in exceptions.
pub fn to_python(py: Python<'_>, error: Error) -> PyErr {
    exception(py, error).map_or_else(|failure| failure, PyErr::from_value)
}

fn exception(py: Python<'_>, error: Error) -> PyResult<Bound<'_, PyAny>> {
    let errors = py.import("pubfast.errors")?;
    let message = visible(&error.to_string()).into_owned();
    match error {
        Error::Io { path, source } => {
            errors.getattr("_input_error")?.call1((path, source.raw_os_error(), source.to_string()))
        }
        Error::Fault { path, cause: Cause::Io(source), byte, complete } => {
            if !source.get_ref().is_some_and(|inner| inner.is::<PyErr>()) {
                let (number, reason) = (source.raw_os_error(), message[path.len() + 2..].to_owned());
                let (documents, rows) = counted(complete);
                return errors.getattr("_input_error")?.call1((path, number, reason, byte, documents, rows));
            }
            // An exception of a file object is raised again, with a note.
            let raised = PyErr::from(source).into_value(py).into_bound(py).into_any();
            raised.call_method1("add_note", (message,))?;
            Ok(raised)
        }
        Error::Fault { path, byte, complete, .. } => {
            let (documents, rows) = counted(complete);
            errors.getattr("InputError")?.call1((message, path, byte, documents, rows))
        }
        Error::Changed { path, .. } => errors.getattr("InputError")?.call1((message, path)),
        Error::RecordTooLarge { path, byte, .. } => {
            errors.getattr("InputError")?.call1((message, path, byte))
        }
        Error::Format { path, .. } => errors.getattr("FormatError")?.call1((message, path)),
        Error::Problem { path, line, byte, code, .. } => {
            errors.getattr("ParseError")?.call1((message, path, line, byte, code.slug()))
        }
        // An exception of an output file object is raised again, too.
        Error::Output { source, .. } if source.get_ref().is_some_and(|inner| inner.is::<PyErr>()) => {
            Ok(PyErr::from(source).into_value(py).into_bound(py).into_any())
        }
        Error::Output { path, source, .. } => {
            let number = source.raw_os_error().or_else(|| number_of(source.kind()));
            let reason = match source.raw_os_error() {
                Some(_) if message.ends_with(&source.to_string()) => None,
                _ => Some(message[path.len() + 2..].to_owned()),
            };
            errors.getattr("_output_error")?.call1((path, number, reason))
        }
        Error::NoColumn { .. } | Error::Choice { .. } => {
            Ok(PyValueError::new_err(message).into_value(py).into_bound(py).into_any())
        }
        Error::Memory { .. } => Ok(PyMemoryError::new_err(message).into_value(py).into_bound(py).into_any()),
        Error::Interrupted => Ok(PyKeyboardInterrupt::new_err(()).into_value(py).into_bound(py).into_any()),
        _ => errors.getattr("PubfastError")?.call1((message,)),
    }
}

/// The error number of the system for an error that the core raises itself.
fn number_of(kind: ErrorKind) -> Option<i32> {
    const ENOENT: i32 = 2;
    const EEXIST: i32 = 17;
    const ENOTDIR: i32 = 20;
    const EISDIR: i32 = 21;
    match kind {
        ErrorKind::NotFound => Some(ENOENT),
        ErrorKind::AlreadyExists => Some(EEXIST),
        ErrorKind::NotADirectory => Some(ENOTDIR),
        ErrorKind::IsADirectory => Some(EISDIR),
        _ => None,
    }
}

/// The number of complete documents, or of complete rows.
fn counted(complete: Records) -> (Option<u64>, Option<u64>) {
    match complete {
        Records::Documents(count) => (Some(count), None),
        Records::Rows(count) => (None, Some(count)),
    }
}
