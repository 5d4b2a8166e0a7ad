//! Dictionary columns in Python.

use std::sync::Arc;

use pubfast_core::analysis::{Separators, split_categories};
use pubfast_core::columns::ColumnVec;
use pubfast_core::model::{DictionaryColumn, Rows};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};

use crate::array;
use crate::indexing::{Selection, select};
use crate::interrupt::on_rows;
use crate::list_column::{ListColumn, no_rule, separators};

/// A column of repeated strings: a code for each row, and the categories that the codes stand for.
///
/// An integer index gives a `str`, or `None` where there is no value; a slice, a mask or integers give a
/// `CategoryColumn` with the same categories. `==` and `!=` with a `str` or `None` give a bool array.
#[pyclass(frozen, module = "pubfast")]
pub struct CategoryColumn {
    codes: Arc<ColumnVec<i32>>,
    categories: Py<PyTuple>,
    rows: Rows,
    /// The separators inside categories, if they can be lists.
    separators: Option<Separators>,
}

impl CategoryColumn {
    /// Rows of a column; `categories` are `str`.
    pub fn new(codes: Arc<ColumnVec<i32>>, categories: Bound<'_, PyTuple>, rows: Rows) -> Self {
        Self { codes, categories: categories.unbind(), rows, separators: None }
    }

    /// Sets the separators inside categories.
    pub fn divided_by(self, separators: Separators) -> Self {
        Self { separators: Some(separators), ..self }
    }

    /// The code of a row, or `absent` if it has no value.
    fn code(&self, row: usize, absent: usize) -> usize {
        usize::try_from(self.codes[row]).unwrap_or(absent)
    }

    /// The values that rows can have: the categories, followed by `None` for an absent value.
    fn values<'py>(&self, py: Python<'py>) -> Vec<Bound<'py, PyAny>> {
        self.categories.bind(py).iter().chain([py.None().into_bound(py)]).collect()
    }

    /// A mask of the rows whose value is `wanted`.
    fn matches<'py>(
        &self,
        py: Python<'py>,
        wanted: impl Fn(&Bound<'py, PyAny>) -> PyResult<bool>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let wanted = self.values(py).iter().map(wanted).collect::<PyResult<Vec<_>>>()?;
        let absent = wanted.len() - 1;
        let mask: Vec<bool> =
            py.detach(|| self.rows.iter().map(|row| wanted[self.code(row, absent)]).collect());
        array::mask(py, &mask)
    }
}

#[pymethods]
impl CategoryColumn {
    fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __getitem__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        Ok(match select(&self.rows, key)? {
            Selection::One(row) => match usize::try_from(self.codes[row]) {
                Ok(code) => self.categories.bind(py).get_item(code)?.unbind(),
                Err(_) => py.None(),
            },
            Selection::Places(places) => {
                let rows = places.of(&self.rows);
                let categories = self.categories.clone_ref(py);
                let (codes, separators) = (self.codes.clone(), self.separators);
                Self { codes, categories, rows, separators }.into_pyobject(py)?.into_any().unbind()
            }
        })
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.to_list(py)?.try_iter()?.into_any())
    }

    /// Code of each row: int32, an index into `categories`, -1 where there is no value.
    #[getter]
    fn codes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::numbers(py, self.codes.clone(), &self.rows)
    }

    /// Names that the codes stand for, in order of first appearance in the whole input.
    #[getter]
    fn categories(&self, py: Python<'_>) -> Py<PyTuple> {
        self.categories.clone_ref(py)
    }

    /// Number of rows of each category; categories without rows and rows without a value are left out.
    fn counts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let categories = self.categories.bind(py);
        let absent = categories.len();
        let mut counts = vec![0_usize; absent + 1];
        py.detach(|| self.rows.iter().for_each(|row| counts[self.code(row, absent)] += 1));
        let by_name = PyDict::new(py);
        for (category, count) in categories.iter().zip(counts).filter(|(_, count)| *count > 0) {
            // Categories that differ only in invalid bytes read the same.
            let before = by_name.get_item(&category)?.map_or(Ok(0), |count| count.extract::<usize>())?;
            by_name.set_item(category, before + count)?;
        }
        Ok(by_name)
    }

    /// Split each cell into a list of values. Each category is split once.
    ///
    /// Parameters
    /// ----------
    /// separator : str, optional
    ///     One or more ASCII characters, each of which is a separator. By default those of the column:
    ///     resources of tables are separated by pipes.
    ///
    /// Returns
    /// -------
    /// ListColumn
    ///
    /// Raises
    /// ------
    /// ValueError
    ///     The column has no separators of its own and none is given, or `separator` is empty, too long or not ASCII.
    #[pyo3(signature = (separator=None))]
    fn split(&self, py: Python<'_>, separator: Option<&str>) -> PyResult<ListColumn> {
        let named = separator.map(separators).transpose()?;
        let separators = named.or(self.separators).ok_or_else(no_rule)?;
        let names: Vec<String> = self.categories.extract(py)?;
        let values = names.into_iter().collect();
        let (column, rows) = (DictionaryColumn { codes: self.codes.clone(), values }, self.rows.clone());
        // Rows only copy the lists of a few categories: more threads would wait for memory.
        let lists =
            on_rows(py, rows.len(), move |cancel| split_categories(&column, &rows, 1, cancel, separators))?;
        Ok(ListColumn::new(lists, 1))
    }

    /// Return the values as a list of `str`, with `None` where there is no value.
    fn to_list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let values = self.values(py);
        let absent = values.len() - 1;
        PyList::new(py, self.rows.iter().map(|row| &values[self.code(row, absent)]).collect::<Vec<_>>())
    }

    /// Return the values as an array of objects.
    fn to_numpy<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::objects(&self.to_list(py)?)
    }

    /// Return the values as the array that `numpy.asarray` asks for.
    #[pyo3(signature = (dtype=None, copy=None))]
    fn __array__<'py>(
        &self,
        py: Python<'py>,
        dtype: Option<&Bound<'py, PyAny>>,
        copy: Option<bool>,
    ) -> PyResult<Bound<'py, PyAny>> {
        array::converted(&self.to_numpy(py)?, dtype, copy)
    }

    /// Return a mask of the rows whose value is one of `values`.
    ///
    /// Parameters
    /// ----------
    /// values : iterable of str or None
    ///     Values to look for; `None` stands for absent values.
    ///
    /// Returns
    /// -------
    /// numpy.ndarray of bool
    ///     A value for each row.
    fn isin<'py>(&self, py: Python<'py>, values: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        array::require_collection(values)?;
        let values = values.try_iter()?.collect::<PyResult<Vec<_>>>()?;
        let values = PyList::new(py, values)?;
        self.matches(py, |category| values.contains(category))
    }

    /// Only a `str` equals a category, and only `None` an absent value.
    fn __eq__<'py>(&self, py: Python<'py>, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.matches(py, |value| is_same(value, other))
    }

    fn __ne__<'py>(&self, py: Python<'py>, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.matches(py, |value| Ok(!is_same(value, other)?))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let mut counts = Vec::new();
        for (category, count) in self.counts(py)?.iter() {
            counts.push(format!("{}: {count}", category.repr()?));
        }
        Ok(format!("<CategoryColumn of {}: {{{}}}>", self.rows.len(), counts.join(", ")))
    }
}

/// True if a value of a column equals the value `other`.
fn is_same(value: &Bound<'_, PyAny>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
    if value.is_none() {
        return Ok(other.is_none());
    }
    Ok(other.is_instance_of::<PyString>() && value.eq(other)?)
}
