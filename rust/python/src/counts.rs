//! Counts in Python.

use pubfast_core::model::Rows;
use pubfast_core::{Counted, analysis};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::array;
use crate::string_column::StringColumn;
use crate::string_source::decode;
use crate::views::shortened;

/// Identifiers and their counts, the most frequent first; `identifier_counts` makes them.
#[pyclass(frozen, module = "pubfast")]
pub struct Counts {
    core: analysis::Counts,
}

impl Counts {
    pub fn new(core: analysis::Counts) -> Self {
        Self { core }
    }

    /// The first `n` values, each with its count.
    fn first<'py>(
        &self,
        py: Python<'py>,
        count: usize,
    ) -> impl Iterator<Item = PyResult<(Bound<'py, PyString>, i64)>> {
        (0..count.min(self.core.values.len)).map(move |row| {
            let value = self.core.values.get(row).unwrap_or_default();
            Ok((decode(py, value)?, self.core.counts[row]))
        })
    }
}

#[pymethods]
impl Counts {
    fn __len__(&self) -> usize {
        self.core.values.len
    }

    /// The values, each once: the most frequent first, values of equal count in the order of their bytes.
    #[getter]
    fn values(&self) -> StringColumn {
        StringColumn::computed(self.core.values.clone(), None, 1)
    }

    /// Number of times that each value occurs: int64.
    #[getter]
    fn counts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::numbers(py, self.core.counts.clone(), &Rows::Range(0..self.core.counts.len()))
    }

    /// Number of missing identifiers, which are not among the values.
    #[getter]
    fn missing(&self) -> u64 {
        self.core.missing
    }

    /// Return the most frequent values, each with its count.
    ///
    /// Parameters
    /// ----------
    /// n : int, optional
    ///     Number of values; by default all.
    ///
    /// Returns
    /// -------
    /// list of tuple
    ///     Pairs of a value and its count, the most frequent first.
    #[pyo3(signature = (n=None))]
    fn most_common<'py>(
        &self,
        py: Python<'py>,
        n: Option<usize>,
    ) -> PyResult<Vec<(Bound<'py, PyString>, i64)>> {
        self.first(py, n.unwrap_or(usize::MAX)).collect()
    }

    /// Return the counts by value, the most frequent first. Values that differ only in invalid bytes read the same, and
    /// are counted together.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let counts = PyDict::new(py);
        for pair in self.first(py, usize::MAX) {
            let (value, count) = pair?;
            let before = counts.get_item(&value)?.map_or(Ok(0), |count| count.extract::<i64>())?;
            counts.set_item(value, before + count)?;
        }
        Ok(counts)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        const SHOWN: usize = 5;
        let mut shown = Vec::new();
        for pair in self.first(py, SHOWN) {
            let (value, count) = pair?;
            shown.push(format!("{}: {count}", shortened(py, &value.to_string())?));
        }
        if self.__len__() > SHOWN {
            shown.push("…".into());
        }
        Ok(format!("<Counts of {}: {{{}}}>", Counted::here(self.__len__(), "values"), shown.join(", ")))
    }
}
