//! The corpus in Python.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use pubfast_core::frame::{Owners, Rows};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};

use crate::iterate::RowIterator;
use crate::select::{Places, Selection, select};
use crate::source::Source;
use crate::table::annotations::Annotations;
use crate::table::belonging;
use crate::table::documents::Documents;
use crate::table::passages::Passages;
use crate::table::problems::Problems;
use crate::table::relations::Relations;
use crate::views::document::Document;

/// A dump in columns, or some documents of one.
///
/// `len(corpus)` documents; an integer gives a `Document`, a slice, a mask or integers a `Corpus`
/// that shares the memory. Arrays and views stay valid after `close()`: they keep what they need.
#[pyclass(frozen, module = "pubfast")]
pub struct Corpus {
    /// None once it was closed.
    core: Mutex<Option<Arc<Source>>>,
    documents: Rows,
    annotations: OnceLock<(Rows, Owners)>,
    relations: OnceLock<(Rows, Owners)>,
    passages: OnceLock<(Rows, Owners)>,
    problems: OnceLock<Rows>,
    origin: Arc<Origin>,
}

/// Where a corpus came from: what is needed to open it again.
pub struct Origin {
    pub path: PathBuf,
    /// The same wherever the process goes.
    pub absolute: PathBuf,
    /// Size and time of change in nanoseconds, of a regular file.
    pub state: Option<(u64, u128)>,
    /// Whether it is a batch of a stream.
    pub is_batch: bool,
    pub threads: usize,
    pub io: String,
    pub on_problem: String,
    pub trusted: bool,
}

impl Corpus {
    pub fn new(core: Arc<Source>, documents: Rows, origin: Arc<Origin>) -> Self {
        Self {
            core: Mutex::new(Some(core)),
            documents,
            annotations: OnceLock::new(),
            relations: OnceLock::new(),
            passages: OnceLock::new(),
            problems: OnceLock::new(),
            origin,
        }
    }

    fn core(&self) -> PyResult<Arc<Source>> {
        let core = self.core.lock().unwrap_or_else(PoisonError::into_inner).clone();
        core.ok_or_else(|| {
            PyValueError::new_err(format!("{}: the corpus is closed", self.origin.path.display()))
        })
    }

    fn is_everything(&self, core: &Source) -> bool {
        self.documents == Rows::Range(0..core.documents_len())
    }

    /// Its part of another table.
    fn part(
        &self,
        core: &Source,
        known: &OnceLock<(Rows, Owners)>,
        total: usize,
        rows_of: impl Fn(usize) -> std::ops::Range<usize>,
    ) -> (Rows, Owners) {
        let make = || match self.is_everything(core) {
            true => (Rows::Range(0..total), Owners::From(0)),
            false => belonging(&self.documents, rows_of),
        };
        known.get_or_init(make).clone()
    }

    /// The problems of its lines: of a part, those that lie within its documents.
    fn problem_rows(&self, core: &Source) -> Rows {
        if self.is_everything(core) {
            return Rows::Range(0..core.problems().len());
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
                let part = Self::new(core, places.of(&self.documents), self.origin.clone());
                Ok(part.into_pyobject(py)?.into_any().unbind())
            }
        }
    }

    fn __iter__(&self) -> PyResult<RowIterator> {
        Ok(RowIterator::new(&self.core()?, &self.documents, Document::view))
    }

    /// The documents as a table.
    #[getter]
    fn documents(&self) -> PyResult<Documents> {
        Ok(Documents::new(&self.core()?, self.documents.clone()))
    }

    /// The annotations as a table.
    #[getter]
    fn annotations(&self) -> PyResult<Annotations> {
        let core = self.core()?;
        let rows_of = |document| core.document(document).annotations;
        let (rows, owners) = self.part(&core, &self.annotations, core.annotations_len(), rows_of);
        Ok(Annotations::new(&core, rows, owners))
    }

    /// The relations as a table.
    #[getter]
    fn relations(&self) -> PyResult<Relations> {
        let core = self.core()?;
        let rows_of = |document| core.document(document).relations;
        let (rows, owners) = self.part(&core, &self.relations, core.relations_len(), rows_of);
        Ok(Relations::new(&core, rows, owners))
    }

    /// The text lines that are neither title nor abstract, as a table.
    #[getter]
    fn passages(&self) -> PyResult<Passages> {
        let core = self.core()?;
        let rows_of = |document| core.passages_of(document);
        let (rows, owners) = self.part(&core, &self.passages, core.passages_len(), rows_of);
        Ok(Passages::new(&core, rows, owners))
    }

    /// The lines that could not be read as they stand, as a table; of a part of a corpus, those within its documents.
    #[getter]
    fn problems(&self) -> PyResult<Problems> {
        let core = self.core()?;
        let rows = self.problems.get_or_init(|| self.problem_rows(&core)).clone();
        Ok(Problems::new(&core, rows))
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

    /// The path that was opened; a name in angle brackets for what is no file.
    #[getter]
    fn path(&self) -> PathBuf {
        self.origin.path.clone()
    }

    /// Documents of the input before this batch of a stream; 0 for a corpus.
    #[getter]
    fn first_document(&self) -> PyResult<usize> {
        Ok(self.core()?.origin().documents)
    }

    /// Annotations of the input before this batch of a stream.
    #[getter]
    fn first_annotation(&self) -> PyResult<usize> {
        Ok(self.core()?.origin().annotations)
    }

    /// Relations of the input before this batch of a stream.
    #[getter]
    fn first_relation(&self) -> PyResult<usize> {
        Ok(self.core()?.origin().relations)
    }

    /// Whether the corpus was closed.
    #[getter]
    fn closed(&self) -> bool {
        self.core().is_err()
    }

    /// Lets go of the file and the columns; arrays and views that were taken keep what they need.
    fn close(&self, py: Python<'_>) {
        let core = self.core.lock().unwrap_or_else(PoisonError::into_inner).take();
        py.detach(|| drop(core));
    }

    fn __enter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) {
        self.close(py);
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let path = self.origin.path.as_os_str().into_pyobject(py)?.repr()?;
        if self.core().is_err() {
            return Ok(format!("<Corpus {path}: closed>"));
        }
        let documents = self.documents.len();
        let (annotations, relations) = (self.annotations()?.__len__(), self.relations()?.__len__());
        let problems = self.problems()?.__len__();
        Ok(format!(
            "<Corpus {path}: {documents} documents, {annotations} annotations, {relations} relations, \
             {problems} problems>"
        ))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let core = self.core()?;
        let origin = &self.origin;
        let Some((size, changed)) = origin.state else {
            let what = match origin.is_batch {
                true => "a batch of a stream cannot be pickled; its documents can",
                false => "only a corpus of a regular file can be pickled",
            };
            let message = format!("{}: {what}", origin.path.display());
            return Err(PyValueError::new_err(message));
        };
        let options = PyDict::new(py);
        options.set_item("threads", origin.threads)?;
        options.set_item("io", &origin.io)?;
        options.set_item("on_problem", &origin.on_problem)?;
        options.set_item("trusted", origin.trusted)?;
        let rows = match &self.documents {
            _ if self.is_everything(&core) => py.None().into_bound(py),
            Rows::Range(range) => (range.start, range.end).into_pyobject(py)?.into_any(),
            Rows::List(list) => PyBytes::new(py, bytemuck::cast_slice(list)).into_any(),
        };
        let reopen = py.import("pubfast._open")?.getattr("_reopen")?;
        Ok((reopen, (origin.absolute.as_os_str(), size, changed, options, rows).into_pyobject(py)?))
    }

    /// The documents of these rows: what a pickled part of a corpus is made again with.
    fn _rows(&self, key: &Bound<'_, PyAny>) -> PyResult<Self> {
        let core = self.core()?;
        let places = if let Ok((start, end)) = key.extract::<(usize, usize)>() {
            Places::Slice { start, step: 1, count: end - start }
        } else {
            let bytes = key.extract::<Vec<u8>>()?;
            let row = |bytes: &[u8; 8]| i64::from_ne_bytes(*bytes) as usize;
            Places::List(bytes.as_chunks::<8>().0.iter().map(row).collect())
        };
        Ok(Self::new(core, places.of(&self.documents), self.origin.clone()))
    }
}
