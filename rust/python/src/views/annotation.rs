//! An annotation.

use std::sync::Arc;

use pubfast_core::model::{AnnotationRecord, Dataset, TableId, record};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use super::{Document, TextValue, hash, loose, repr, text};
use crate::shared::Shared;
use crate::string_source::decode;

/// An annotation: a mention in the text of a document, with its type and identifier.
///
/// Parameters
/// ----------
/// start, end : int
///     First code point of the mention in the document's text, and one past the last.
/// mention : str
///     The mention.
/// type : str
///     The type: `Gene`, `Disease` …
/// identifier : str, optional
///     The identifier; `None` where the row has no such column.
/// extra : str, optional
///     Further columns, tabs included.
#[pyclass(frozen, module = "pubfast")]
pub struct Annotation {
    core: Arc<Shared>,
    row: usize,
    record: AnnotationRecord,
}

/// The values that annotations are compared by.
type AnnotationKey<'c> =
    (i32, i32, TextValue<'c>, TextValue<'c>, Option<TextValue<'c>>, Option<TextValue<'c>>);

pub fn key(core: &Dataset, row: usize) -> AnnotationKey<'_> {
    let record = core.annotation(row);
    let extra = core.annotation_extra(row).map(|extra| text(&extra).into_owned().into());
    let identifier = record.identifier.map(|place| text(&core.text()[place]));
    let kinds = core.categories(TableId::Annotations, "type");
    let kind = text(&kinds[record.kind as usize]).into_owned().into();
    (record.start, record.end, text(&core.text()[record.mention]), kind, identifier, extra)
}

impl Annotation {
    pub fn new(core: &Arc<Shared>, row: usize) -> Self {
        Self { core: core.clone(), row, record: core.annotation(row) }
    }

    pub fn view(py: Python<'_>, core: &Arc<Shared>, row: usize) -> PyResult<Py<PyAny>> {
        Ok(Py::new(py, Self::new(core, row))?.into_any())
    }

    pub fn value(&self) -> record::Annotation {
        self.core.annotation_value(self.row)
    }

    fn key(&self) -> AnnotationKey<'_> {
        key(&self.core, self.row)
    }
}

#[pymethods]
impl Annotation {
    #[new]
    #[pyo3(signature = (start, end, mention, r#type, identifier=None, extra=None))]
    fn by_hand(
        start: i32,
        end: i32,
        mention: String,
        r#type: String,
        identifier: Option<String>,
        extra: Option<String>,
    ) -> PyResult<Self> {
        let annotation = record::Annotation {
            start,
            end,
            mention: mention.into(),
            kind: r#type.into(),
            identifier: identifier.map(String::into_bytes),
            extra: extra.map(String::into_bytes),
        };
        let core = loose(&record::Document { annotations: vec![annotation], ..record::Document::default() })?;
        Ok(Self::new(&core, 0))
    }

    /// First code point of the mention in `document.text`, as in the file.
    #[getter]
    fn start(&self) -> i32 {
        self.record.start
    }

    /// One past the last code point, as in the file.
    #[getter]
    fn end(&self) -> i32 {
        self.record.end
    }

    /// The mention as the file has it.
    #[getter]
    fn mention<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        self.core.str(py, &self.record.mention)
    }

    /// The type: `Gene`, `Disease` …
    #[getter]
    fn r#type<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.core.name(py, TableId::Annotations, "type", self.record.kind)
    }

    /// The identifier as the file has it; `None` in rows of five columns.
    #[getter]
    fn identifier<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.core.optional_str(py, self.record.identifier.as_ref())
    }

    /// Text after the sixth column, tabs included; `None` where there is none.
    #[getter]
    fn extra<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyString>>> {
        self.core.annotation_extra(self.row).map(|extra| decode(py, &extra)).transpose()
    }

    /// The document that the annotation belongs to; `None` if it was made by hand.
    #[getter]
    fn document(&self) -> Option<Document> {
        let document = self.core.document_of(TableId::Annotations, self.row);
        (document < self.core.records()).then(|| Document::new(&self.core, document))
    }

    /// Status of the offsets, as in `Annotations.status`; `None` if the annotation was made by hand and has no text.
    #[getter]
    fn status(&self) -> Option<&'static str> {
        self.core.examine_annotation(self.row).map(|finding| finding.status.name())
    }

    fn __eq__(&self, other: PyRef<'_, Self>) -> bool {
        self.key() == other.key()
    }

    fn __hash__(&self) -> u64 {
        hash(&self.key())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (start, end, mention, kind, identifier, extra) = self.key();
        let rest =
            [("mention", Some(mention)), ("type", Some(kind)), ("identifier", identifier), ("extra", extra)];
        Ok(repr(py, "Annotation", &rest)?.replacen('(', &format!("(start={start}, end={end}, "), 1))
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let (start, end, mention, kind, identifier, extra) = self.key();
        let arguments = PyDict::new(py);
        arguments.set_item("identifier", identifier)?;
        arguments.set_item("extra", extra)?;
        Ok(((start, end, mention, kind).into_pyobject(py)?, arguments))
    }
}
