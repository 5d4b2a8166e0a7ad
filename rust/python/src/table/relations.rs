//! The relations table.

use std::sync::Arc;

use pubfast_core::model::{DocumentOfRow, Rows};
use pyo3::prelude::*;

use super::{categories, documents, preview};
use crate::arrow::{Exported, arrow_methods, arrow_protocol};
use crate::category_column::CategoryColumn;
use crate::indexing::{Selection, select};
use crate::iterate::RowIterator;
use crate::shared::Shared;
use crate::string_column::StringColumn;
use crate::string_source::Field;
use crate::views::relation::Relation;

/// Relations: a row a pair of arguments, in file order.
///
/// An integer gives a `Relation`, a slice, a mask or integers give `Relations` that share the memory. Each column has a
/// value for each row; arrays are read-only.
#[pyclass(frozen, module = "pubfast")]
pub struct Relations {
    core: Arc<Shared>,
    rows: Rows,
    owners: DocumentOfRow,
}

impl Relations {
    pub fn new(core: &Arc<Shared>, rows: Rows, owners: DocumentOfRow) -> Self {
        Self { core: core.clone(), rows, owners }
    }

    fn strings(&self, field: Field) -> StringColumn {
        StringColumn::new(&self.core, field, &self.rows)
    }

    fn total(&self) -> usize {
        self.core.relations_len()
    }
}

impl Exported for Relations {
    fn exported(&self) -> PyResult<pubfast_export::arrow::ExportTable> {
        Ok(pubfast_export::arrow::relations(&self.core, &self.rows, &self.owners))
    }
}

arrow_protocol!(Relations);
arrow_methods!(Relations);

#[pymethods]
impl Relations {
    pub fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __getitem__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        match select(&self.rows, key)? {
            Selection::One(row) => Relation::view(py, &self.core, row),
            Selection::Places(places) => {
                let selected = Self::new(
                    &self.core,
                    places.of(&self.rows),
                    self.owners.select(|owners| places.pick(owners)),
                );
                Ok(selected.into_pyobject(py)?.into_any().unbind())
            }
        }
    }

    fn __iter__(&self) -> RowIterator {
        RowIterator::new(&self.core, &self.rows, Relation::view)
    }

    /// Row of the relation's document in the corpus that the table is of: int32.
    #[getter]
    fn document<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let core = &self.core;
        let one = |row| core.document_of_relation(row);
        documents(py, &self.owners, &self.rows, self.total(), || core.relation_documents(), one)
    }

    /// The type: `CID`, `Association` …; `direction` of rows that name the subject of a relation.
    #[getter]
    fn r#type(&self, py: Python<'_>) -> PyResult<CategoryColumn> {
        let core = &self.core;
        let whole = || core.relation_kinds().map(|kinds| kinds.codes);
        categories(py, &self.rows, self.total(), core.relation_types(py)?, whole, |row| {
            core.relation(row).kind
        })
    }

    /// The first argument, an identifier.
    #[getter]
    fn arg1(&self) -> StringColumn {
        self.strings(Field::Arg1)
    }

    /// The second argument, an identifier.
    #[getter]
    fn arg2(&self) -> StringColumn {
        self.strings(Field::Arg2)
    }

    /// The fifth column (`Novel`, a score) or the subject of a direction; absent where there is none.
    #[getter]
    fn extra(&self) -> StringColumn {
        self.strings(Field::RelationExtra)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        preview(py, "Relations", &self.rows, |row| Relation::view(py, &self.core, row))
    }
}
