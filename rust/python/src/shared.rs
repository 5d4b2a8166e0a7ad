//! A data set, and the Python objects that are made for it once.

use std::ops::Deref;
use std::sync::Arc;

use pubfast_core::model::spec::ColumnKind;
use pubfast_core::model::{Dataset, TableId};
use pubfast_core::text::ByteRange;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyTuple};

use crate::string_source::decode;

/// The most dictionary columns of the tables of one input.
const DICTIONARIES: usize = 8;

/// The part of an input that all its tables, columns and views share.
pub struct Shared {
    pub data: Arc<Dataset>,
    names: [PyOnceLock<Py<PyTuple>>; DICTIONARIES],
}

impl Shared {
    pub fn new(data: Dataset) -> Self {
        Self { data: Arc::new(data), names: [const { PyOnceLock::new() }; DICTIONARIES] }
    }

    /// The values of a dictionary column as `str`, each one object however often it is asked for.
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
        Ok(self.names[place.expect("a dictionary column")].get_or_try_init(py, make)?.bind(py))
    }

    /// The name of a code, if it stands for one.
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

    /// A value of the text.
    #[inline]
    pub fn str<'py>(&self, py: Python<'py>, place: &ByteRange) -> PyResult<Bound<'py, PyString>> {
        decode(py, &self.data.text()[place.clone()])
    }

    /// A value of the text that may be absent.
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
