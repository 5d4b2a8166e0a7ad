//! A dump, and the Python objects that are made for it once.

use std::ops::Deref;

use pubfast_core::columns::Categories;
use pubfast_core::model::Corpus;
use pubfast_core::text::ByteRange;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyTuple};

use crate::dataset::Dataset;
use crate::string_source::decode;

/// The part of a dump that all its tables, columns and views share.
pub struct Shared<D = Corpus> {
    core: D,
    names: [PyOnceLock<Py<PyTuple>>; 3],
}

impl<D: Dataset> Shared<D> {
    pub fn new(core: D) -> Self {
        Self { core, names: [const { PyOnceLock::new() }; 3] }
    }

    /// The values of dictionary column `at` as `str`, each one object however often it is asked for.
    pub fn names<'s, 'py>(
        &'s self,
        py: Python<'py>,
        at: usize,
        values: &Categories,
    ) -> PyResult<&'s Bound<'py, PyTuple>> {
        let make = || {
            let names = values.iter().map(|value| decode(py, value)).collect::<PyResult<Vec<_>>>()?;
            PyTuple::new(py, names).map(Bound::unbind)
        };
        Ok(self.names[at].get_or_try_init(py, make)?.bind(py))
    }

    /// A value of the text.
    #[inline]
    pub fn str<'py>(&self, py: Python<'py>, place: &ByteRange) -> PyResult<Bound<'py, PyString>> {
        decode(py, &self.core.text()[place.clone()])
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

impl Shared {
    /// The names of the annotation types.
    pub fn annotation_types<'s, 'py>(&'s self, py: Python<'py>) -> PyResult<&'s Bound<'py, PyTuple>> {
        self.names(py, 0, self.core.annotation_types())
    }

    /// The names of the relation types.
    pub fn relation_types<'s, 'py>(&'s self, py: Python<'py>) -> PyResult<&'s Bound<'py, PyTuple>> {
        self.names(py, 1, self.core.relation_types())
    }
}

impl<D> Deref for Shared<D> {
    type Target = D;

    fn deref(&self) -> &D {
        &self.core
    }
}
