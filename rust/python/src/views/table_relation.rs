//! A row of a relation table.

use pubfast_core::model::{Dataset, record};
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::{TableRow, TextValue, hash, repr};

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
pub struct TableRelation(pub TableRow);

/// The values that relations are compared by.
type TableRelationKey<'c> =
    (i64, TextValue<'c>, Option<TextValue<'c>>, TextValue<'c>, Option<TextValue<'c>>, TextValue<'c>);

impl TableRelation {
    fn key(&self) -> TableRelationKey<'_> {
        let kind = self.0.category_text(0, "type").unwrap_or_default();
        let [id1, id2] = [0, 1].map(|at| self.0.string_text(at).unwrap_or_default());
        (self.0.pmid(), kind, self.0.category_text(1, "type1"), id1, self.0.category_text(2, "type2"), id2)
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
        TableRow::by_hand(Dataset::of_table_relation(&relation)).map(Self)
    }

    /// The PMID; -1 where the file has no plain number.
    #[getter]
    fn pmid(&self) -> i64 {
        self.0.pmid()
    }

    /// The type of the relation: `associate`, `treat` …
    #[getter]
    fn r#type<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.category(py, 0, "type")
    }

    /// The type of the first entity; `None` where it has none.
    #[getter]
    fn type1<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.category(py, 1, "type1")
    }

    /// The identifier of the first entity.
    #[getter]
    fn id1<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.0.string(py, 0)
    }

    /// The type of the second entity; `None` where it has none.
    #[getter]
    fn type2<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.category(py, 2, "type2")
    }

    /// The identifier of the second entity.
    #[getter]
    fn id2<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.0.string(py, 1)
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
