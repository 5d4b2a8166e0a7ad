//! The sources of string columns' values, and their conversion to `str`.

use std::borrow::Cow;
use std::sync::Arc;

use pubfast_core::Result;
use pubfast_core::analysis::{Family, Rule};
use pubfast_core::model::{Corpus, StringColumn};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::dataset::Dataset;
use crate::shared::Shared;

/// The values of a string column.
pub trait StringSource: Send + Sync {
    /// The bytes of one value, looked up where they are.
    fn value(&self, row: usize) -> Option<Cow<'_, [u8]>>;

    /// The number of values.
    fn total(&self) -> usize;

    /// All values, made into a column if they are none yet.
    fn whole(&self) -> Result<StringColumn>;

    /// The separators of the cells, if they are known.
    fn rule(&self) -> Result<Option<Rule>>;

    /// The number of threads that work on it.
    fn threads(&self) -> usize;
}

/// A column that was computed, and is there.
#[derive(Clone)]
pub struct Computed {
    pub column: StringColumn,
    pub rule: Option<Rule>,
    pub threads: usize,
}

impl StringSource for Computed {
    fn value(&self, row: usize) -> Option<Cow<'_, [u8]>> {
        self.column.get(row).map(Cow::Borrowed)
    }

    fn total(&self) -> usize {
        self.column.len
    }

    fn whole(&self) -> Result<StringColumn> {
        Ok(self.column.clone())
    }

    fn rule(&self) -> Result<Option<Rule>> {
        Ok(self.rule.clone())
    }

    fn threads(&self) -> usize {
        self.threads
    }
}

/// A column of a dump.
pub struct DatasetStrings<D: Dataset> {
    pub core: Arc<Shared<D>>,
    pub field: D::Field,
}

impl<D: Dataset> StringSource for DatasetStrings<D> {
    fn value(&self, row: usize) -> Option<Cow<'_, [u8]>> {
        self.core.value(self.field, row)
    }

    fn total(&self) -> usize {
        self.core.total(self.field)
    }

    fn whole(&self) -> Result<StringColumn> {
        self.core.whole(self.field)
    }

    fn rule(&self) -> Result<Option<Rule>> {
        self.core.rule(self.field)
    }

    fn threads(&self) -> usize {
        Dataset::threads(&**self.core)
    }
}

/// A string column of a corpus.
#[derive(Clone, Copy, Debug)]
pub enum Field {
    DocumentId,
    Title,
    Abstract,
    Mention,
    Identifier,
    Extra,
    Arg1,
    Arg2,
    RelationExtra,
    Tag,
    PassageText,
}

impl Field {
    /// The bytes of one value, looked up where they are.
    pub fn value(self, core: &Corpus, row: usize) -> Option<Cow<'_, [u8]>> {
        let place = match self {
            Self::DocumentId => Some(core.document(row).document_id),
            Self::Title => core.document(row).title,
            Self::Abstract => core.document(row).abstract_,
            Self::Mention => Some(core.annotation(row).mention),
            Self::Identifier => core.annotation(row).identifier,
            Self::Extra => return core.annotation_extra(row),
            Self::Arg1 => Some(core.relation(row).arg1),
            Self::Arg2 => Some(core.relation(row).arg2),
            Self::RelationExtra => core.relation(row).extra,
            Self::Tag => Some(core.passage(row).tag),
            Self::PassageText => Some(core.passage(row).text),
        };
        place.map(|place| Cow::Borrowed(&core.text()[place]))
    }

    /// The number of values of the column.
    pub fn total(self, core: &Corpus) -> usize {
        match self {
            Self::DocumentId | Self::Title | Self::Abstract => core.documents_len(),
            Self::Mention | Self::Identifier | Self::Extra => core.annotations_len(),
            Self::Arg1 | Self::Arg2 | Self::RelationExtra => core.relations_len(),
            Self::Tag | Self::PassageText => core.passages_len(),
        }
    }

    /// The separators of the cells, if they are known.
    pub fn rule(self, core: &Corpus) -> Result<Option<Rule>> {
        let by_type = || Ok(Rule::of_identifiers(&core.annotation_kinds()?, Family::BlockText));
        matches!(self, Self::Identifier).then(by_type).transpose()
    }

    /// The whole column, made if it is not there yet.
    pub fn whole(self, core: &Corpus) -> Result<StringColumn> {
        match self {
            Self::DocumentId => core.document_ids(),
            Self::Title => core.titles(),
            Self::Abstract => core.abstracts(),
            Self::Mention => core.annotation_mentions(),
            Self::Identifier => core.annotation_identifiers(),
            Self::Extra => core.annotation_extras(),
            Self::Arg1 => core.relation_arg1(),
            Self::Arg2 => core.relation_arg2(),
            Self::RelationExtra => core.relation_extras(),
            Self::Tag => core.passage_tags(),
            Self::PassageText => core.passage_texts(),
        }
    }
}

/// Bytes as `str`, an invalid sequence becoming U+FFFD as with `errors="replace"`.
///
/// CPython checks the bytes while it decodes them: to check them here first costs a tenth of an iteration.
pub fn decode<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyString>> {
    #[allow(unsafe_code)] // pyo3 decodes only what has been checked before
    // SAFETY: the pointer and the length are those of `bytes`; the call returns a new reference or
    // null with an exception set, which is what `from_owned_ptr_or_err` takes; the object is a `str`.
    unsafe {
        let len = bytes.len() as ffi::Py_ssize_t;
        let decoded = ffi::PyUnicode_DecodeUTF8(bytes.as_ptr().cast(), len, c"replace".as_ptr());
        Ok(Bound::from_owned_ptr_or_err(py, decoded)?.cast_into_unchecked())
    }
}
