//! How block text becomes a corpus.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::{Corpus, annotations, documents, passages, relations, statuses};
use crate::base::Options;
use crate::columns::{Counts, Known, Memory, Part, ProblemRow, Slab};
use crate::detect::{Detected, Reader};
use crate::frame::{self, Format, Frame, Invalid, Layout, Make, Origin, Segment};
use crate::input::{Source, Text, Window};
use crate::pubtator::cut;
use crate::pubtator::parse::Parser;
use crate::{Records, Result};

impl Corpus {
    /// Opens and parses a dump.
    pub fn open(path: &Path, options: &Options) -> Result<Self> {
        Self::read(path.into(), options)
    }

    /// Reads and parses an input. What is packed is unpacked into memory.
    pub fn read(source: Source, options: &Options) -> Result<Self> {
        frame::read(source, options)
    }

    /// Parses bytes that are there already; `name` stands for the path in errors.
    pub fn parse(text: Text, name: &str, options: &Options) -> Result<Self> {
        frame::parse(text, name, options)
    }

    /// A corpus of one part, which is one window.
    pub(crate) fn from_part(part: Part, text: Text) -> Self {
        let counts = part.counts();
        let (local, first) = Default::default();
        let segment = Segment { part: 0, local, first, counts, base: 0, line: 0 };
        let layout = Layout::new(vec![segment], text.len(), 1, Origin::default());
        let (problems, invalid) = (Vec::new(), Invalid::unknown(&text));
        let frame = Frame { path: None, text: Arc::new(text), layout, problems, invalid };
        Self::assemble(vec![part], frame, &mut Types::default())
    }
}

/// The types that were met so far.
#[derive(Debug, Default)]
pub(crate) struct Types {
    annotations: Known,
    relations: Known,
}

impl frame::Part for Part {
    fn counts(&self) -> Counts {
        self.counts()
    }

    fn problems(&self) -> &Slab<ProblemRow> {
        &self.problems
    }

    fn reserve(&mut self, bytes: usize, memory: Option<&Arc<Memory>>) {
        // A dump has an annotation in 160 bytes; denser files make the columns grow.
        const BYTES_PER_ANNOTATION: usize = 128;
        self.annotations.reserve(bytes / BYTES_PER_ANNOTATION, memory);
    }
}

impl Format for Corpus {
    type Head = ();
    type Parser = Parser;
    type Part = Part;
    type Known = Types;

    const RECORDS: fn(u64) -> Records = Records::Documents;

    const COLUMNS: &[(&str, Make<Self>)] = &[
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

    fn require(detected: Detected) -> std::result::Result<(), String> {
        detected.require(Reader::Corpus)
    }

    fn head(text: &[u8], begin: usize, (): &mut ()) -> (usize, bool) {
        cut::header(text, begin)
    }

    fn cut_before(text: &[u8], begin: usize, target: usize) -> usize {
        cut::cut_before(text, begin, target)
    }

    fn last_cut(text: &[u8], begin: usize) -> Option<usize> {
        cut::last_cut(text, begin)
    }

    fn parse(parser: &mut Parser, (): (), window: &Window<'_>, part: &mut Part) -> usize {
        parser.parse(window, part)
    }

    fn assemble(parts: Vec<Part>, frame: Frame, known: &mut Types) -> Self {
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
            frame,
            documents: documents::Documents::new(documents),
            annotations: annotations::Annotations::new(annotations, annotation_types),
            relations: relations::Relations::new(relations, relation_types),
            passages: passages::Passages::new(passages),
            index: OnceLock::new(),
            statuses: statuses::Kept::default(),
        }
    }

    fn frame(&self) -> &Frame {
        &self.frame
    }
}
