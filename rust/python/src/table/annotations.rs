//! The annotations table.

use std::sync::Arc;

use pubfast_core::model::corpus::StatusRows;
use pubfast_core::model::{DocumentOfRow, Rows};
use pyo3::prelude::*;

use super::{categories, documents, numbers, preview};
use crate::aggregate::Columns;
use crate::array;
use crate::arrow::{Exported, arrow_methods, arrow_protocol};
use crate::category_column::CategoryColumn;
use crate::indexing::{Selection, select};
use crate::interrupt::on_rows;
use crate::iterate::RowIterator;
use crate::repaired::{Repaired, status_column};
use crate::shared::Shared;
use crate::string_column::StringColumn;
use crate::string_source::Field;
use crate::views::annotation::Annotation;

/// Annotations: a row a mention, in file order.
///
/// An integer gives an `Annotation`, a slice, a mask or integers give `Annotations` that share the memory. Each column
/// has a value for each row, and is made when it is first asked for; arrays are read-only.
#[pyclass(frozen, module = "pubfast")]
pub struct Annotations {
    core: Arc<Shared>,
    rows: Rows,
    owners: DocumentOfRow,
}

impl Annotations {
    pub fn new(core: &Arc<Shared>, rows: Rows, owners: DocumentOfRow) -> Self {
        Self { core: core.clone(), rows, owners }
    }

    /// The dump, and which annotations of it.
    pub fn chosen(&self) -> (Arc<Shared>, Rows) {
        (self.core.clone(), self.rows.clone())
    }

    fn strings(&self, field: Field) -> StringColumn {
        StringColumn::new(&self.core, field, &self.rows)
    }

    /// The documents and identifiers of the rows.
    pub fn mentions(&self) -> Columns {
        let (core, rows) = (self.core.clone(), self.rows.clone());
        Box::new(move || core.mentions(&rows))
    }

    fn total(&self) -> usize {
        self.core.annotations_len()
    }

    /// The statuses of the rows' mentions.
    fn examined(&self, py: Python<'_>) -> PyResult<StatusRows> {
        let (core, rows) = (self.core.clone(), self.rows.clone());
        on_rows(py, rows.len(), move |cancel| core.examine(&rows, cancel))
    }

    /// The offsets, with new ones where the mentions stand elsewhere.
    pub fn repaired(&self, py: Python<'_>) -> PyResult<Repaired> {
        let (core, rows) = (self.core.clone(), self.rows.clone());
        Ok(Repaired::new(on_rows(py, rows.len(), move |cancel| core.repaired(&rows, cancel))?))
    }
}

impl Exported for Annotations {
    fn exported(&self) -> PyResult<pubfast_export::arrow::ExportTable> {
        Ok(pubfast_export::arrow::annotations(&self.core, &self.rows, &self.owners))
    }
}

arrow_protocol!(Annotations);
arrow_methods!(Annotations);

#[pymethods]
impl Annotations {
    pub fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __getitem__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        match select(&self.rows, key)? {
            Selection::One(row) => Annotation::view(py, &self.core, row),
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
        RowIterator::new(&self.core, &self.rows, Annotation::view)
    }

    /// Row of the annotation's document in the corpus that the table is of: int32.
    #[getter]
    fn document<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let core = &self.core;
        let one = |row| core.document_of_annotation(row);
        documents(py, &self.owners, &self.rows, self.total(), || core.annotation_documents(), one)
    }

    /// First code point of the mention in `document.text`, as in the file: int32.
    #[getter]
    fn start<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let core = &self.core;
        numbers(py, &self.rows, self.total(), || core.annotation_starts(), |row| core.annotation(row).start)
    }

    /// One past the last code point of the mention, as in the file: int32.
    #[getter]
    fn end<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let core = &self.core;
        numbers(py, &self.rows, self.total(), || core.annotation_ends(), |row| core.annotation(row).end)
    }

    /// The mention as the file has it.
    #[getter]
    fn mention(&self) -> StringColumn {
        self.strings(Field::Mention)
    }

    /// The type: `Gene`, `Disease` …
    #[getter]
    fn r#type(&self, py: Python<'_>) -> PyResult<CategoryColumn> {
        let core = &self.core;
        let whole = || core.annotation_kinds().map(|kinds| kinds.codes);
        categories(py, &self.rows, self.total(), core.annotation_types(py)?, whole, |row| {
            core.annotation(row).kind
        })
    }

    /// The identifier as the file has it: absent in rows of five columns, empty or `-` where that is what stands there.
    #[getter]
    fn identifier(&self) -> StringColumn {
        self.strings(Field::Identifier)
    }

    /// Everything after the sixth column, tabs included; absent where there is nothing.
    #[getter]
    fn extra(&self) -> StringColumn {
        self.strings(Field::Extra)
    }

    /// Status of each annotation's offsets: `exact`, `trimmed_title`, `folded`, `case`, `bytes`, `utf16`, `shifted`,
    /// `beyond_text` or `mismatch`, the first that holds. The codes are in this order in every corpus.
    ///
    /// The column is computed at its first use, and kept. It changes neither the document's text nor the offsets:
    /// `Corpus.repaired` gives new ones.
    #[getter]
    fn status(&self, py: Python<'_>) -> PyResult<CategoryColumn> {
        status_column(py, &self.examined(py)?)
    }

    /// Code points to add to `start` and `end` where the status is `shifted`, and 0 elsewhere: int32.
    #[getter]
    fn shift<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let StatusRows { statuses, places } = self.examined(py)?;
        array::numbers(py, statuses.shifts().clone(), &places)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        preview(py, "Annotations", &self.rows, |row| Annotation::view(py, &self.core, row))
    }
}
