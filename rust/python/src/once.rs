//! Values of Python that are made once.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// The value of a cell, which is made if it is missing.
///
/// The value is made outside of the cell: a signal handler that asks for it while it is being made, in the same thread,
/// makes another one and does not wait for itself. The first to be ready is kept.
pub fn made_once<'c, T>(
    cell: &'c PyOnceLock<T>,
    py: Python<'_>,
    make: impl FnOnce() -> PyResult<T>,
) -> PyResult<&'c T> {
    if let Some(made) = cell.get(py) {
        return Ok(made);
    }
    let made = make()?;
    Ok(cell.get_or_init(py, || made))
}
