//! A passage.

use std::sync::Arc;

use pubfast_core::model::{Dataset, PassageRecord, record};
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::{Document, TextValue, hash, loose, repr, text};
use crate::shared::Shared;

/// A text line of a document that is neither its title nor its abstract.
///
/// Parameters
/// ----------
/// tag : str
///     The tag between the pipes of the line.
/// text : str
///     The text after the second pipe.
#[pyclass(frozen, module = "pubfast")]
pub struct Passage {
    core: Arc<Shared>,
    row: usize,
    record: PassageRecord,
}

/// The values that passages are compared by.
type PassageKey<'c> = (TextValue<'c>, TextValue<'c>);

pub fn key(core: &Dataset, row: usize) -> PassageKey<'_> {
    let record = core.passage(row);
    (text(&core.text()[record.tag]), text(&core.text()[record.text]))
}

impl Passage {
    pub fn new(core: &Arc<Shared>, row: usize) -> Self {
        Self { core: core.clone(), row, record: core.passage(row) }
    }

    pub fn view(py: Python<'_>, core: &Arc<Shared>, row: usize) -> PyResult<Py<PyAny>> {
        Ok(Py::new(py, Self::new(core, row))?.into_any())
    }

    pub fn value(&self) -> record::Passage {
        self.core.passage_value(self.row)
    }

    fn key(&self) -> PassageKey<'_> {
        key(&self.core, self.row)
    }
}

#[pymethods]
impl Passage {
    #[new]
    fn by_hand(tag: String, text: String) -> PyResult<Self> {
        let passage = record::Passage { tag: tag.into(), text: text.into() };
        let core = loose(&record::Document { passages: vec![passage], ..record::Document::default() })?;
        Ok(Self::new(&core, 0))
    }

    /// Tag of the passage, between the pipes of its line.
    #[getter]
    fn tag<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        self.core.str(py, &self.record.tag)
    }

    /// Text of the passage, after the second pipe of its line.
    #[getter]
    fn text<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        self.core.str(py, &self.record.text)
    }

    /// The document that the passage belongs to; `None` if it was made by hand.
    #[getter]
    fn document(&self) -> Option<Document> {
        let document = self.record.document;
        (document < self.core.records()).then(|| Document::new(&self.core, document))
    }

    fn __eq__(&self, other: PyRef<'_, Self>) -> bool {
        self.key() == other.key()
    }

    fn __hash__(&self) -> u64 {
        hash(&self.key())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (tag, text) = self.key();
        repr(py, "Passage", &[("tag", Some(tag)), ("text", Some(text))])
    }

    fn __getnewargs__(&self) -> PassageKey<'_> {
        self.key()
    }
}
