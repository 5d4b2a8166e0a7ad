//! The documents table.

use std::sync::Arc;

use pubfast_core::Result;
use pubfast_core::model::{Corpus, Rows, SharedColumn};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;

use super::nested_documents::NestedDocuments;
use super::{numbers, preview};
use crate::array;
use crate::arrow::{Exported, adapted, arrow_protocol};
use crate::indexing::{Selection, select};
use crate::interrupt::detached;
use crate::iterate::RowIterator;
use crate::shared::Shared;
use crate::string_column::StringColumn;
use crate::string_source::Field;
use crate::views::document::Document;

/// Documents: a row a block of the file, in file order.
///
/// An integer gives a `Document`, a slice, a mask or integers give `Documents` that share the memory. Each column has a
/// value for each row (`annotation_offsets` and `relation_offsets` one more); arrays are read-only.
#[pyclass(frozen, module = "pubfast")]
pub struct Documents {
    core: Arc<Shared>,
    rows: Rows,
}

impl Documents {
    pub fn new(core: &Arc<Shared>, rows: Rows) -> Self {
        Self { core: core.clone(), rows }
    }

    /// The dump, and which documents of it.
    pub fn chosen(&self) -> (Arc<Shared>, Rows) {
        (self.core.clone(), self.rows.clone())
    }

    fn strings(&self, field: Field) -> StringColumn {
        StringColumn::new(&self.core, field, &self.rows)
    }

    /// The documents, or the same with lists of what belongs to them.
    fn form<'py>(slf: &Bound<'py, Self>, nested: bool) -> PyResult<Bound<'py, PyAny>> {
        if nested { slf.get().nested().into_bound_py_any(slf.py()) } else { Ok(slf.as_any().clone()) }
    }

    fn offsets<'py>(
        &self,
        py: Python<'py>,
        of: fn(&Corpus, &Rows) -> Result<SharedColumn<i64>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let column = detached(py, || of(&self.core, &self.rows))?;
        let all = Rows::Range(0..column.len());
        array::numbers(py, column, &all)
    }
}

impl Exported for Documents {
    fn exported(&self) -> PyResult<pubfast_export::arrow::ExportTable> {
        Ok(pubfast_export::arrow::documents(&self.core, &self.rows))
    }
}

arrow_protocol!(Documents);

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

    /// Documents as one row each, with lists of their annotations, relations and passages.
    ///
    /// Returns
    /// -------
    /// NestedDocuments
    ///     A table for Arrow: `document_id`, `pmid`, `title`, `abstract`, and lists of structs `annotations`
    ///     (`start`, `end`, `mention`, `type`, `identifier`, `extra`), `relations` (`type`, `arg1`, `arg2`, `extra`)
    ///     and `passages` (`tag`, `text`).
    fn nested(&self) -> NestedDocuments {
        NestedDocuments::new(&self.core, &self.rows)
    }

    /// The rows as a `pyarrow.Table`.
    ///
    /// Parameters
    /// ----------
    /// strings : {"large_string", "string", "view"}
    ///     How strings are stored. `large_string` and `string` are copies, which every function of pyarrow takes, the
    ///     latter in chunks of less than 2 GiB. `view` copies no value of more than 12 bytes; pyarrow cannot filter
    ///     or sort it.
    /// columns : list of str, optional
    ///     The columns, in this order; all if it is not given. What is not named is not made.
    /// nested : bool
    ///     Whether the columns are those of `nested`, which has lists of annotations, relations and passages.
    ///
    /// Returns
    /// -------
    /// pyarrow.Table
    ///
    /// Raises
    /// ------
    /// ImportError
    ///     pyarrow is not installed.
    /// ValueError
    ///     There is no such column.
    #[pyo3(signature = (*, strings="large_string", columns=None, nested=false))]
    fn to_arrow<'py>(
        slf: &Bound<'py, Self>,
        strings: &str,
        columns: Option<Vec<String>>,
        nested: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        adapted(slf.py(), "_pyarrow", "to_arrow", (Self::form(slf, nested)?, strings, columns))
    }

    /// The rows as a `polars.DataFrame`, which shares numbers and text with the corpus.
    ///
    /// Parameters
    /// ----------
    /// columns : list of str, optional
    ///     The columns, in this order; all if it is not given. What is not named is not made.
    /// nested : bool
    ///     Whether the columns are those of `nested`, which has lists of annotations, relations and passages.
    ///
    /// Returns
    /// -------
    /// polars.DataFrame
    ///
    /// Raises
    /// ------
    /// ImportError
    ///     polars is not installed.
    /// ValueError
    ///     There is no such column.
    #[pyo3(signature = (*, columns=None, nested=false))]
    fn to_polars<'py>(
        slf: &Bound<'py, Self>,
        columns: Option<Vec<String>>,
        nested: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        adapted(slf.py(), "_polars", "to_polars", (Self::form(slf, nested)?, columns))
    }

    /// The rows as a `pandas.DataFrame`; `pmid` is `Int64` with `<NA>` where the id is no number.
    ///
    /// Parameters
    /// ----------
    /// columns : list of str, optional
    ///     The columns, in this order; all if it is not given. What is not named is not made.
    /// nested : bool
    ///     Whether the columns are those of `nested`: a list of annotations, relations or passages is an array of
    ///     dictionaries.
    ///
    /// Returns
    /// -------
    /// pandas.DataFrame
    ///
    /// Raises
    /// ------
    /// ImportError
    ///     pandas or pyarrow is not installed.
    /// ValueError
    ///     There is no such column.
    #[pyo3(signature = (*, columns=None, nested=false))]
    fn to_pandas<'py>(
        slf: &Bound<'py, Self>,
        columns: Option<Vec<String>>,
        nested: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        adapted(slf.py(), "_pandas", "to_pandas", (Self::form(slf, nested)?, columns))
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

    /// Rows at which each document's annotations begin, and the end of the last: int64, n + 1 values.
    #[getter]
    fn annotation_offsets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.offsets(py, Corpus::annotation_offsets_of)
    }

    /// Rows at which each document's relations begin, and the end of the last: int64, n + 1 values.
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
        let column = detached(py, || self.core.document_ids())?;
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
