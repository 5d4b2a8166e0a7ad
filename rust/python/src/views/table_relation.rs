//! A row of a relation table.

use std::sync::Arc;

use pubfast_core::model::{Dataset, TableId, TableRecord, record};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::{TextValue, hash, repr, text};
use crate::shared::Shared;

/// A row of a table of relations: two entities that a document relates.
///
/// Parameters
/// ----------
/// pmid : int
///     The PMID; -1 where the file has no plain number.
/// type : str
///     The type of the relation: `associate`, `treat` …
/// type1, type2 : str or None
///     The types of the entities; `None` for an entity without a type.
/// id1, id2 : str
///     The identifiers of the entities.
#[pyclass(frozen, module = "pubfast")]
pub struct TableRelation {
    core: Arc<Shared>,
    record: TableRecord,
}

const TABLE: TableId = TableId::TableRelations;

/// The dictionary columns, in the order of a record's codes.
const CATEGORIES: &[&str] = &["type", "type1", "type2"];

/// The values that relations are compared by.
type TableRelationKey<'c> =
    (i64, TextValue<'c>, Option<TextValue<'c>>, TextValue<'c>, Option<TextValue<'c>>, TextValue<'c>);

impl TableRelation {
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

    fn key(&self) -> TableRelationKey<'_> {
        let kind = self.category_text(0).unwrap_or_default();
        let [id1, id2] = [0, 1].map(|at| self.string_text(at).unwrap_or_default());
        (self.record.pmid, kind, self.category_text(1), id1, self.category_text(2), id2)
    }
}

#[pymethods]
impl TableRelation {
    #[new]
    fn by_hand(
        pmid: i64,
        r#type: String,
        type1: Option<String>,
        id1: String,
        type2: Option<String>,
        id2: String,
    ) -> PyResult<Self> {
        let relation = record::TableRelation {
            pmid,
            kind: r#type.into(),
            type1: type1.map(String::into_bytes),
            id1: id1.into(),
            type2: type2.map(String::into_bytes),
            id2: id2.into(),
        };
        let core = Dataset::of_table_relation(&relation).map_err(PyValueError::new_err)?;
        Ok(Self::new(Arc::new(Shared::new(core)), 0))
    }

    /// The PMID; -1 where the file has no plain number.
    #[getter]
    fn pmid(&self) -> i64 {
        self.record.pmid
    }

    /// The type of the relation: `associate`, `treat` …
    #[getter]
    fn r#type<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.core.name(py, TABLE, CATEGORIES[0], self.record.codes[0])
    }

    /// The type of the first entity; `None` where it has none.
    #[getter]
    fn type1<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.core.name(py, TABLE, CATEGORIES[1], self.record.codes[1])
    }

    /// The identifier of the first entity.
    #[getter]
    fn id1<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.core.optional_str(py, self.record.values[0].as_ref())
    }

    /// The type of the second entity; `None` where it has none.
    #[getter]
    fn type2<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.core.name(py, TABLE, CATEGORIES[2], self.record.codes[2])
    }

    /// The identifier of the second entity.
    #[getter]
    fn id2<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.core.optional_str(py, self.record.values[1].as_ref())
    }

    fn __eq__(&self, other: PyRef<'_, Self>) -> bool {
        self.key() == other.key()
    }

    fn __hash__(&self) -> u64 {
        hash(&self.key())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (pmid, kind, type1, id1, type2, id2) = self.key();
        let rest = [
            ("type", Some(kind)),
            ("type1", type1),
            ("id1", Some(id1)),
            ("type2", type2),
            ("id2", Some(id2)),
        ];
        Ok(repr(py, "TableRelation", &rest)?.replacen('(', &format!("(pmid={pmid}, "), 1))
    }

    fn __getnewargs__(&self) -> TableRelationKey<'_> {
        self.key()
    }
}
