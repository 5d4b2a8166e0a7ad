//! Assembles a corpus from the rows of workers.

use std::sync::{Arc, OnceLock};

use super::annotations::Annotations;
use super::documents::Documents;
use super::passages::Passages;
use super::relations::Relations;
use super::{Corpus, statuses};
use crate::columns::KnownValues;
use crate::io::TextBuf;
use crate::model::worker_rows::CorpusRows;
use crate::model::{InvalidUtf8, MakeColumn, ParsedInput, TextPosition, WindowIndex, WindowRows};

/// The types of all batches so far.
#[derive(Debug, Default)]
pub(crate) struct CorpusTypes {
    annotations: KnownValues,
    relations: KnownValues,
}

/// The columns by name, and what makes each so that it is there when it is asked for.
pub(crate) const COLUMNS: &[(&str, MakeColumn<Corpus>)] = &[
    ("documents.document_id", |corpus| corpus.document_ids().map(drop)),
    ("documents.pmid", |corpus| corpus.pmids().map(drop)),
    ("documents.title", |corpus| corpus.titles().map(drop)),
    ("documents.abstract", |corpus| corpus.abstracts().map(drop)),
    ("documents.annotation_offsets", |corpus| corpus.annotation_offsets().map(drop)),
    ("documents.relation_offsets", |corpus| corpus.relation_offsets().map(drop)),
    ("documents.byte_start", |corpus| corpus.byte_starts().map(drop)),
    ("documents.byte_end", |corpus| corpus.byte_ends().map(drop)),
    ("documents.line", |corpus| corpus.lines().map(drop)),
    ("annotations.document", |corpus| corpus.annotation_documents().map(drop)),
    ("annotations.start", |corpus| corpus.annotation_starts().map(drop)),
    ("annotations.end", |corpus| corpus.annotation_ends().map(drop)),
    ("annotations.mention", |corpus| corpus.annotation_mentions().map(drop)),
    ("annotations.type", |corpus| corpus.annotation_kinds().map(drop)),
    ("annotations.identifier", |corpus| corpus.annotation_identifiers().map(drop)),
    ("annotations.extra", |corpus| corpus.annotation_extras().map(drop)),
    ("relations.document", |corpus| corpus.relation_documents().map(drop)),
    ("relations.type", |corpus| corpus.relation_kinds().map(drop)),
    ("relations.arg1", |corpus| corpus.relation_arg1().map(drop)),
    ("relations.arg2", |corpus| corpus.relation_arg2().map(drop)),
    ("relations.extra", |corpus| corpus.relation_extras().map(drop)),
    ("passages.document", |corpus| corpus.passage_documents().map(drop)),
    ("passages.tag", |corpus| corpus.passage_tags().map(drop)),
    ("passages.text", |corpus| corpus.passage_texts().map(drop)),
];

impl Corpus {
    /// Puts the rows of all workers together.
    pub(crate) fn assemble(parts: Vec<CorpusRows>, parsed: ParsedInput, known: &mut CorpusTypes) -> Self {
        let annotation_types = known.annotations.merge(parts.iter().map(|part| &part.annotations.types));
        let relation_types = known.relations.merge(parts.iter().map(|part| &part.relation_types));
        let mut documents = Vec::new();
        let mut annotations = Vec::new();
        let mut relations = Vec::new();
        let mut passages = Vec::new();
        for part in parts {
            documents.push(part.documents);
            annotations.push(part.annotations);
            relations.push(part.relations);
            passages.push(part.passages);
        }
        Self {
            parsed,
            documents: Documents::new(documents),
            annotations: Annotations::new(annotations, annotation_types),
            relations: Relations::new(relations, relation_types),
            passages: Passages::new(passages),
            index: OnceLock::new(),
            statuses: statuses::StatusCache::default(),
        }
    }

    /// A corpus of one part, which is one window.
    pub(crate) fn from_part(part: CorpusRows, text: TextBuf) -> Self {
        let counts = part.counts();
        let (local, first) = Default::default();
        let segment = WindowRows { part: 0, local, first, counts, base: 0, line: 0 };
        let layout = WindowIndex::new(vec![segment], text.len(), 1, TextPosition::default());
        let (problems, invalid) = (Vec::new(), InvalidUtf8::unknown(&text));
        let parsed = ParsedInput { path: None, text: Arc::new(text), layout, problems, invalid };
        Self::assemble(vec![part], parsed, &mut CorpusTypes::default())
    }
}
