//! numpy arrays over memory that Rust owns.
//!
//! An array is `numpy.frombuffer` of a read-only buffer, and not a numpy array whose `writeable` flag is cleared: a
//! user could set that flag again, and writing to a mapped file ends the process.
#![allow(unsafe_code)] // the buffer protocol is a C structure

use std::ffi::{c_int, c_void};
use std::ops::Range;
use std::sync::Arc;

use pubfast_core::columns::{ColumnVec, Spans};
use pubfast_core::io::{Text, TextBuf};
use pubfast_core::model::Rows;
use pyo3::exceptions::{PyBufferError, PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyByteArray, PyDict, PyList, PyString};

use crate::once::made_once;

/// A read-only buffer for numpy, which keeps its memory alive.
#[pyclass(frozen, module = "pubfast._core")]
pub struct ArrayBuffer {
    owner: Box<dyn AsRef<[u8]> + Send + Sync>,
    range: Range<usize>,
}

#[pymethods]
impl ArrayBuffer {
    fn __len__(&self) -> usize {
        self.range.len()
    }

    /// # Safety
    /// `view` points to a buffer structure that CPython asks to fill.
    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        if flags & ffi::PyBUF_WRITABLE == ffi::PyBUF_WRITABLE {
            return Err(PyBufferError::new_err("this memory is read-only"));
        }
        let this = slf.get();
        let bytes = &(*this.owner).as_ref()[this.range.clone()];
        let (start, len) = (bytes.as_ptr() as *mut c_void, bytes.len() as ffi::Py_ssize_t);
        // SAFETY: `view` is valid by the contract of the slot. The bytes live as long as the owner,
        // which lives as long as this object, to which the view gets a reference of its own; the
        // class is frozen, so nothing moves them.
        let status = unsafe { ffi::PyBuffer_FillInfo(view, slf.as_ptr(), start, len, 1, flags) };
        if status == 0 { Ok(()) } else { Err(PyErr::fetch(slf.py())) }
    }
}

/// A number type that numpy has.
pub trait Number: bytemuck::Pod + Send + Sync {
    const DTYPE: &'static str;
}

impl Number for i32 {
    const DTYPE: &'static str = "int32";
}

impl Number for i64 {
    const DTYPE: &'static str = "int64";
}

impl Number for u8 {
    const DTYPE: &'static str = "uint8";
}

/// The bytes of a column of numbers.
struct Numbers<T>(Arc<ColumnVec<T>>);

impl<T: Number> AsRef<[u8]> for Numbers<T> {
    fn as_ref(&self) -> &[u8] {
        bytemuck::cast_slice(&self.0)
    }
}

/// The bytes of the starts of a string column.
struct Starts(Arc<Spans>);

impl AsRef<[u8]> for Starts {
    fn as_ref(&self) -> &[u8] {
        bytemuck::cast_slice(&self.0.starts)
    }
}

/// The bytes of the lengths of a string column.
struct Lengths(Arc<Spans>);

impl AsRef<[u8]> for Lengths {
    fn as_ref(&self) -> &[u8] {
        bytemuck::cast_slice(&self.0.lengths)
    }
}

/// The bytes of an input.
struct TextBytes(Arc<TextBuf>);

impl AsRef<[u8]> for TextBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Returns the module numpy, which is imported once.
pub fn numpy(py: Python<'_>) -> PyResult<&Bound<'_, PyModule>> {
    static NUMPY: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    Ok(made_once(&NUMPY, py, || py.import("numpy").map(Bound::unbind))?.bind(py))
}

fn frombuffer<T: Number>(
    py: Python<'_>,
    owner: impl AsRef<[u8]> + Send + Sync + 'static,
    range: Range<usize>,
) -> PyResult<Bound<'_, PyAny>> {
    if range.is_empty() {
        return constant(py, T::zeroed(), 0); // numpy takes no empty buffer
    }
    let buffer = ArrayBuffer { owner: Box::new(owner), range };
    numpy(py)?.getattr("frombuffer")?.call1((buffer, T::DTYPE))
}

/// An array that repeats a number `count` times, and takes the memory of one number.
pub fn constant<T: Number>(py: Python<'_>, value: T, count: usize) -> PyResult<Bound<'_, PyAny>> {
    let one = owned(py, vec![value])?;
    numpy(py)?.getattr("broadcast_to")?.call1((one, count))
}

fn bytes_of<T>(rows: &Range<usize>) -> Range<usize> {
    rows.start * size_of::<T>()..rows.end * size_of::<T>()
}

/// An array of rows of a column: consecutive rows share its memory, others are copied.
pub fn numbers<'py, T: Number>(
    py: Python<'py>,
    column: Arc<ColumnVec<T>>,
    rows: &Rows,
) -> PyResult<Bound<'py, PyAny>> {
    match rows {
        Rows::Range(range) => frombuffer::<T>(py, Numbers(column), bytes_of::<T>(range)),
        Rows::List(_) => owned(py, rows.iter().map(|row| column[row]).collect()),
    }
}

/// An array that takes over the memory of `values`.
pub fn owned<T: Number>(py: Python<'_>, values: Vec<T>) -> PyResult<Bound<'_, PyAny>> {
    let range = 0..size_of_val(&values[..]);
    frombuffer::<T>(py, Numbers(Arc::new(ColumnVec::from(values))), range)
}

/// An array of the starts of rows of a string column.
pub fn starts<'py>(py: Python<'py>, spans: Arc<Spans>, rows: &Rows) -> PyResult<Bound<'py, PyAny>> {
    match rows {
        Rows::Range(range) => frombuffer::<i64>(py, Starts(spans), bytes_of::<i64>(range)),
        Rows::List(_) => owned(py, rows.iter().map(|row| spans.starts[row]).collect()),
    }
}

/// An array of the lengths of rows of a string column.
pub fn lengths<'py>(py: Python<'py>, spans: Arc<Spans>, rows: &Rows) -> PyResult<Bound<'py, PyAny>> {
    match rows {
        Rows::Range(range) => frombuffer::<i32>(py, Lengths(spans), bytes_of::<i32>(range)),
        Rows::List(_) => owned(py, rows.iter().map(|row| spans.lengths[row]).collect()),
    }
}

/// An array of the bytes of a text.
pub fn text<'py>(py: Python<'py>, text: &Text) -> PyResult<Bound<'py, PyAny>> {
    let text = text.whole();
    frombuffer::<u8>(py, TextBytes(text.clone()), 0..text.len())
}

/// A bool array, which the caller owns and may write to.
pub fn mask<'py>(py: Python<'py>, bits: &[bool]) -> PyResult<Bound<'py, PyAny>> {
    let numpy = numpy(py)?;
    if bits.is_empty() {
        let options = PyDict::new(py);
        options.set_item("dtype", "bool")?;
        return numpy.getattr("empty")?.call((0,), Some(&options));
    }
    let bytes = PyByteArray::new(py, bytemuck::cast_slice(bits));
    numpy.getattr("frombuffer")?.call1((bytes, "bool"))
}

pub fn objects<'py>(list: &Bound<'py, PyList>) -> PyResult<Bound<'py, PyAny>> {
    let options = PyDict::new(list.py());
    options.set_item("dtype", "object")?;
    numpy(list.py())?.getattr("array")?.call((list,), Some(&options))
}

/// Converts a value for `__array__`, to which numpy passes a type and whether a copy is allowed.
pub fn converted<'py>(
    objects: &Bound<'py, PyAny>,
    dtype: Option<&Bound<'py, PyAny>>,
    copy: Option<bool>,
) -> PyResult<Bound<'py, PyAny>> {
    if copy == Some(false) {
        return Err(PyValueError::new_err("an array of str cannot be made without a copy"));
    }
    match dtype {
        Some(dtype) => objects.call_method1("astype", (dtype,)),
        None => Ok(objects.clone()),
    }
}

/// Fails for a single `str`, whose characters would be taken for the values.
pub fn require_collection(values: &Bound<'_, PyAny>) -> PyResult<()> {
    if values.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err("isin takes a collection of str, not one str; use == for that"));
    }
    Ok(())
}
