//! A document.

use std::sync::Arc;

use pubfast_core::Counted;
use pubfast_core::model::{Dataset, DocumentOfRow, DocumentRecord, Rows, TableId, record};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use super::{
    Annotation, Passage, Relation, TextValue, annotation, hash, passage, relation, shortened, shown, text,
};
use crate::shared::Shared;
use crate::table::{Annotations, Passages, Relations, TableRows};

/// A document: its text with its annotations, relations and passages.
///
/// Documents of a corpus are views of it. A document that was made by hand or unpickled belongs to no corpus; an
/// unpickled document equals the one that was pickled.
///
/// Parameters
/// ----------
/// document_id : str
///     The id, usually a PMID.
/// title, abstract : str, optional
///     The text; `None` where there is no such line.
/// annotations, relations, passages : iterable, optional
///     The annotations, relations and passages of the document; their values are copied.
#[pyclass(frozen, module = "pubfast")]
pub struct Document {
    core: Arc<Shared>,
    row: usize,
    record: DocumentRecord,
}

/// The values that documents are compared by.
type DocumentKey<'c> = (TextValue<'c>, Option<TextValue<'c>>, Option<TextValue<'c>>);

impl Document {
    pub fn new(core: &Arc<Shared>, row: usize) -> Self {
        Self { core: core.clone(), row, record: core.document(row) }
    }

    pub fn view(py: Python<'_>, core: &Arc<Shared>, row: usize) -> PyResult<Py<PyAny>> {
        Ok(Py::new(py, Self::new(core, row))?.into_any())
    }

    /// The dump, and the row of the document in it.
    pub fn chosen(&self) -> (Arc<Shared>, Rows) {
        (self.core.clone(), Rows::Range(self.row..self.row + 1))
    }

    fn key(&self) -> DocumentKey<'_> {
        let of = |place| text(&self.core.text()[place]);
        let record = self.record.clone();
        (of(record.document_id), record.title.map(of), record.abstract_.map(of))
    }

    fn rows_equal(&self, other: &Self) -> bool {
        let (one, two) = (&self.record, &other.record);
        let annotations = |this: &Self| this.record.annotations.len();
        let relations = |this: &Self| this.record.relations.len();
        let passages = (self.core.passages_of(self.row), other.core.passages_of(other.row));
        annotations(self) == annotations(other)
            && relations(self) == relations(other)
            && passages.0.len() == passages.1.len()
            && one.annotations.clone().zip(two.annotations.clone()).all(|(mine, theirs)| {
                annotation::key(&self.core, mine) == annotation::key(&other.core, theirs)
            })
            && one
                .relations
                .clone()
                .zip(two.relations.clone())
                .all(|(mine, theirs)| relation::key(&self.core, mine) == relation::key(&other.core, theirs))
            && passages
                .0
                .zip(passages.1)
                .all(|(mine, theirs)| passage::key(&self.core, mine) == passage::key(&other.core, theirs))
    }

    /// The rows of another table that belong to the document.
    fn rows(&self, table: TableId, rows: std::ops::Range<usize>) -> TableRows {
        TableRows::new(&self.core, table, Rows::Range(rows), DocumentOfRow::From(0))
    }

    /// True if the document comes from an input.
    fn is_located(&self) -> bool {
        self.core.is_parsed()
    }
}

#[pymethods]
impl Document {
    #[new]
    #[pyo3(signature = (*, document_id, title=None, r#abstract=None, annotations=None, relations=None, passages=None))]
    fn by_hand(
        document_id: String,
        title: Option<String>,
        r#abstract: Option<String>,
        annotations: Option<&Bound<'_, PyAny>>,
        relations: Option<&Bound<'_, PyAny>>,
        passages: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let document = record::Document {
            document_id: document_id.into(),
            title: title.map(String::into_bytes),
            abstract_: r#abstract.map(String::into_bytes),
            annotations: each(annotations, |view: PyRef<'_, Annotation>| view.value())?,
            relations: each(relations, |view: PyRef<'_, Relation>| view.value())?,
            passages: each(passages, |view: PyRef<'_, Passage>| view.value())?,
        };
        let core = Dataset::from_value(&document).map_err(PyValueError::new_err)?;
        Ok(Self::new(&Arc::new(Shared::new(core)), 0))
    }

    /// The id as the file has it.
    #[getter]
    fn document_id<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        self.core.str(py, &self.record.document_id)
    }

    /// The id as a number, -1 where it is not 1 to 18 decimal digits without a leading zero.
    #[getter]
    fn pmid(&self) -> i64 {
        self.core.pmid(self.row)
    }

    /// The title; `None` where there is no title line.
    #[getter]
    fn title<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.core.optional_str(py, self.record.title.as_ref())
    }

    /// The abstract; `None` where there is no abstract line.
    #[getter]
    fn r#abstract<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.core.optional_str(py, self.record.abstract_.as_ref())
    }

    /// The text that offsets refer to: the title and, if there is an abstract, one space and the abstract.
    #[getter]
    fn text(&self) -> String {
        let (_, title, abstract_) = self.key();
        let mut whole = title.unwrap_or_default().into_owned();
        if let Some(abstract_) = abstract_ {
            whole.push(' ');
            whole.push_str(&abstract_);
        }
        whole
    }

    /// The document's annotations, in file order.
    #[getter]
    fn annotations(&self) -> Annotations {
        Annotations(self.rows(TableId::Annotations, self.record.annotations.clone()))
    }

    /// The document's relations, in file order.
    #[getter]
    fn relations(&self) -> Relations {
        Relations(self.rows(TableId::Relations, self.record.relations.clone()))
    }

    /// The document's other text lines, in file order.
    #[getter]
    fn passages(&self) -> Passages {
        Passages(self.rows(TableId::Passages, self.core.passages_of(self.row)))
    }

    /// Offset of the document's first byte in the uncompressed input; `None` if it was made by hand.
    #[getter]
    fn byte_start(&self) -> Option<usize> {
        self.is_located().then_some(self.record.byte_start)
    }

    /// Offset of the end of the document's last line, line end included; `None` if it was made by hand.
    #[getter]
    fn byte_end(&self) -> Option<usize> {
        self.is_located().then_some(self.record.byte_end)
    }

    /// Number of the document's first line, counted from 1; `None` if it was made by hand.
    #[getter]
    fn line(&self) -> Option<usize> {
        self.is_located().then_some(self.record.line)
    }

    /// Return the text and its entities in the form that spaCy's displaCy draws.
    ///
    /// Returns
    /// -------
    /// dict
    ///     The input of `spacy.displacy.render(..., style="ent", manual=True)`: `text`; `ents`, each a dict of
    ///     `start`, `end` (code points), `label` (the type) and `kb_id` (the identifier, empty if there is none), in
    ///     the order of their starts and without overlaps; `title`, the document id. displaCy would repeat text under
    ///     overlapping entities: entities that begin within another one, and those whose span does not lie in the
    ///     text, are in `omitted`, which displaCy ignores.
    ///
    /// Notes
    /// -----
    /// displaCy escapes only the text, so this method escapes the characters `<>&"'` of labels, identifiers and title.
    fn to_displacy<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        shown(slf, "displacy", "to_displacy")
    }

    /// Show the document in a notebook: its text with coloured annotations.
    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        shown(slf, "html", "document_html")
    }

    fn __eq__(&self, other: PyRef<'_, Self>) -> bool {
        self.key() == other.key() && self.rows_equal(&other)
    }

    fn __hash__(&self) -> u64 {
        hash(&(self.key(), self.record.annotations.len(), self.record.relations.len()))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (id, title, _) = self.key();
        let id = shortened(py, &id)?;
        let title = title.map_or_else(|| Ok("no title".into()), |title| shortened(py, &title))?;
        let annotations = Counted::here(self.record.annotations.len(), "annotations");
        let relations = Counted::here(self.record.relations.len(), "relations");
        Ok(format!("<Document {id}: {title}, {annotations}, {relations}>"))
    }

    fn __getnewargs_ex__<'py>(
        slf: &Bound<'py, Self>,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let arguments = PyDict::new(py);
        for name in ["document_id", "title", "abstract"] {
            arguments.set_item(name, slf.getattr(name)?)?;
        }
        for name in ["annotations", "relations", "passages"] {
            let rows = slf.getattr(name)?.try_iter()?.collect::<PyResult<Vec<_>>>()?;
            if !rows.is_empty() {
                arguments.set_item(name, rows)?;
            }
        }
        Ok((PyTuple::empty(py), arguments))
    }
}

/// The values of an iterable of views.
fn each<'py, V, T>(views: Option<&Bound<'py, PyAny>>, value: impl Fn(V) -> T) -> PyResult<Vec<T>>
where
    V: for<'a> FromPyObject<'a, 'py, Error: Into<PyErr>>,
{
    let Some(views) = views else {
        return Ok(Vec::new());
    };
    views.try_iter()?.map(|view| view?.extract().map(&value).map_err(Into::into)).collect()
}
