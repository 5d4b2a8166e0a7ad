//! The passages table.

use std::sync::Arc;

use pubfast_core::model::{DocumentOfRow, Rows};
use pyo3::prelude::*;

use super::{documents, preview};
use crate::arrow::{Exported, arrow_methods, arrow_protocol};
use crate::indexing::{Selection, select};
use crate::iterate::RowIterator;
use crate::shared::Shared;
use crate::string_column::StringColumn;
use crate::string_source::Field;
use crate::views::passage::Passage;

/// Passages: text lines whose tag is neither the title's nor the abstract's, and further abstracts.
///
/// An integer gives a `Passage`, a slice, a mask or integers give `Passages` that share the memory. Each column has a
/// value for each row; arrays are read-only.
#[pyclass(frozen, module = "pubfast")]
pub struct Passages {
    core: Arc<Shared>,
    rows: Rows,
    owners: DocumentOfRow,
}

impl Passages {
    pub fn new(core: &Arc<Shared>, rows: Rows, owners: DocumentOfRow) -> Self {
        Self { core: core.clone(), rows, owners }
    }
}

impl Exported for Passages {
    fn exported(&self) -> PyResult<pubfast_export::arrow::ExportTable> {
        Ok(pubfast_export::arrow::passages(&self.core, &self.rows, &self.owners))
    }
}

arrow_protocol!(Passages);
arrow_methods!(Passages);

#[pymethods]
impl Passages {
    pub fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __getitem__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        match select(&self.rows, key)? {
            Selection::One(row) => Passage::view(py, &self.core, row),
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
        RowIterator::new(&self.core, &self.rows, Passage::view)
    }

    /// Row of the passage's document in the corpus that the table is of: int32.
    #[getter]
    fn document<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let core = &self.core;
        let one = |row| core.passage(row).document;
        documents(py, &self.owners, &self.rows, core.passages_len(), || core.passage_documents(), one)
    }

    /// The tag between the pipes.
    #[getter]
    fn tag(&self) -> StringColumn {
        StringColumn::new(&self.core, Field::Tag, &self.rows)
    }

    /// The text after them.
    #[getter]
    fn text(&self) -> StringColumn {
        StringColumn::new(&self.core, Field::PassageText, &self.rows)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        preview(py, "Passages", &self.rows, |row| Passage::view(py, &self.core, row))
    }
}
