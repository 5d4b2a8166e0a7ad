//! The one table of what becomes which Python exception.
//!
//! | core | Python |
//! |---|---|
//! | `Io` | `InputError`, which is also the `OSError` of its kind (`FileNotFoundError` …) |
//! | `Fault` | `InputError` with byte and documents; what a file object raised as it stands |
//! | `Changed`, `RecordTooLarge` | `InputError` |
//! | `Format` | `FormatError` |
//! | `Problem` | `ParseError` with line, byte and code |
//! | `NoColumn` | `ValueError` |
//! | `Interrupted` | `KeyboardInterrupt` |
//! | `Panic` | `PubfastError` |

use pubfast_core::{Cause, Error};
use pyo3::exceptions::{PyKeyboardInterrupt, PyValueError};
use pyo3::prelude::*;

/// The exception for an error. The classes are defined in Python: a stable-ABI module cannot
/// derive from built-in exceptions.
pub fn to_python(py: Python<'_>, error: Error) -> PyErr {
    exception(py, error).map_or_else(|failure| failure, PyErr::from_value)
}

fn exception(py: Python<'_>, error: Error) -> PyResult<Bound<'_, PyAny>> {
    let errors = py.import("pubfast.errors")?;
    let message = error.to_string();
    match error {
        Error::Io { path, source } => {
            errors.getattr("_input_error")?.call1((path, source.raw_os_error(), source.to_string()))
        }
        Error::Fault { path, cause: Cause::Io(source), byte, documents } => {
            if !source.get_ref().is_some_and(|inner| inner.is::<PyErr>()) {
                let (number, reason) = (source.raw_os_error(), message[path.len() + 2..].to_owned());
                return errors.getattr("_input_error")?.call1((path, number, reason, byte, documents));
            }
            // What a file object raised stays what it is, and gets a note.
            let raised = PyErr::from(source).into_value(py).into_bound(py).into_any();
            raised.call_method1("add_note", (message,))?;
            Ok(raised)
        }
        Error::Fault { path, byte, documents, .. } => {
            errors.getattr("InputError")?.call1((message, path, byte, documents))
        }
        Error::Changed { path, .. } => errors.getattr("InputError")?.call1((message, path)),
        Error::RecordTooLarge { path, byte } => errors.getattr("InputError")?.call1((message, path, byte)),
        Error::Format { path, .. } => errors.getattr("FormatError")?.call1((message, path)),
        Error::Problem { path, line, byte, code, .. } => {
            errors.getattr("ParseError")?.call1((message, path, line, byte, code.slug()))
        }
        Error::NoColumn { .. } => Ok(PyValueError::new_err(message).into_value(py).into_bound(py).into_any()),
        Error::Interrupted => Ok(PyKeyboardInterrupt::new_err(()).into_value(py).into_bound(py).into_any()),
        _ => errors.getattr("PubfastError")?.call1((message,)),
    }
}
