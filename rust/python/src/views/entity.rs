//! A row of an entity table.

use std::sync::Arc;

use pubfast_core::model::{Dataset, TableId, TableRecord, record};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::{TextValue, hash, repr, text};
use crate::shared::Shared;

/// A row of a table of entities: a concept that a document mentions.
///
/// Parameters
/// ----------
/// pmid : int
///     The PMID; -1 where the file has no plain number.
/// type : str or None
///     The type: `Gene`, `Disease` …; `None` in old tables.
/// identifier : str
///     The identifier; several in one string, or `-`, are possible.
/// mentions, resource : str, optional
///     The mentions of the concept in the document, and the sources of the annotation, each separated by `|`; `None`
///     where the row has no such column.
#[pyclass(frozen, module = "pubfast")]
pub struct Entity {
    core: Arc<Shared>,
    record: TableRecord,
}

const TABLE: TableId = TableId::Entities;

/// The dictionary columns, in the order of a record's codes.
const CATEGORIES: &[&str] = &["type", "resource"];

/// The values that entities are compared by.
type EntityKey<'c> =
    (i64, Option<TextValue<'c>>, TextValue<'c>, Option<TextValue<'c>>, Option<TextValue<'c>>);

impl Entity {
    pub fn view(py: Python<'_>, core: &Arc<Shared>, row: usize) -> PyResult<Py<PyAny>> {
        Ok(Py::new(py, Self::new(core.clone(), row))?.into_any())
    }

    fn new(core: Arc<Shared>, row: usize) -> Self {
        Self { record: core.table_record(row), core }
    }

    /// The value of dictionary column `at`, for comparison.
    fn category_text(&self, at: usize) -> Option<TextValue<'_>> {
        let code = usize::try_from(self.record.codes[at]).ok()?;
        let names = self.core.categories(TABLE, CATEGORIES[at]);
        Some(text(&names[code]).into_owned().into())
    }

    /// The value of string column `at`, for comparison.
    fn string_text(&self, at: usize) -> Option<TextValue<'_>> {
        self.record.values[at].clone().map(|place| text(&self.core.text()[place]))
    }

    fn key(&self) -> EntityKey<'_> {
        let identifier = self.string_text(0).unwrap_or_default();
        (self.record.pmid, self.category_text(0), identifier, self.string_text(1), self.category_text(1))
    }
}

#[pymethods]
impl Entity {
    #[new]
    #[pyo3(signature = (pmid, r#type, identifier, mentions=None, resource=None))]
    fn by_hand(
        pmid: i64,
        r#type: Option<String>,
        identifier: String,
        mentions: Option<String>,
        resource: Option<String>,
    ) -> PyResult<Self> {
        let entity = record::Entity {
            pmid,
            kind: r#type.map(String::into_bytes),
            identifier: identifier.into(),
            mentions: mentions.map(String::into_bytes),
            resource: resource.map(String::into_bytes),
        };
        let core = Dataset::of_entity(&entity).map_err(PyValueError::new_err)?;
        Ok(Self::new(Arc::new(Shared::new(core)), 0))
    }

    /// The PMID; -1 where the file has no plain number.
    #[getter]
    fn pmid(&self) -> i64 {
        self.record.pmid
    }

    /// The type: `Gene`, `Disease` …; `None` in old tables.
    #[getter]
    fn r#type<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.core.name(py, TABLE, CATEGORIES[0], self.record.codes[0])
    }

    /// The identifier as the file has it.
    #[getter]
    fn identifier<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.core.optional_str(py, self.record.values[0].as_ref())
    }

    /// The mentions as the file has them; `None` where the row has no such column.
    #[getter]
    fn mentions<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.core.optional_str(py, self.record.values[1].as_ref())
    }

    /// The resources as the file has them; `None` where the row has no such column.
    #[getter]
    fn resource<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.core.name(py, TABLE, CATEGORIES[1], self.record.codes[1])
    }

    fn __eq__(&self, other: PyRef<'_, Self>) -> bool {
        self.key() == other.key()
    }

    fn __hash__(&self) -> u64 {
        hash(&self.key())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (pmid, kind, identifier, mentions, resource) = self.key();
        let rest = [
            ("type", kind),
            ("identifier", Some(identifier)),
            ("mentions", mentions),
            ("resource", resource),
        ];
        Ok(repr(py, "Entity", &rest)?.replacen('(', &format!("(pmid={pmid}, "), 1))
    }

    fn __getnewargs__(&self) -> EntityKey<'_> {
        self.key()
    }
}
