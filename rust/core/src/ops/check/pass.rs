//! Runs a check on an input.

use std::fmt;

use memchr::{memchr, memchr_iter};

use super::duplicate_rows::OpenRun;
use super::finding::message;
use super::lines::{LineEnding, LineEndings};
use super::seen_ids::SeenIds;
use super::text::BatchText;
use super::{BatchFinding, BatchFindings, Code, Codes, Finding, block_text, tables};
use crate::Result;
use crate::base::{OnProblem, Options};
use crate::engine::Input;
use crate::engine::stream::{Sizes, Stream, StreamPlan};
use crate::io::Source;
use crate::model::{Dataset, Kind, TextPosition};

/// The codes to look for, and limits.
#[derive(Clone, Copy, Debug)]
pub struct CheckPlan {
    /// The kind that the caller named; none to detect it.
    pub input: Option<Kind>,
    /// The codes that are looked for.
    pub codes: Codes,
    /// The largest number of listed findings of a code; the others are counted.
    pub most: u64,
    /// The bytes of text per batch. The result does not depend on it.
    pub batch_bytes: usize,
}

impl Default for CheckPlan {
    fn default() -> Self {
        // The text of a batch and its rows stay in a processor's cache.
        Self { input: None, codes: Codes::ALL, most: u64::MAX, batch_bytes: 4 << 20 }
    }
}

/// The number of findings of each code, in the order of [`Code::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FindingCounts([u64; Code::ALL.len()]);

impl FindingCounts {
    /// The codes that were found, and how often.
    pub fn iter(&self) -> impl Iterator<Item = (Code, u64)> {
        Code::ALL.iter().copied().zip(self.0).filter(|&(_, count)| count > 0)
    }
}

/// The findings of an input, batch by batch, in its order.
pub struct CheckPass {
    stream: Stream<(Dataset, BatchFindings)>,
    plan: CheckPlan,
    counts: FindingCounts,
    ends: LineEndings,
    ids: SeenIds,
    rows: OpenRun,
}

/// Begins to check an input.
pub fn check(source: Source, mut options: Options, plan: CheckPlan) -> Result<CheckPass> {
    options.on_problem = OnProblem::Collect;
    let (kind, _, input) = Input::from(source).reader(plan.input, &mut options)?;
    let codes = plan.codes;
    let make = Box::new(move |batch: Dataset| {
        let seen = match batch.kind() {
            Kind::Documents => block_text::look(&batch, codes),
            Kind::Entities | Kind::Relations => tables::look(&batch, codes),
        };
        Ok((batch, seen))
    });
    let sizes = Sizes::even(plan.batch_bytes);
    let stream_plan =
        StreamPlan { sizes, before: TextPosition::default(), same_codes: false, make, executor: None };
    let stream = Stream::making(kind, input, options, stream_plan)?;
    let counts = FindingCounts([0; Code::ALL.len()]);
    let (ends, ids, rows) = Default::default();
    Ok(CheckPass { stream, plan, counts, ends, ids, rows })
}

impl CheckPass {
    /// The counts so far.
    pub fn counts(&self) -> FindingCounts {
        self.counts
    }

    /// The position up to which the input was checked.
    pub fn seen(&self) -> TextPosition {
        self.stream.delivered()
    }

    /// The kind of the input.
    pub fn kind(&self) -> Kind {
        self.stream.kind()
    }

    /// Adds the findings that depend on earlier batches.
    fn join(&mut self, batch: &Dataset, seen: &mut BatchFindings) {
        let before = seen.found.len();
        let first = self.ends.first;
        if let Some(begin) = self.ends.join(seen.ends) {
            let first = first.or(seen.ends.first);
            let detail = (i32::from(first == Some(LineEnding::CarriageReturn)), 0);
            seen.found.push(BatchFinding::of_row(begin, Code::MixedLineEnds, 0, detail));
        }
        for (row, id) in seen.ids.iter().enumerate() {
            if !self.ids.add(*id) {
                let begin = batch.document(row).document_id.start;
                seen.found.push(BatchFinding::of_row(begin, Code::DuplicateDocumentId, row, (0, 0)));
            }
        }
        let found = &mut seen.found;
        self.rows.join(std::mem::take(&mut seen.runs), |begin| {
            found.push(BatchFinding::at(begin, Code::DuplicateRow));
        });
        if found.len() > before {
            found.sort_unstable();
        }
    }

    /// Counts the findings, and makes sentences for those that are listed.
    fn list(&mut self, batch: &Dataset, found: &[BatchFinding]) -> Vec<Finding> {
        let parsed = batch.parsed();
        let (text, origin) = (BatchText::of(parsed), parsed.layout.origin);
        let mut findings = Vec::new();
        let (mut line, mut counted) = (origin.lines as u64 + 1, 0);
        for found in found {
            let count = &mut self.counts.0[found.code as usize];
            *count += 1;
            if *count > self.plan.most {
                continue;
            }
            let byte = found.byte as usize;
            line += memchr_iter(b'\n', &text[counted..byte]).count() as u64;
            counted = byte;
            let (document, document_id) = owner(batch, text, byte);
            let id = document_id.map(|id| String::from_utf8_lossy(id).into_owned());
            findings.push(Finding {
                line,
                byte: (origin.bytes + byte) as u64,
                code: found.code,
                document: document.map(|document| (origin.records() + document) as u64),
                document_id: id,
                message: message(text, batch, found),
            });
        }
        findings
    }
}

/// The document that a line belongs to, and its id.
fn owner<'t>(batch: &Dataset, text: BatchText<'t>, byte: usize) -> (Option<usize>, Option<&'t [u8]>) {
    if batch.kind() != Kind::Documents {
        let line = text.line(byte);
        return (None, memchr(b'\t', line).map(|tab| &line[..tab]));
    }
    match batch.document_at(byte) {
        Some(row) => (Some(row), Some(&text.bytes()[batch.document(row).document_id])),
        None => (None, None),
    }
}

impl Iterator for CheckPass {
    type Item = Result<Vec<Finding>>;

    fn next(&mut self) -> Option<Result<Vec<Finding>>> {
        Some(self.stream.next()?.map(|(batch, mut seen)| {
            self.join(&batch, &mut seen);
            self.list(&batch, &seen.found)
        }))
    }
}

impl fmt::Debug for CheckPass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckPass")
            .field("plan", &self.plan)
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}
