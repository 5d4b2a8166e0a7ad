//! String columns in Python.

use std::sync::Arc;

use pubfast_core::analysis::{self, Missing, Rule};
use pubfast_core::model::Rows;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple};

use crate::array;
use crate::category_column::CategoryColumn;
use crate::indexing::{Selection, select};
use crate::interrupt::{detached, on_rows};
use crate::iterate::RowIterator;
use crate::list_column::{ListColumn, no_rule, separators};
use crate::string_source::{StringSource, decode};
use crate::value_set::ValueSet;
use crate::views::shortened;

/// A column of strings: a buffer of bytes, and the offset and length of each value in it.
///
/// An integer index gives a `str`, or `None` where the value is absent, which is not the same as empty. Bytes
/// that are not UTF-8 read as U+FFFD; `buffer` has the original bytes. A slice, a mask or integers give a
/// `StringColumn` that shares the buffer. `==` and `!=` with a `str` or `None` compare bytes, and give a bool array.
#[pyclass(frozen, module = "pubfast")]
pub struct StringColumn {
    values: Arc<StringSource>,
    rows: Rows,
}

impl StringColumn {
    pub fn of(values: StringSource, rows: Rows) -> Self {
        Self { values: Arc::new(values), rows }
    }

    /// All rows of a computed column; further work on it uses `threads` threads.
    pub fn computed(column: pubfast_core::model::StringColumn, rule: Option<Rule>, threads: usize) -> Self {
        let rows = Rows::Range(0..column.len);
        Self::of(StringSource::Computed { column, rule, threads }, rows)
    }

    fn part(&self, rows: Rows) -> Self {
        Self { values: self.values.clone(), rows }
    }

    /// An iterator over the values.
    pub fn iterate(&self) -> RowIterator {
        let values = self.values.clone();
        RowIterator::of(&self.rows, move |py, row| {
            let value = values.value(row).map(|bytes| decode(py, &bytes)).transpose()?;
            Ok(value.into_pyobject(py)?.into_any().unbind())
        })
    }

    fn whole(&self, py: Python<'_>) -> PyResult<pubfast_core::model::StringColumn> {
        detached(py, || self.values.whole())
    }

    /// A mask of the rows that have one of the wanted values.
    fn matches(&self, py: Python<'_>, wanted: &ValueSet) -> PyResult<Vec<bool>> {
        if self.rows.are_few(self.values.total()) {
            return Ok(self.rows.iter().map(|row| wanted.has(self.values.value(row).as_deref())).collect());
        }
        let whole = self.whole(py)?;
        Ok(py.detach(|| self.rows.iter().map(|row| wanted.has(whole.get(row))).collect()))
    }

    fn get<'py>(&self, py: Python<'py>, row: usize) -> PyResult<Option<Bound<'py, PyString>>> {
        self.values.value(row).map(|bytes| decode(py, &bytes)).transpose()
    }
}

#[pymethods]
impl StringColumn {
    fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __getitem__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        Ok(match select(&self.rows, key)? {
            Selection::One(row) => self.get(py, row)?.into_pyobject(py)?.into_any().unbind(),
            Selection::Places(places) => {
                self.part(places.of(&self.rows)).into_pyobject(py)?.into_any().unbind()
            }
        })
    }

    fn __iter__(&self) -> RowIterator {
        self.iterate()
    }

    /// Offset of each value in `buffer`: int64, 0 where the value is absent.
    #[getter]
    fn starts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.whole(py)?.spans {
            Some(spans) => array::starts(py, spans, &self.rows),
            None => array::constant(py, 0_i64, self.rows.len()),
        }
    }

    /// Number of bytes of each value: int32, -1 where the value is absent.
    #[getter]
    fn lengths<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.whole(py)?.spans {
            Some(spans) => array::lengths(py, spans, &self.rows),
            None => array::constant(py, -1_i32, self.rows.len()),
        }
    }

    /// The bytes that `starts` and `lengths` refer to: uint8, read-only.
    #[getter]
    fn buffer<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::text(py, &self.whole(py)?.buffer)
    }

    /// Return the values as a list of `str` and `None`.
    fn to_list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for (place, row) in self.rows.iter().enumerate() {
            if place % SIGNALS == 0 {
                py.check_signals()?;
            }
            list.append(self.get(py, row)?)?;
        }
        Ok(list)
    }

    /// Return the values as an array of objects, `str` and `None`.
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
        let mut wanted = Vec::new();
        for value in values.try_iter()? {
            let value = value?;
            match value.extract::<Option<String>>() {
                Ok(value) => wanted.push(value),
                // A lone surrogate, which is in no file.
                Err(_) if value.is_instance_of::<PyString>() => {}
                Err(error) => return Err(error),
            }
        }
        array::mask(py, &self.matches(py, &ValueSet::new(wanted))?)
    }

    /// Split each cell into a list of values.
    ///
    /// Parameters
    /// ----------
    /// separator : str, optional
    ///     One or more ASCII characters, each of which is a separator wherever it stands. By default the rule of
    ///     the column: the type of a row sets the separators of its identifier, except within parentheses.
    ///
    /// Returns
    /// -------
    /// ListColumn
    ///     A list for each row, which is empty for an empty or absent cell. No text is copied.
    ///
    /// Raises
    /// ------
    /// ValueError
    ///     The column has no rule and no separator is given, or `separator` is empty, too long or not ASCII.
    #[pyo3(signature = (separator=None))]
    fn split(&self, py: Python<'_>, separator: Option<&str>) -> PyResult<ListColumn> {
        let named = separator.map(separators).transpose()?;
        let (values, rows, threads) = (self.values.clone(), self.rows.clone(), self.values.threads());
        let lists = on_rows(py, self.rows.len(), move |cancel| {
            let rule = match named {
                Some(separators) => Some(Rule::Same(separators)),
                None => values.rule()?,
            };
            let Some(rule) = rule else { return Ok(None) };
            analysis::split(&values.whole()?, &rows, threads, cancel, |row| rule.at(row)).map(Some)
        })?;
        lists.map(|lists| ListColumn::new(lists, threads)).ok_or_else(no_rule)
    }

    /// Classify the identifier of each row as present, or by the rule by which it is missing.
    ///
    /// Returns
    /// -------
    /// CategoryColumn
    ///     "present" (code 0) and the rules by which an identifier is missing: "dash" (`-`), "minus_one" (`-1`),
    ///     "none" (`None`), "null" (`null`), "empty" and "absent". ``column.missing() != "present"`` is a mask.
    fn missing(&self, py: Python<'_>) -> PyResult<CategoryColumn> {
        let (values, rows) = (self.values.clone(), self.rows.clone());
        let rules = on_rows(py, self.rows.len(), move |cancel| {
            analysis::missing(&values.whole()?, &rows, values.threads(), cancel)
        })?;
        let names = PyTuple::new(py, Missing::ALL.map(Missing::name))?;
        Ok(CategoryColumn::new(rules.codes, names, Rows::Range(0..self.rows.len())))
    }

    /// Replace HTML entities by their characters: `&lt;` `&gt;` `&amp;` `&quot;` `&apos;`, and numeric ones. Each is
    /// replaced once: `&amp;gt;` becomes `&gt;`.
    ///
    /// Returns
    /// -------
    /// StringColumn
    ///     A column with a buffer of its own, unless no value changes.
    fn unescape(&self, py: Python<'_>) -> PyResult<Self> {
        let (values, rows, threads) = (self.values.clone(), self.rows.clone(), self.values.threads());
        let computed = on_rows(py, self.rows.len(), move |cancel| {
            let Some(column) = analysis::unescaped(&values.whole()?, &rows, threads, cancel)? else {
                return Ok(None);
            };
            let rule = values.rule()?.map(|rule| rule.select(&rows));
            Ok(Some((column, rule)))
        })?;
        Ok(match computed {
            Some((column, rule)) => Self::computed(column, rule, threads),
            None => self.part(self.rows.clone()),
        })
    }

    fn __eq__<'py>(&self, py: Python<'py>, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        array::mask(py, &self.matches(py, &ValueSet::one(other))?)
    }

    fn __ne__<'py>(&self, py: Python<'py>, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let mut mask = self.matches(py, &ValueSet::one(other))?;
        mask.iter_mut().for_each(|bit| *bit = !*bit);
        array::mask(py, &mask)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        const SHOWN: usize = 8;
        let mut values = Vec::new();
        for row in self.rows.iter().take(SHOWN) {
            values.push(match self.get(py, row)? {
                Some(value) => shortened(py, &value.to_string())?,
                None => "None".into(),
            });
        }
        if self.rows.len() > SHOWN {
            values.push("…".into());
        }
        Ok(format!("<StringColumn of {}: [{}]>", self.rows.len(), values.join(", ")))
    }
}

/// The number of values that are made between two checks for signals, which takes some milliseconds.
pub const SIGNALS: usize = 1 << 14;
