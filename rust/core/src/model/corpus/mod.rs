//! Block text in columns: every window's rows as one set of tables, answering by row.

mod annotations;
mod assemble;
mod by_value;
mod documents;
mod few_rows;
mod filter;
mod id_index;
mod iter;
mod packed_identifiers;
mod passages;
mod relations;
mod status;
mod statuses;

use std::sync::{Arc, OnceLock};

pub use annotations::AnnotationRecord;
pub(crate) use assemble::{COLUMNS, CorpusTypes};
pub use documents::DocumentRecord;
pub(crate) use iter::{HeldRows, WindowAnnotations};
pub use passages::PassageRecord;
pub use relations::RelationRecord;
pub use status::Status;
pub(crate) use statuses::Moved;
pub use statuses::{StatusRows, Statuses};

use super::{InvalidUtf8, ParsedInput, TextPosition};
use crate::Problem;
use crate::io::TextBuf;

/// A parsed dump.
#[derive(Debug)]
pub struct Corpus {
    parsed: ParsedInput,
    documents: documents::Documents,
    annotations: annotations::Annotations,
    relations: relations::Relations,
    passages: passages::Passages,
    index: OnceLock<id_index::IdIndex>,
    statuses: statuses::StatusCache,
}

impl Corpus {
    /// The part that corpora and tables have in common.
    pub(crate) fn parsed(&self) -> &ParsedInput {
        &self.parsed
    }

    /// The input as the caller named it; none for a corpus made in memory.
    pub fn path(&self) -> Option<&str> {
        self.parsed.path.as_deref()
    }

    /// The uncompressed input, in which every value is a place.
    pub fn text(&self) -> &Arc<TextBuf> {
        &self.parsed.text
    }

    /// The rows and bytes of the input before this corpus, if it is a batch of a stream. Offsets in the text count from
    /// its own beginning; bytes, lines and problems are those of the input.
    pub fn origin(&self) -> TextPosition {
        self.parsed.layout.origin
    }

    /// The number of threads that make its columns.
    pub fn threads(&self) -> usize {
        self.parsed.layout.threads
    }

    pub fn documents_len(&self) -> usize {
        self.parsed.layout.counts.documents
    }

    pub fn annotations_len(&self) -> usize {
        self.parsed.layout.counts.annotations
    }

    pub fn relations_len(&self) -> usize {
        self.parsed.layout.counts.relations
    }

    pub fn passages_len(&self) -> usize {
        self.parsed.layout.counts.passages
    }

    /// The parts of the text that are not UTF-8, known even if problems were not kept.
    pub fn invalid(&self) -> &InvalidUtf8 {
        &self.parsed.invalid
    }

    /// The problems, ordered by line, byte and code.
    pub fn problems(&self) -> &[Problem] {
        &self.parsed.problems
    }

    /// The sentence for a problem.
    pub fn message(&self, problem: &Problem) -> String {
        self.parsed.message(problem)
    }
}
