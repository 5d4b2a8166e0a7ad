//! A data set, with a cache of the Python strings of its dictionary columns.

use std::ops::Deref;
use std::sync::Arc;

use pubfast_core::model::spec::ColumnKind;
use pubfast_core::model::{Dataset, TableId};
use pubfast_core::text::ByteRange;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyTuple};

use crate::once::made_once;
use crate::string_source::decode;

/// The largest number of dictionary columns that the tables of an input have.
const DICTIONARIES: usize = 8;

/// The data set that all tables, columns and views of an input share.
pub struct Shared {
    pub data: Arc<Dataset>,
    names: [PyOnceLock<Py<PyTuple>>; DICTIONARIES],
}

impl Shared {
    pub fn new(data: Dataset) -> Self {
        Self { data: Arc::new(data), names: [const { PyOnceLock::new() }; DICTIONARIES] }
    }

    /// The values of a dictionary column as `str`, which are made only once.
    pub fn names<'s, 'py>(
        &'s self,
        py: Python<'py>,
        table: TableId,
        column: &str,
    ) -> PyResult<&'s Bound<'py, PyTuple>> {
        let all = self.data.kind().tables().iter().flat_map(|&table| {
            let columns = table.spec().attributes();
            columns
                .filter(|column| column.kind == ColumnKind::Category)
                .map(move |column| (table, column.name))
        });
        let place = all.into_iter().position(|other| other == (table, column));
        let make = || {
            let values = self.data.categories(table, column);
            let names = values.iter().map(|value| decode(py, value)).collect::<PyResult<Vec<_>>>()?;
            PyTuple::new(py, names).map(Bound::unbind)
        };
        Ok(made_once(&self.names[place.expect("a dictionary column")], py, make)?.bind(py))
    }

    /// The name that a code stands for, if it is not negative.
    pub fn name<'py>(
        &self,
        py: Python<'py>,
        table: TableId,
        column: &str,
        code: i32,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Ok(code) = usize::try_from(code) else { return Ok(None) };
        self.names(py, table, column)?.get_item(code).map(Some)
    }

    /// A range of the text as `str`.
    #[inline]
    pub fn str<'py>(&self, py: Python<'py>, place: &ByteRange) -> PyResult<Bound<'py, PyString>> {
        decode(py, &self.data.text()[place.clone()])
    }

    /// A range of the text as `str`, or `None`.
    #[inline]
    pub fn optional_str<'py>(
        &self,
        py: Python<'py>,
        place: Option<&ByteRange>,
    ) -> PyResult<Option<Bound<'py, PyString>>> {
        place.map(|place| self.str(py, place)).transpose()
    }
}

impl Deref for Shared {
    type Target = Dataset;

    #[inline]
    fn deref(&self) -> &Dataset {
        &self.data
    }
}
