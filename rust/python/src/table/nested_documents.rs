//! Documents with lists of their rows in other tables, for Arrow.

use std::sync::Arc;

use pubfast_core::Counted;
use pubfast_core::model::Rows;
use pyo3::prelude::*;

use crate::arrow::{arrow_methods, arrow_protocol};
use crate::shared::Shared;

/// Documents with lists of their annotations, relations and passages, for libraries that speak Arrow;
/// `Documents.nested` makes them.
#[pyclass(frozen, module = "pubfast")]
pub struct NestedDocuments {
    core: Arc<Shared>,
    rows: Rows,
}

impl NestedDocuments {
    pub fn new(core: &Arc<Shared>, rows: &Rows) -> Self {
        Self { core: core.clone(), rows: rows.clone() }
    }

    fn exported(&self) -> PyResult<pubfast_export::arrow::ExportTable> {
        Ok(pubfast_export::arrow::nested_documents(&self.core.data, &self.rows))
    }
}

arrow_protocol!(NestedDocuments);
arrow_methods!(NestedDocuments);

#[pymethods]
impl NestedDocuments {
    fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __repr__(&self) -> String {
        format!("<NestedDocuments: {}>", Counted::here(self.rows.len(), "rows"))
    }
}
