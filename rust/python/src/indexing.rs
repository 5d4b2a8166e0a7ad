//! Converts the subscript of `table[key]` to rows.

use pubfast_core::Counted;
use pubfast_core::model::Rows;
use pyo3::buffer::PyBuffer;
use pyo3::exceptions::{PyIndexError, PyOverflowError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PySlice, PyString, PyTuple};

use crate::array::numpy;

/// The rows that a subscript selects.
pub enum Selection {
    /// An integer: one row of the table.
    One(usize),
    /// A slice, a mask or a list of integers: the positions among the rows.
    Places(Places),
}

/// Positions among rows.
pub enum Places {
    /// `count` positions from `start`, `step` apart.
    Slice {
        start: usize,
        step: isize,
        count: usize,
    },
    List(Vec<usize>),
}

impl Places {
    /// The rows at these positions.
    pub fn of(&self, rows: &Rows) -> Rows {
        match self {
            Self::Slice { start, step, count } => rows.slice(*start, *step, *count),
            Self::List(places) => rows.take(places.iter().copied()),
        }
    }

    /// The values at these positions of a list that has a value for each row.
    pub fn pick<T: Copy>(&self, values: &[T]) -> Vec<T> {
        match self {
            Self::Slice { start, step, count } => {
                (0..*count as isize).map(|at| values[(*start as isize + at * step) as usize]).collect()
            }
            Self::List(places) => places.iter().map(|&place| values[place]).collect(),
        }
    }
}

/// Reads a subscript of `rows`: an integer (negative from the end), a slice, a boolean mask as long
/// as the rows, or integers.
pub fn select(rows: &Rows, key: &Bound<'_, PyAny>) -> PyResult<Selection> {
    let len = rows.len();
    if let Ok(slice) = key.cast::<PySlice>() {
        let indices = slice.indices(len as isize)?;
        let count = indices.slicelength;
        // The start of an empty slice may lie outside the rows.
        let start = if count == 0 { 0 } else { indices.start as usize };
        return Ok(Selection::Places(Places::Slice { start, step: indices.step, count }));
    }
    if key.is_instance_of::<PyString>() || key.is_instance_of::<PyTuple>() {
        return Err(PyTypeError::new_err(wanted(key)));
    }
    match key.extract::<i64>() {
        Ok(index) => return place(index, len).map(|place| Selection::One(rows.at(place))),
        Err(error) if error.is_instance_of::<PyOverflowError>(key.py()) => {
            return Err(out_of_range(key, len));
        }
        Err(_) => {}
    }
    let numpy = numpy(key.py())?;
    let array = numpy.getattr("asarray")?.call1((key,))?;
    let kind: String = array.getattr("dtype")?.getattr("kind")?.extract()?;
    let shape: Vec<usize> = array.getattr("shape")?.extract()?;
    let count = match shape[..] {
        [count] => count,
        [] => return Err(PyTypeError::new_err(wanted(key))),
        _ => return Err(PyIndexError::new_err(wanted(key))),
    };
    let array = match kind.as_str() {
        "b" if count != len => {
            let (values, rows) = (Counted::here(count, "values"), Counted::here(len, "rows"));
            let message = format!("a mask of {values} cannot select among {rows}");
            return Err(PyIndexError::new_err(message));
        }
        "b" => numpy.getattr("flatnonzero")?.call1((array,))?,
        "i" => array,
        _ if count == 0 => return Ok(Selection::Places(Places::List(Vec::new()))),
        "u" => {
            // Numbers beyond int64 would become negative below.
            let largest = array.call_method0("max")?;
            if largest.extract::<i64>().is_err() {
                return Err(out_of_range(&largest, len));
            }
            array
        }
        _ => return Err(PyTypeError::new_err(wanted(key))),
    };
    let array = numpy.getattr("ascontiguousarray")?.call1((array, "int64"))?;
    let indices = PyBuffer::<i64>::get(&array)?.to_vec(key.py())?;
    let places = indices.into_iter().map(|index| place(index, len)).collect::<PyResult<_>>()?;
    Ok(Selection::Places(Places::List(places)))
}

fn wanted(key: &Bound<'_, PyAny>) -> String {
    format!("rows are selected by an integer, a slice, a boolean mask or integers, not by {}", key.get_type())
}

fn out_of_range(index: impl std::fmt::Display, len: usize) -> PyErr {
    let rows = Counted::here(len, "rows");
    PyIndexError::new_err(format!("index {index} is out of range for {rows}"))
}

/// The position that a Python index stands for.
fn place(index: i64, len: usize) -> PyResult<usize> {
    let place = if index < 0 { index + len as i64 } else { index };
    if (0..len as i64).contains(&place) { Ok(place as usize) } else { Err(out_of_range(index, len)) }
}
