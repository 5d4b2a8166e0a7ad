//! Findings that need only one batch of block text.

use super::batch_findings::{BatchFinding, nul_bytes, problems};
use super::duplicate_annotations::DuplicateAnnotations;
use super::entities::EntityPositions;
use super::lines::LineEndings;
use super::rare_bytes::RareBytes;
use super::relation_arguments::{CarriedValues, is_padded};
use super::seen_ids::DocumentId;
use super::text::BatchText;
use super::{BatchFindings, Code, Codes};
use crate::Problem;
use crate::analysis::offsets::Examiner;
use crate::analysis::{Family, Separators};
use crate::base::ProblemCode;
use crate::columns::Categories;
use crate::model::{Dataset, DocumentRecord, TableId, WindowAnnotations};
use crate::text::ByteRange;

pub(super) fn look(corpus: &Dataset, wanted: Codes) -> BatchFindings {
    let types = corpus.categories(TableId::Annotations, "type");
    let mut reader = DocumentChecker::new(corpus, &types, wanted);
    let has = |code| wanted.has(code);
    problems(corpus.problems(), corpus.origin().bytes, wanted, &mut reader.found);
    let rare = RareBytes::of(&reader.text, wanted);
    nul_bytes(&rare.nuls, &mut reader.found);
    reader.entities = EntityPositions::of(&reader.text, &rare.ampersands);
    let ends = if has(Code::MixedLineEnds) {
        LineEndings::of(&reader.text, rare.has_returns)
    } else {
        LineEndings::default()
    };
    let mut ids = Vec::new();
    corpus.walk(|row, document, annotations| {
        if has(Code::DuplicateDocumentId) {
            ids.push(DocumentId::of(&reader.text[document.document_id.clone()]));
        }
        if reader.entities.are_left() {
            reader.entities(row, document);
        }
        reader.annotations(document, annotations);
        if has(Code::PaddedIdentifier) || has(Code::RelationArgument) {
            reader.relations(document, annotations);
        }
    });
    let mut found = reader.found;
    found.sort_unstable();
    BatchFindings { found, ends, ids, ..BatchFindings::default() }
}

/// Checks one document after another.
struct DocumentChecker<'t> {
    corpus: &'t Dataset,
    text: BatchText<'t>,
    wanted: Codes,
    have_spans: bool,
    types: &'t Categories,
    separators: Vec<Separators>,
    examiner: Examiner<'t>,
    entities: EntityPositions,
    repeats: DuplicateAnnotations,
    carried: CarriedValues<'t>,
    found: Vec<BatchFinding>,
}

impl<'t> DocumentChecker<'t> {
    fn new(corpus: &'t Dataset, types: &'t Categories, wanted: Codes) -> Self {
        let text = BatchText::of(corpus.parsed());
        Self {
            corpus,
            text,
            wanted,
            have_spans: wanted.have_spans(),
            separators: Separators::of_types(types, Family::BlockText),
            types,
            examiner: Examiner::default(),
            entities: EntityPositions::default(),
            repeats: DuplicateAnnotations::default(),
            carried: CarriedValues::default(),
            found: Vec::new(),
        }
    }

    fn note(&mut self, place: &ByteRange, code: Code, row: usize, detail: (i32, i32)) {
        if self.wanted.has(code) {
            self.found.push(BatchFinding::of_row(self.text.line_begin(place.start), code, row, detail));
        }
    }

    /// Finds the entities of title, abstract and passages, which may be in any order.
    fn entities(&mut self, row: usize, document: &DocumentRecord) {
        let mut lines: Vec<_> = document.title.iter().chain(&document.abstract_).cloned().collect();
        if self.corpus.len(TableId::Passages) > 0 {
            lines.extend(self.corpus.passages_of(row).map(|passage| self.corpus.passage(passage).text));
        }
        lines.sort_unstable_by_key(|line| line.start);
        for line in lines {
            self.entities.find([line], &mut self.found);
        }
    }

    fn annotations(&mut self, document: &DocumentRecord, annotations: &WindowAnnotations<'_>) {
        if document.annotations.is_empty() {
            return;
        }
        let part = |place: &Option<ByteRange>| place.clone().map(|place| &self.text.bytes()[place]);
        let is_compared = self.have_spans && self.has_text(document);
        if is_compared {
            self.examiner.enter(part(&document.title), part(&document.abstract_));
        }
        let may_repeat = self.wanted.has(Code::DuplicateAnnotation);
        // Rows in ascending order of distinct spans have no repetitions.
        let mut is_ascending = true;
        let mut is_sorted = true;
        let mut before = (i32::MIN, i32::MIN);
        self.repeats.clear();
        for row in document.annotations.clone() {
            let annotation = annotations.get(row);
            let (start, end) = (annotation.start, annotation.end);
            if start == end && start >= 0 {
                self.note(&annotation.mention, Code::EmptySpan, row, (0, 0));
            } else if is_compared && start >= 0 && end >= start {
                let finding = self.examiner.examine(start, end, &self.text[annotation.mention.clone()]);
                if let Some(code) = Code::of_status(finding.status) {
                    self.note(&annotation.mention, code, row, finding.span);
                }
            }
            if let Some(identifier) = &annotation.identifier
                && is_padded(&self.text[identifier.clone()])
            {
                self.note(identifier, Code::PaddedIdentifier, row, (0, 0));
            }
            if is_sorted && start < before.0 {
                is_sorted = false;
                self.note(&annotation.mention, Code::UnsortedAnnotations, row, (before.0, 0));
            }
            is_ascending &= before < (start, end);
            before = (start, end);
            if may_repeat {
                self.repeats.add(start, end, row);
            }
        }
        if may_repeat && !is_ascending {
            let (text, found) = (self.text, &mut self.found);
            self.repeats.find(&text, annotations, |row, first| {
                let byte = text.line_begin(annotations.get(row).mention.start);
                found.push(BatchFinding::of_row(byte, Code::DuplicateAnnotation, row, (first as i32, 0)));
            });
        }
    }

    /// True if the document has text to compare spans with. A document that was opened by rows has a problem that says
    /// there is none.
    fn has_text(&self, document: &DocumentRecord) -> bool {
        if document.title.is_some() || document.abstract_.is_some() {
            return true;
        }
        let opened = |problem: &Problem| (problem.byte, problem.code);
        let by_rows = (document.byte_start as u64, ProblemCode::RowsWithoutText);
        self.corpus.problems().binary_search_by_key(&by_rows, opened).is_err()
    }

    fn relations(&mut self, document: &DocumentRecord, annotations: &WindowAnnotations<'_>) {
        if document.relations.is_empty() {
            return;
        }
        self.carried.clear();
        for row in document.annotations.clone() {
            let annotation = annotations.get(row);
            if let Some(identifier) = annotation.identifier {
                let kind = annotation.kind as usize;
                let name = &self.types[kind];
                self.carried.add(&self.text.bytes()[identifier], name, self.separators[kind]);
            }
        }
        for row in document.relations.clone() {
            let relation = self.corpus.relation(row);
            let arguments = [&relation.arg1, &relation.arg2].map(|place| &self.text.bytes()[place.clone()]);
            if arguments.into_iter().any(is_padded) {
                self.note(&relation.arg1, Code::PaddedIdentifier, row, (1, 0));
            }
            let are_carried = arguments.map(|argument| self.carried.has(argument));
            if are_carried != [true, true] {
                let missing = are_carried.map(|is_carried| i32::from(!is_carried));
                self.note(&relation.arg1, Code::RelationArgument, row, missing.into());
            }
        }
    }
}
