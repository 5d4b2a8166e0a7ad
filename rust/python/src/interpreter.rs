//! The interpreter that the module is imported in.

use pyo3::exceptions::PyImportError;
use pyo3::ffi;
use pyo3::prelude::*;

/// Fails in a subinterpreter. Threads of pubfast call Python by the state of the main interpreter, so a subinterpreter
/// that used it could not end.
pub fn require_main(_: Python<'_>) -> PyResult<()> {
    #[allow(unsafe_code)] // pyo3 has no safe function for it
    // SAFETY: the thread is attached to an interpreter, as the token shows; its state is only read.
    let number = unsafe { ffi::PyInterpreterState_GetID(ffi::PyInterpreterState_Get()) };
    if number == 0 {
        return Ok(());
    }
    let message = "pubfast cannot be used in a subinterpreter; use it in the main one, or in another process";
    Err(PyImportError::new_err(message))
}
