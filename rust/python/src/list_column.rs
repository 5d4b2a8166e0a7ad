//! List columns in Python.

use std::sync::Arc;

use pubfast_core::analysis::{self, Separators};
use pubfast_core::columns::ColumnVec;
use pubfast_core::model::Rows;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::array;
use crate::indexing::{Selection, select};
use crate::interrupt::detached;
use crate::iterate::RowIterator;
use crate::string_column::{SIGNALS, StringColumn};
use crate::string_source::{StringSource, decode};

/// A column of lists of strings: one string column with all values, and the offset of each list in it.
///
/// An integer index gives a list of `str`; a slice, a mask or integers give a `ListColumn` that shares the text.
#[pyclass(frozen, module = "pubfast")]
pub struct ListColumn {
    /// The offset of each list and the end of the last one; the first is 0.
    offsets: Arc<ColumnVec<i64>>,
    values: Arc<StringSource>,
    /// The rows of the values of the lists, one list after another.
    rows: Rows,
}

impl ListColumn {
    /// All lists of a column that was computed with `threads` threads.
    pub fn new(lists: analysis::ListColumn, threads: usize) -> Self {
        let rows = Rows::Range(0..lists.values.len);
        let values = Arc::new(StringSource::Computed { column: lists.values, rule: None, threads });
        Self { offsets: lists.offsets, values, rows }
    }

    fn lists(&self) -> Rows {
        Rows::Range(0..self.offsets.len() - 1)
    }

    /// A selection of the lists, in the order of `lists`.
    fn part(&self, lists: &Rows) -> Self {
        let mut offsets = ColumnVec::<i64>::zeroed(lists.len() + 1);
        let mut end = 0;
        for (place, list) in offsets[1..].iter_mut().zip(lists.iter()) {
            end += self.offsets[list + 1] - self.offsets[list];
            *place = end;
        }
        let rows = match lists {
            Rows::Range(range) => self.rows.slice(self.offsets[range.start] as usize, 1, end as usize),
            Rows::List(_) => {
                let values = |list| self.offsets[list] as usize..self.offsets[list + 1] as usize;
                self.rows.take(lists.iter().flat_map(values))
            }
        };
        Self { offsets: Arc::new(offsets), values: self.values.clone(), rows }
    }
}

fn list<'py>(
    py: Python<'py>,
    offsets: &[i64],
    values: &StringSource,
    rows: &Rows,
    at: usize,
) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for place in offsets[at] as usize..offsets[at + 1] as usize {
        list.append(values.value(rows.at(place)).map(|bytes| decode(py, &bytes)).transpose()?)?;
    }
    Ok(list)
}

#[pymethods]
impl ListColumn {
    fn __len__(&self) -> usize {
        self.offsets.len() - 1
    }

    fn __getitem__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        let lists = self.lists();
        Ok(match select(&lists, key)? {
            Selection::One(at) => list(py, &self.offsets, &self.values, &self.rows, at)?.into_any().unbind(),
            Selection::Places(places) => {
                let part = detached(py, || Ok(self.part(&places.of(&lists))))?;
                part.into_pyobject(py)?.into_any().unbind()
            }
        })
    }

    fn __iter__(&self) -> RowIterator {
        let (offsets, values, rows) = (self.offsets.clone(), self.values.clone(), self.rows.clone());
        RowIterator::of(&self.lists(), move |py, at| {
            Ok(list(py, &offsets, &values, &rows, at)?.into_any().unbind())
        })
    }

    /// Positions in `values` at which each list begins, and the end of the last: int64, n + 1 values for n lists.
    #[getter]
    fn offsets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::numbers(py, self.offsets.clone(), &Rows::Range(0..self.offsets.len()))
    }

    /// The values of all lists, one list after another; no value is absent.
    #[getter]
    fn values(&self) -> StringColumn {
        StringColumn::of((*self.values).clone(), self.rows.clone())
    }

    /// Return the lists as a list of lists of `str`.
    fn to_list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let lists = PyList::empty(py);
        for at in self.lists().iter() {
            if at % SIGNALS == 0 {
                py.check_signals()?;
            }
            lists.append(list(py, &self.offsets, &self.values, &self.rows, at)?)?;
        }
        Ok(lists)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        const SHOWN: usize = 8;
        let shown = self.__len__().min(SHOWN);
        let lists = self.part(&Rows::Range(0..shown)).to_list(py)?.repr()?.to_string();
        let more = if self.__len__() > shown { ", …]" } else { "]" };
        let start = lists.strip_suffix(']').unwrap_or(&lists);
        Ok(format!("<ListColumn of {}: {start}{more}>", self.__len__()))
    }
}

/// Reads the separators that a caller names: ASCII characters, each of which is a separator.
pub fn separators(named: &str) -> PyResult<Separators> {
    let refused = |what: &str| PyValueError::new_err(format!("separator must be {what}, not {named:?}"));
    if named.is_empty() || !named.is_ascii() {
        return Err(refused("one or several ASCII characters"));
    }
    Separators::any(named.as_bytes())
        .ok_or_else(|| refused(&format!("at most {} characters", Separators::MAX)))
}

/// The error for a column whose separators are unknown.
pub fn no_rule() -> PyErr {
    PyValueError::new_err("the column has no rule for what divides its cells; name a separator: split(\"|\")")
}
