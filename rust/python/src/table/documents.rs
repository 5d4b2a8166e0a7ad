//! The documents table.

use std::sync::Arc;

use pubfast_core::Result;
use pubfast_core::corpus::Corpus;
use pubfast_core::frame::{Numbers, Rows};
use pyo3::prelude::*;

use super::{numbers, preview};
use crate::array;
use crate::arrow::{Exported, arrow_methods};
use crate::error::to_python;
use crate::iterate::RowIterator;
use crate::select::{Selection, select};
use crate::source::Source;
use crate::string_column::StringColumn;
use crate::strings::Field;
use crate::views::document::Document;

/// Documents: a row a block of the file, in file order.
#[pyclass(frozen, module = "pubfast")]
pub struct Documents {
    core: Arc<Source>,
    rows: Rows,
}

impl Documents {
    pub fn new(core: &Arc<Source>, rows: Rows) -> Self {
        Self { core: core.clone(), rows }
    }

    fn strings(&self, field: Field) -> StringColumn {
        StringColumn::new(&self.core, field, &self.rows)
    }

    fn offsets<'py>(
        &self,
        py: Python<'py>,
        of: fn(&Corpus, &Rows) -> Result<Numbers<i64>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let column = py.detach(|| of(&self.core, &self.rows)).map_err(|error| to_python(py, error))?;
        let all = Rows::Range(0..column.len());
        array::numbers(py, column, &all)
    }
}

impl Exported for Documents {
    fn exported(&self) -> PyResult<pubfast_arrow::Table> {
        Ok(pubfast_arrow::documents(&self.core, &self.rows))
    }
}

arrow_methods!(Documents);

#[pymethods]
impl Documents {
    pub fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __getitem__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        match select(&self.rows, key)? {
            Selection::One(row) => Document::view(py, &self.core, row),
            Selection::Places(places) => {
                Ok(Self::new(&self.core, places.of(&self.rows)).into_pyobject(py)?.into_any().unbind())
            }
        }
    }

    fn __iter__(&self) -> RowIterator {
        RowIterator::new(&self.core, &self.rows, Document::view)
    }

    /// The id as the file has it.
    #[getter]
    fn document_id(&self) -> StringColumn {
        self.strings(Field::DocumentId)
    }

    /// The id as a number: int64, -1 where it is not 1 to 18 decimal digits without a leading zero.
    #[getter]
    fn pmid<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let core = &self.core;
        numbers(py, &self.rows, core.documents_len(), || core.pmids(), |row| core.pmid(row))
    }

    /// The title; absent in documents without a title line.
    #[getter]
    fn title(&self) -> StringColumn {
        self.strings(Field::Title)
    }

    /// The abstract; absent in documents without an abstract line.
    #[getter]
    fn r#abstract(&self) -> StringColumn {
        self.strings(Field::Abstract)
    }

    /// Where each document's annotations begin and, one more, where the last one's end: int64, n + 1 values.
    #[getter]
    fn annotation_offsets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.offsets(py, Corpus::annotation_offsets_of)
    }

    /// Where each document's relations begin and, one more, where the last one's end: int64, n + 1 values.
    #[getter]
    fn relation_offsets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.offsets(py, Corpus::relation_offsets_of)
    }

    /// First byte of each document's first line in the uncompressed input: int64.
    #[getter]
    fn byte_start<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        if self.core.origin().bytes > 0 {
            let core = &self.core;
            return numbers(
                py,
                &self.rows,
                core.documents_len(),
                || core.byte_starts(),
                |row| core.document(row).byte_start as i64,
            );
        }
        // A document begins with its id.
        let column = py.detach(|| self.core.document_ids()).map_err(|error| to_python(py, error))?;
        match column.spans {
            Some(spans) => array::starts(py, spans, &self.rows),
            None => array::constant(py, 0_i64, 0),
        }
    }

    /// One past the last byte of each document's last line, line end included: int64.
    #[getter]
    fn byte_end<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let core = &self.core;
        numbers(
            py,
            &self.rows,
            core.documents_len(),
            || core.byte_ends(),
            |row| core.document(row).byte_end as i64,
        )
    }

    /// The first line of each document, counted from 1: int64.
    #[getter]
    fn line<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let core = &self.core;
        numbers(py, &self.rows, core.documents_len(), || core.lines(), |row| core.document(row).line as i64)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        preview(py, "Documents", &self.rows, |row| Document::view(py, &self.core, row))
    }
}
