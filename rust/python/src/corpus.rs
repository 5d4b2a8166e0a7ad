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
use crate::iterate::RowIterator;
use crate::provenance::{Held, Provenance, pickled_places};
use crate::repaired::Repaired;
use crate::shared::Shared;
use crate::table::{Annotations, Documents, Passages, Problems, Relations, TableRows};
use crate::views::{Document, shown};

/// A dump in columns, or some documents of one.
///
/// `len(corpus)` documents; an integer gives a `Document`, a slice, a mask or integers a `Corpus`
/// that shares the memory. Arrays and views stay valid after `close()`: they keep what they need. Asking a closed
/// corpus for its tables or documents raises `ValueError`, asking for a row that is not there `IndexError`.
#[pyclass(frozen, module = "pubfast")]
pub struct Corpus {
    held: Held,
    documents: Rows,
    /// The rows of annotations, relations and passages, once they were asked for.
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

    /// The dump, and which documents of it, if not all.
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

    /// Its part of another table.
    fn part(&self, known: usize, table: TableId) -> PyResult<TableRows> {
        let core = self.core()?;
        let make = || match self.is_everything(&core) {
            true => (Rows::Range(0..core.len(table)), DocumentOfRow::From(0)),
            false => belonging(&self.documents, |document| core.rows_of(table, document)),
        };
        let (rows, owners) = self.parts[known].get_or_init(make).clone();
        Ok(TableRows::new(&core, table, rows, owners))
    }

    /// The problems of its lines: of a part, those that lie within its documents.
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
        let within = |byte: usize| core.document_at(byte).is_some_and(&has);
        let problems = core.problems().iter().enumerate();
        problems.filter(|(_, problem)| within(problem.byte as usize)).map(|(row, _)| row as i64).collect()
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

    /// The lines that could not be read as they stand, as a table; of a part of a corpus, those within its documents.
    #[getter]
    fn problems(&self) -> PyResult<Problems> {
        let core = self.core()?;
        let rows = self.problems.get_or_init(|| self.problem_rows(&core)).clone();
        Ok(Problems::new(core, rows))
    }

    /// Every document with an id, in file order: ids repeat. An empty list if there is none.
    ///
    /// Parameters
    /// ----------
    /// document_id : str or int
    ///     The id; a number finds the id that it is in decimal digits.
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
        // No file holds a lone surrogate.
        let Ok(id) = id.extract::<String>() else { return Ok(Vec::new()) };
        let found: Vec<usize> = py.detach(|| core.find(&id).collect());
        let rows: Vec<usize> = if self.is_everything(&core) {
            found
        } else {
            // A part has its documents in an order of its own, perhaps repeated.
            let found: HashSet<usize> = found.into_iter().collect();
            self.documents.iter().filter(|row| found.contains(row)).collect()
        };
        rows.into_iter().map(|row| Document::view(py, &core, row)).collect()
    }

    /// For each identifier of the annotations the PMIDs of the documents that mention it: see `pubfast.concept_index`.
    ///
    /// Parameters
    /// ----------
    /// types : collection of str, optional
    ///     Annotations of these types only; by default of all.
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

    /// Number of times that each identifier of the annotations occurs: see `pubfast.identifier_counts`.
    ///
    /// Parameters
    /// ----------
    /// types : collection of str, optional
    ///     Annotations of these types only; by default of all.
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

    /// Offsets that say where the mentions stand, for the annotations of which that is known.
    ///
    /// Annotations whose status is `trimmed_title`, `bytes`, `utf16` or `shifted` get new offsets, between which the
    /// mention stands exactly; all others keep what the file has. The corpus stays as it is.
    ///
    /// Returns
    /// -------
    /// Repaired
    ///     `start` and `end` of all annotations, the `status` of the offsets in the file, and which `rows` have
    ///     new ones.
    fn repaired(&self, py: Python<'_>) -> PyResult<Repaired> {
        self.annotations()?.repaired(py)
    }

    /// Number of annotations of each type, as a dict, the most frequent first: see `pubfast.type_counts`.
    fn type_counts<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        counted(slf, "type_counts", &[])
    }

    /// The path that was opened; a name in angle brackets for what is no file.
    #[getter]
    fn path(&self) -> PathBuf {
        self.held.origin.path.clone()
    }

    /// Documents of the input before this batch of a stream; 0 for a corpus.
    #[getter]
    fn first_document(&self) -> PyResult<usize> {
        Ok(self.core()?.origin().rows(TableId::Documents))
    }

    /// Annotations of the input before this batch of a stream.
    #[getter]
    fn first_annotation(&self) -> PyResult<usize> {
        Ok(self.core()?.origin().rows(TableId::Annotations))
    }

    /// Relations of the input before this batch of a stream.
    #[getter]
    fn first_relation(&self) -> PyResult<usize> {
        Ok(self.core()?.origin().rows(TableId::Relations))
    }

    /// True if the corpus was closed.
    #[getter]
    fn closed(&self) -> bool {
        self.core().is_err()
    }

    /// Lets go of the file and the columns; arrays and views that were taken keep what they need.
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

    /// The corpus for a notebook: how much it has of what; nothing once it is closed.
    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        shown(slf, "_html", "corpus_html")
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let core = self.core()?;
        self.held.reduce(py, (!self.is_everything(&core)).then_some(&self.documents))
    }

    /// The documents of these rows: what a pickled part of a corpus is made again with.
    fn _rows(&self, key: &Bound<'_, PyAny>) -> PyResult<Self> {
        let core = self.core()?;
        let places = pickled_places(key)?;
        Ok(Self::new(core, places.of(&self.documents), self.held.origin.clone()))
    }
}
