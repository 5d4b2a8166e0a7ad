//! A row of an entity table.

use pubfast_core::model::{Dataset, record};
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::{TableRow, TextValue, hash, repr};

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
pub struct Entity(pub TableRow);

/// The values that entities are compared by.
type EntityKey<'c> =
    (i64, Option<TextValue<'c>>, TextValue<'c>, Option<TextValue<'c>>, Option<TextValue<'c>>);

impl Entity {
    fn key(&self) -> EntityKey<'_> {
        let identifier = self.0.string_text(0).unwrap_or_default();
        (
            self.0.pmid(),
            self.0.category_text(0, "type"),
            identifier,
            self.0.string_text(1),
            self.0.category_text(1, "resource"),
        )
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
        TableRow::by_hand(Dataset::of_entity(&entity)).map(Self)
    }

    /// The PMID; -1 where the file has no plain number.
    #[getter]
    fn pmid(&self) -> i64 {
        self.0.pmid()
    }

    /// The type: `Gene`, `Disease` …; `None` in old tables.
    #[getter]
    fn r#type<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.category(py, 0, "type")
    }

    /// The identifier as the file has it.
    #[getter]
    fn identifier<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.0.string(py, 0)
    }

    /// The mentions as the file has them; `None` where the row has no such column.
    #[getter]
    fn mentions<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.0.string(py, 1)
    }

    /// The resources as the file has them; `None` where the row has no such column.
    #[getter]
    fn resource<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.category(py, 1, "resource")
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
