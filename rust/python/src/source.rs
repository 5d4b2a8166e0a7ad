//! A corpus, and the Python objects that are made for it once.

use std::ops::Deref;

use pubfast_core::corpus::Corpus;
use pubfast_core::frame::Place;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyTuple};

use crate::strings::decode;

/// What every table, column and view of a corpus shares.
pub struct Source {
    core: Corpus,
    annotation_types: PyOnceLock<Py<PyTuple>>,
    relation_types: PyOnceLock<Py<PyTuple>>,
}

impl Source {
    pub fn new(core: Corpus) -> Self {
        Self { core, annotation_types: PyOnceLock::new(), relation_types: PyOnceLock::new() }
    }

    /// The names of the annotation types, each one object however often it is asked for.
    pub fn annotation_types<'s, 'py>(&'s self, py: Python<'py>) -> PyResult<&'s Bound<'py, PyTuple>> {
        names(py, &self.annotation_types, self.core.annotation_types())
    }

    /// The names of the relation types.
    pub fn relation_types<'s, 'py>(&'s self, py: Python<'py>) -> PyResult<&'s Bound<'py, PyTuple>> {
        names(py, &self.relation_types, self.core.relation_types())
    }

    /// A value of the text.
    #[inline]
    pub fn str<'py>(&self, py: Python<'py>, place: &Place) -> PyResult<Bound<'py, PyString>> {
        decode(py, &self.core.text()[place.clone()])
    }

    /// A value of the text that may be absent.
    #[inline]
    pub fn optional_str<'py>(
        &self,
        py: Python<'py>,
        place: Option<&Place>,
    ) -> PyResult<Option<Bound<'py, PyString>>> {
        place.map(|place| self.str(py, place)).transpose()
    }
}

fn names<'s, 'py>(
    py: Python<'py>,
    made: &'s PyOnceLock<Py<PyTuple>>,
    values: &[Box<[u8]>],
) -> PyResult<&'s Bound<'py, PyTuple>> {
    let make = || {
        let names = values.iter().map(|value| decode(py, value)).collect::<PyResult<Vec<_>>>()?;
        PyTuple::new(py, names).map(Bound::unbind)
    };
    Ok(made.get_or_try_init(py, make)?.bind(py))
}

impl Deref for Source {
    type Target = Corpus;

    fn deref(&self) -> &Corpus {
        &self.core
    }
}
