//! The whole way through an input.

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
use crate::engine::stream::{self, Sizes, Stream};
use crate::formats::Syntax;
use crate::formats::detect::Kind;
use crate::io::Source;
use crate::model::table::TableFile;
use crate::model::{Corpus, EntityRows, RelationTableRows, TextPosition};

/// The codes to look for, and limits.
#[derive(Clone, Copy, Debug)]
pub struct CheckPlan {
    /// The kind that the caller named; none to detect it.
    pub input: Option<Kind>,
    /// The codes that are looked for.
    pub codes: Codes,
    /// The largest number of listed findings of a code; the others are counted.
    pub most: u64,
    /// The bytes of text that are looked at at once: of the result nothing depends on it.
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
pub trait Checking: Iterator<Item = Result<Vec<Finding>>> + Send {
    /// The counts so far.
    fn counts(&self) -> FindingCounts;

    /// The position up to which the input was checked.
    fn seen(&self) -> TextPosition;

    /// The kind of the input.
    fn reader(&self) -> Kind;
}

/// Begins to look at an input.
pub fn check(source: Source, mut options: Options, plan: CheckPlan) -> Result<Box<dyn Checking>> {
    options.on_problem = OnProblem::Collect;
    let (reader, _, input) = Input::from(source).reader(plan.input, &mut options)?;
    Ok(match reader {
        Kind::Corpus => Box::new(Pass::<Corpus>::begin(input, options, plan)?),
        Kind::Entities => Box::new(Pass::<TableFile<EntityRows>>::begin(input, options, plan)?),
        Kind::Relations => Box::new(Pass::<TableFile<RelationTableRows>>::begin(input, options, plan)?),
    })
}

/// A kind of input that is looked at.
trait Checked: Syntax {
    const KIND: Kind;

    /// The findings that need only this batch.
    fn look(&self, wanted: Codes) -> BatchFindings;

    /// It, if it is block text.
    fn corpus(&self) -> Option<&Corpus> {
        None
    }
}

impl Checked for Corpus {
    const KIND: Kind = Kind::Corpus;

    fn look(&self, wanted: Codes) -> BatchFindings {
        block_text::look(self, wanted)
    }

    fn corpus(&self) -> Option<&Corpus> {
        Some(self)
    }
}

impl Checked for TableFile<EntityRows> {
    const KIND: Kind = Kind::Entities;

    fn look(&self, wanted: Codes) -> BatchFindings {
        tables::look(self, wanted, 1)
    }
}

impl Checked for TableFile<RelationTableRows> {
    const KIND: Kind = Kind::Relations;

    fn look(&self, wanted: Codes) -> BatchFindings {
        tables::look(self, wanted, 2)
    }
}

/// A pass through an input of a kind.
struct Pass<F: Checked> {
    stream: Stream<F, (F, BatchFindings)>,
    plan: CheckPlan,
    counts: FindingCounts,
    ends: LineEndings,
    ids: SeenIds,
    rows: OpenRun,
}

impl<F: Checked> Pass<F> {
    fn begin(input: Input, options: Options, plan: CheckPlan) -> Result<Self> {
        let codes = plan.codes;
        let make = Box::new(move |batch: F| {
            let seen = batch.look(codes);
            Ok((batch, seen))
        });
        let sizes = Sizes::even(plan.batch_bytes);
        let stream = Stream::making(
            input,
            options,
            stream::StreamPlan { sizes, before: TextPosition::default(), same_codes: false, make },
        )?;
        let counts = FindingCounts([0; Code::ALL.len()]);
        let (ends, ids, rows) = Default::default();
        Ok(Self { stream, plan, counts, ends, ids, rows })
    }

    /// Puts a batch in its place: adds what could not be found without what came before.
    fn join(&mut self, batch: &F, seen: &mut BatchFindings) {
        let before = seen.found.len();
        let first = self.ends.first;
        if let Some(begin) = self.ends.join(seen.ends) {
            let first = first.or(seen.ends.first);
            let detail = (i32::from(first == Some(LineEnding::CarriageReturn)), 0);
            seen.found.push(BatchFinding::of_row(begin, Code::MixedLineEnds, 0, detail));
        }
        for (row, id) in seen.ids.iter().enumerate() {
            if !self.ids.add(*id)
                && let Some(corpus) = batch.corpus()
            {
                let begin = corpus.document(row).document_id.start;
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

    /// Counts what was found, and makes sentences of as much of it as is listed.
    fn list(&mut self, batch: &F, found: &[BatchFinding]) -> Vec<Finding> {
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
                document: document.map(|document| (origin.documents + document) as u64),
                document_id: id,
                message: message(text, batch.corpus(), found),
            });
        }
        findings
    }
}

/// The document that a line belongs to, and its id.
fn owner<'t, F: Checked>(batch: &F, text: BatchText<'t>, byte: usize) -> (Option<usize>, Option<&'t [u8]>) {
    let Some(corpus) = batch.corpus() else {
        let line = text.line(byte);
        return (None, memchr(b'\t', line).map(|tab| &line[..tab]));
    };
    match corpus.document_at(corpus.origin().bytes + byte) {
        Some(row) => (Some(row), Some(&text.bytes()[corpus.document(row).document_id])),
        None => (None, None),
    }
}

impl<F: Checked> Iterator for Pass<F> {
    type Item = Result<Vec<Finding>>;

    fn next(&mut self) -> Option<Result<Vec<Finding>>> {
        Some(self.stream.next()?.map(|(batch, mut seen)| {
            self.join(&batch, &mut seen);
            self.list(&batch, &seen.found)
        }))
    }
}

impl<F: Checked> Checking for Pass<F> {
    fn counts(&self) -> FindingCounts {
        self.counts
    }

    fn seen(&self) -> TextPosition {
        self.stream.delivered()
    }

    fn reader(&self) -> Kind {
        F::KIND
    }
}

impl<F: Checked> fmt::Debug for Pass<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pass").field("plan", &self.plan).field("counts", &self.counts).finish_non_exhaustive()
    }
}
