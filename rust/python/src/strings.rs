//! Which string column of a corpus is meant, and its values as `str`.

use std::borrow::Cow;

use pubfast_core::Result;
use pubfast_core::corpus::{Corpus, StringColumn};
use pyo3::prelude::*;
use pyo3::types::PyString;

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

    /// How many values the column has.
    pub fn total(self, core: &Corpus) -> usize {
        match self {
            Self::DocumentId | Self::Title | Self::Abstract => core.documents_len(),
            Self::Mention | Self::Identifier | Self::Extra => core.annotations_len(),
            Self::Arg1 | Self::Arg2 | Self::RelationExtra => core.relations_len(),
            Self::Tag | Self::PassageText => core.passages_len(),
        }
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
pub fn decode<'py>(py: Python<'py>, bytes: &[u8]) -> Bound<'py, PyString> {
    match std::str::from_utf8(bytes) {
        Ok(valid) => PyString::new(py, valid),
        Err(_) => PyString::new(py, &String::from_utf8_lossy(bytes)),
    }
}
