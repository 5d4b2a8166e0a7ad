//! A relation.

use std::sync::Arc;

use pubfast_core::model::{Dataset, RelationRecord, TableId, record};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use super::{Document, TextValue, hash, loose, repr, text};
use crate::shared::Shared;

/// A relation between two identifiers of a document.
///
/// Parameters
/// ----------
/// type : str
///     The type: `CID`, `Association` …
/// arg1, arg2 : str
///     The arguments, identifiers of the document's annotations.
/// extra : str, optional
///     Further columns, such as `Novel` or a score.
#[pyclass(frozen, module = "pubfast")]
pub struct Relation {
    core: Arc<Shared>,
    row: usize,
    record: RelationRecord,
}

/// The values that relations are compared by.
type RelationKey<'c> = (TextValue<'c>, TextValue<'c>, TextValue<'c>, Option<TextValue<'c>>);

pub fn key(core: &Dataset, row: usize) -> RelationKey<'_> {
    let record = core.relation(row);
    let of = |place| text(&core.text()[place]);
    let kinds = core.categories(TableId::Relations, "type");
    let kind = text(&kinds[record.kind as usize]).into_owned().into();
    (kind, of(record.arg1), of(record.arg2), record.extra.map(of))
}

impl Relation {
    pub fn new(core: &Arc<Shared>, row: usize) -> Self {
        Self { core: core.clone(), row, record: core.relation(row) }
    }

    pub fn view(py: Python<'_>, core: &Arc<Shared>, row: usize) -> PyResult<Py<PyAny>> {
        Ok(Py::new(py, Self::new(core, row))?.into_any())
    }

    pub fn value(&self) -> record::Relation {
        self.core.relation_value(self.row)
    }

    fn key(&self) -> RelationKey<'_> {
        key(&self.core, self.row)
    }
}

#[pymethods]
impl Relation {
    #[new]
    #[pyo3(signature = (r#type, arg1, arg2, extra=None))]
    fn by_hand(r#type: String, arg1: String, arg2: String, extra: Option<String>) -> PyResult<Self> {
        let extra = extra.map(String::into_bytes);
        let relation = record::Relation { kind: r#type.into(), arg1: arg1.into(), arg2: arg2.into(), extra };
        let core = loose(&record::Document { relations: vec![relation], ..record::Document::default() })?;
        Ok(Self::new(&core, 0))
    }

    /// The type: `CID`, `Association` …; `direction` for rows that name the subject of a relation.
    #[getter]
    fn r#type<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.core.name(py, TableId::Relations, "type", self.record.kind)
    }

    /// The first argument, an identifier.
    #[getter]
    fn arg1<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        self.core.str(py, &self.record.arg1)
    }

    /// The second argument, an identifier.
    #[getter]
    fn arg2<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        self.core.str(py, &self.record.arg2)
    }

    /// Text after the arguments, such as `Novel` or a score; `None` if there is none.
    #[getter]
    fn extra<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.core.optional_str(py, self.record.extra.as_ref())
    }

    /// The document that the relation belongs to; `None` if it was made by hand.
    #[getter]
    fn document(&self) -> Option<Document> {
        let document = self.core.document_of(TableId::Relations, self.row);
        (document < self.core.records()).then(|| Document::new(&self.core, document))
    }

    fn __eq__(&self, other: PyRef<'_, Self>) -> bool {
        self.key() == other.key()
    }

    fn __hash__(&self) -> u64 {
        hash(&self.key())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (kind, arg1, arg2, extra) = self.key();
        repr(
            py,
            "Relation",
            &[("type", Some(kind)), ("arg1", Some(arg1)), ("arg2", Some(arg2)), ("extra", extra)],
        )
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let (kind, arg1, arg2, extra) = self.key();
        let arguments = PyDict::new(py);
        arguments.set_item("extra", extra)?;
        Ok(((kind, arg1, arg2).into_pyobject(py)?, arguments))
    }
}
