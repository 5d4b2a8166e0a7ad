//! The corpus in Python.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use pubfast_core::Counted;
use pubfast_core::model::{DocumentOfRow, Rows, TableId, belonging};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use crate::aggregate::counted;
use crate::indexing::{Selection, select};
use crate::interrupt::without_gil;
use crate::iterate::RowIterator;
use crate::provenance::{Held, Provenance, pickled_places};
use crate::repaired::Repaired;
use crate::shared::Shared;
use crate::table::{Annotations, Documents, Passages, Problems, Relations, TableRows};
use crate::views::{Document, shown};

/// A dump as columns, or a selection of its documents.
///
/// `len(corpus)` is the number of documents. An integer index gives a `Document`; a slice, a mask or integers give a
/// `Corpus` that shares the memory. Arrays and views stay valid after `close()`. Asking a closed corpus for its
/// tables or documents raises `ValueError`, asking for a row that is not there `IndexError`.
#[pyclass(frozen, module = "pubfast")]
pub struct Corpus {
    held: Held,
    documents: Rows,
    /// The rows of annotations, relations and passages, computed at their first use.
    parts: [OnceLock<(Rows, DocumentOfRow)>; 3],
    problems: OnceLock<Rows>,
}

impl Corpus {
    fn new(core: Arc<Shared>, documents: Rows, origin: Arc<Provenance>) -> Self {
        Self {
            held: Held::new(core, origin),
            documents,
            parts: [const { OnceLock::new() }; 3],
            problems: OnceLock::new(),
        }
    }

    /// All documents of a dump.
    pub fn whole(core: Arc<Shared>, origin: Arc<Provenance>) -> Self {
        let documents = Rows::Range(0..core.records());
        Self::new(core, documents, origin)
    }

    /// The dump, and the documents in it that were selected, if not all are.
    pub fn chosen(&self) -> PyResult<(Arc<Shared>, Option<Rows>)> {
        let core = self.core()?;
        let documents = (!self.is_everything(&core)).then(|| self.documents.clone());
        Ok((core, documents))
    }

    fn core(&self) -> PyResult<Arc<Shared>> {
        self.held.get()
    }

    fn is_everything(&self, core: &Shared) -> bool {
        self.documents == Rows::Range(0..core.records())
    }

    /// The rows of another table that belong to the documents.
    fn part(&self, known: usize, table: TableId) -> PyResult<TableRows> {
        let core = self.core()?;
        let make = || match self.is_everything(&core) {
            true => (Rows::Range(0..core.len(table)), DocumentOfRow::From(0)),
            false => belonging(&self.documents, |document| core.rows_of(table, document)),
        };
        let (rows, owners) = self.parts[known].get_or_init(make).clone();
        Ok(TableRows::new(&core, table, rows, owners))
    }

    /// The problems of the corpus; in a selection, those within its documents.
    fn problem_rows(&self, core: &Shared) -> Rows {
        if self.is_everything(core) {
            return Rows::Range(0..core.len(TableId::Problems));
        }
        let listed: HashSet<usize> = match &self.documents {
            Rows::Range(_) => HashSet::new(),
            Rows::List(_) => self.documents.iter().collect(),
        };
        let has = |document: usize| match &self.documents {
            Rows::Range(range) => range.contains(&document),
            Rows::List(_) => listed.contains(&document),
        };
        let within = |&at: &usize| core.document_of_problem(at).is_some_and(&has);
        (0..core.problems().len()).filter(within).map(|row| row as i64).collect()
    }
}

#[pymethods]
impl Corpus {
    fn __len__(&self) -> PyResult<usize> {
        self.core()?;
        Ok(self.documents.len())
    }

    fn __getitem__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        let core = self.core()?;
        match select(&self.documents, key)? {
            Selection::One(row) => Document::view(py, &core, row),
            Selection::Places(places) => {
                let part = Self::new(core, places.of(&self.documents), self.held.origin.clone());
                Ok(part.into_pyobject(py)?.into_any().unbind())
            }
        }
    }

    fn __iter__(&self) -> PyResult<RowIterator> {
        Ok(self.documents()?.0.iter())
    }

    /// The documents as a table.
    #[getter]
    fn documents(&self) -> PyResult<Documents> {
        let documents = self.documents.clone();
        Ok(Documents(TableRows::new(&self.core()?, TableId::Documents, documents, DocumentOfRow::From(0))))
    }

    /// The annotations as a table.
    #[getter]
    pub fn annotations(&self) -> PyResult<Annotations> {
        self.part(0, TableId::Annotations).map(Annotations)
    }

    /// The relations as a table.
    #[getter]
    fn relations(&self) -> PyResult<Relations> {
        self.part(1, TableId::Relations).map(Relations)
    }

    /// The text lines that are neither title nor abstract, as a table.
    #[getter]
    fn passages(&self) -> PyResult<Passages> {
        self.part(2, TableId::Passages).map(Passages)
    }

    /// The lines that could not be read as they stand, as a table; in a selection, those within its documents.
    #[getter]
    fn problems(&self) -> PyResult<Problems> {
        let core = self.core()?;
        let rows = self.problems.get_or_init(|| self.problem_rows(&core)).clone();
        Ok(Problems::new(core, rows))
    }

    /// Find all documents with an id, in file order; the list is empty if there is none.
    ///
    /// Parameters
    /// ----------
    /// document_id : str or int
    ///     The id; a number stands for its decimal digits.
    ///
    /// Returns
    /// -------
    /// list of Document
    ///
    /// Notes
    /// -----
    /// The first call builds an index of 8 bytes a document; later ones take microseconds.
    fn find(&self, py: Python<'_>, document_id: &Bound<'_, PyAny>) -> PyResult<Vec<Py<PyAny>>> {
        let core = self.core()?;
        let id = if document_id.is_instance_of::<PyString>() {
            document_id.clone()
        } else {
            let index = document_id.call_method0("__index__");
            index.map_err(|_| PyTypeError::new_err("a document id is a str or an int"))?.str()?.into_any()
        };
        // A string with a lone surrogate is in no file.
        let Ok(id) = id.extract::<String>() else { return Ok(Vec::new()) };
        let found: Vec<usize> = without_gil(py, || core.find(&id).collect());
        let rows: Vec<usize> = if self.is_everything(&core) {
            found
        } else {
            // A selection may have its documents in another order, and repeatedly.
            let found: HashSet<usize> = found.into_iter().collect();
            self.documents.iter().filter(|row| found.contains(row)).collect()
        };
        rows.into_iter().map(|row| Document::view(py, &core, row)).collect()
    }

    /// Map each identifier to the PMIDs of the documents that mention it; see `pubfast.concept_index`.
    ///
    /// Parameters
    /// ----------
    /// types : collection of str, optional
    ///     Types of the annotations to index; by default all.
    /// threads : int, optional
    ///     As in `pubfast.open`.
    ///
    /// Returns
    /// -------
    /// ConceptIndex
    #[pyo3(signature = (*, types=None, threads=None))]
    fn concept_index<'py>(
        slf: &Bound<'py, Self>,
        types: Option<Bound<'py, PyAny>>,
        threads: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        counted(slf, "concept_index", &[("types", types), ("threads", threads)])
    }

    /// Count how often each identifier of the annotations occurs; see `pubfast.identifier_counts`.
    ///
    /// Parameters
    /// ----------
    /// types : collection of str, optional
    ///     Types of the annotations to count; by default all.
    /// threads : int, optional
    ///     As in `pubfast.open`.
    ///
    /// Returns
    /// -------
    /// Counts
    #[pyo3(signature = (*, types=None, threads=None))]
    fn identifier_counts<'py>(
        slf: &Bound<'py, Self>,
        types: Option<Bound<'py, PyAny>>,
        threads: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        counted(slf, "identifier_counts", &[("types", types), ("threads", threads)])
    }

    /// Compute corrected offsets of annotations whose mention stands elsewhere in the text.
    ///
    /// Annotations whose status is `trimmed_title`, `bytes`, `utf16` or `shifted` get new offsets, between which the
    /// mention stands exactly; all others keep the offsets of the file. The corpus does not change.
    ///
    /// Returns
    /// -------
    /// Repaired
    ///     `start` and `end` of all annotations, the `status` of the offsets in the file, and the `rows` with new
    ///     offsets.
    fn repaired(&self, py: Python<'_>) -> PyResult<Repaired> {
        self.annotations()?.repaired(py)
    }

    /// Count the annotations of each type; the dict has the most frequent first. See `pubfast.type_counts`.
    fn type_counts<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        counted(slf, "type_counts", &[])
    }

    /// The path that was opened. Another input has its name, such as `<bytes>`, or a file object's `name`.
    #[getter]
    fn path(&self) -> PathBuf {
        self.held.origin.path.clone()
    }

    /// Number of documents of the input before this batch of a stream; 0 for an opened corpus.
    #[getter]
    fn first_document(&self) -> PyResult<usize> {
        Ok(self.core()?.origin().rows(TableId::Documents))
    }

    /// Number of annotations of the input before this batch of a stream.
    #[getter]
    fn first_annotation(&self) -> PyResult<usize> {
        Ok(self.core()?.origin().rows(TableId::Annotations))
    }

    /// Number of relations of the input before this batch of a stream.
    #[getter]
    fn first_relation(&self) -> PyResult<usize> {
        Ok(self.core()?.origin().rows(TableId::Relations))
    }

    /// True if the corpus was closed.
    #[getter]
    fn closed(&self) -> bool {
        self.core().is_err()
    }

    /// Release the file and the columns; arrays and views that were taken keep the memory that they need.
    fn close(&self, py: Python<'_>) {
        self.held.close(py);
    }

    fn __enter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) {
        self.close(py);
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let path = self.held.path_repr(py)?;
        if self.core().is_err() {
            return Ok(format!("<Corpus {path}: closed>"));
        }
        let documents = Counted::here(self.documents.len(), "documents");
        let annotations = Counted::here(self.annotations()?.__len__(), "annotations");
        let relations = Counted::here(self.relations()?.__len__(), "relations");
        let problems = Counted::here(self.problems()?.__len__(), "problems");
        Ok(format!("<Corpus {path}: {documents}, {annotations}, {relations}, {problems}>"))
    }

    /// Show the corpus in a notebook, with counts of its content; None if it is closed.
    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        shown(slf, "html", "corpus_html")
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let core = self.core()?;
        self.held.reduce(py, (!self.is_everything(&core)).then_some(&self.documents))
    }

    /// Select documents by row, for unpickling a selection of a corpus.
    fn _rows(&self, key: &Bound<'_, PyAny>) -> PyResult<Self> {
        let core = self.core()?;
        let places = pickled_places(key, self.documents.len())?;
        Ok(Self::new(core, places.of(&self.documents), self.held.origin.clone()))
    }
}
