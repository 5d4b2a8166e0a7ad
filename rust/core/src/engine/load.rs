//! Loads an input: cuts it, parses it in parallel and assembles the rows.

use std::sync::Arc;

use super::pool::{ParsePool, ParseTask, Worker};
use super::{Cutter, Heading, Input, OpenInput};
use crate::base::{OnProblem, Options};
use crate::columns::PagePool;
use crate::formats::{Cuts, Parser, Syntax, Window, syntax};
use crate::io::TextBuf;
use crate::model::worker_rows::WorkerRows;
use crate::model::{
    Dataset, InvalidUtf8, Kind, KnownCategories, ParsedInput, TextPosition, WindowIndex, WindowRows,
};
use crate::{Error, Problem, Result};

/// The size of windows in large inputs: small enough to share evenly, large enough that the overhead does not matter.
const WINDOW: usize = 32 << 20;

/// The smallest window size. Below it, sharing the work costs more than it saves.
const SMALLEST_WINDOW: usize = 1 << 20;

impl Dataset {
    /// Reads and parses an input of a kind. A compressed input is parsed while it is decompressed into memory.
    pub fn read(kind: Kind, input: impl Into<Input>, options: &Options) -> Result<Self> {
        let input = input.into();
        let name = input.name();
        let input = input.open(options)?;
        if !options.trusted {
            input.require(&name, kind)?;
        }
        let mut load = Loader::new(kind, &name, options, input.has_head());
        let text = match input {
            OpenInput::Text(text) => text,
            OpenInput::Decoded(decoded) => load.decompress(decoded)?,
        };
        let whole = load.finish(text)?;
        whole.text().unchanged()?;
        Ok(whole)
    }

    /// Parses bytes in memory; `name` stands for the path in errors.
    pub fn parse(kind: Kind, text: TextBuf, name: &str, options: &Options) -> Result<Self> {
        Loader::new(kind, name, options, true).finish(text)
    }
}

/// An input that is being parsed.
pub(super) struct Loader<'o> {
    pub name: &'o str,
    pub options: &'o Options,
    /// The position up to which the text was cut into windows and parsed.
    pub cutter: Cutter,
    pub pool: ParsePool<'o>,
}

impl<'o> Loader<'o> {
    fn new(kind: Kind, name: &'o str, options: &'o Options, has_head: bool) -> Self {
        let syntax = syntax(kind);
        Self { name, options, cutter: Cutter::new(syntax, has_head), pool: ParsePool::new(syntax, options) }
    }

    pub fn kind(&self) -> Kind {
        self.cutter.syntax.kind()
    }

    /// The target size of a window, for `bytes` bytes of text.
    pub fn target(&self, bytes: usize) -> usize {
        match self.options.window {
            0 => (bytes / (4 * self.options.threads())).clamp(SMALLEST_WINDOW, WINDOW),
            bytes => bytes,
        }
    }

    /// Parses the text from the last window up to the cut at `end`. With `stops`, windows after one with a problem may
    /// be skipped.
    pub fn rest(&mut self, text: &TextBuf, end: usize, stops: bool) -> Result<()> {
        let rest = &text[self.cutter.before()..end];
        let target = self.target(rest.len());
        let tasks = cut(&mut self.cutter, rest, target, self.name)?;
        let threads = self.options.threads().min(tasks.len()).max(1);
        self.pool.parse(threads, rest.len(), Some((text, stops)), |hand| {
            tasks.into_iter().try_for_each(|task| hand.send(task)).ok();
            Ok(())
        })
    }

    /// Assembles the rows of all windows.
    fn finish(mut self, text: TextBuf) -> Result<Dataset> {
        let (kind, on_problem) = (self.kind(), self.options.on_problem);
        self.rest(&text, text.len(), on_problem == OnProblem::Raise)?;
        let (workers, segments) = self.pool.into_parts();
        let layout = WindowIndex::new(segments, text.len(), self.options.threads(), TextPosition::default());
        let known = &mut KnownCategories::default();
        assemble(kind, workers, layout, Arc::new(text), self.name, on_problem, known)
    }
}

/// Cuts `text`, which reaches from the last cut to a new one, into windows.
pub(super) fn cut<'t>(
    cutter: &mut Cutter,
    text: &'t [u8],
    target: usize,
    name: &str,
) -> Result<Vec<ParseTask<'t>>> {
    let before = cutter.before();
    let Heading { begin, header, head } = cutter.pass(text);
    let cuts = Cuts::new(cutter.syntax, text, begin, header, target)
        .map_err(|byte| Error::RecordTooLarge { path: name.into(), byte: (before + byte) as u64 })?;
    let window = |at| {
        let window = cuts.window(text, at);
        ParseTask::Window(Window { base: before + window.base, ..window }, head)
    };
    Ok((0..cuts.len()).map(window).collect())
}

fn assemble(
    kind: Kind,
    workers: Vec<WorkerRows>,
    layout: WindowIndex,
    text: Arc<TextBuf>,
    name: &str,
    on_problem: OnProblem,
    known: &mut KnownCategories,
) -> Result<Dataset> {
    let problems = problems(&workers, &layout);
    let invalid = InvalidUtf8::of_problems(&problems, &text, layout.origin.bytes);
    let mut parsed = ParsedInput { path: Some(name.into()), text, layout, problems, invalid };
    parsed.treat_problems(on_problem)?;
    Ok(Dataset::assemble(kind, workers, parsed, known))
}

/// The problems of all windows, with their positions in the input.
fn problems(workers: &[WorkerRows], layout: &WindowIndex) -> Vec<Problem> {
    let mut all = Vec::with_capacity(layout.counts.problems);
    for segment in &layout.segments {
        let rows = segment.local.problems..segment.local.problems + segment.counts.problems;
        all.extend(workers[segment.part].problems()[rows].iter().map(|row| Problem {
            line: (segment.line + row.line as usize + 1) as u64,
            byte: (layout.origin.bytes + segment.base + row.byte as usize) as u64,
            code: row.code(),
        }));
    }
    all
}

/// A piece of an input that begins and ends at a cut.
#[derive(Debug)]
pub(crate) struct TextPiece {
    pub text: TextBuf,
    pub heading: Heading,
}

pub(crate) struct ParsedPiece {
    kind: Kind,
    text: TextBuf,
    rows: WorkerRows,
    segments: Vec<WindowRows>,
    memory: Arc<PagePool>,
}

/// Parses a piece on this thread.
pub(crate) fn parse_piece(
    syntax: &'static dyn Syntax,
    piece: TextPiece,
    parser: &mut Box<dyn Parser>,
    options: &Options,
    memory: &Arc<PagePool>,
) -> Result<ParsedPiece> {
    let TextPiece { text, heading: Heading { begin, header, head } } = piece;
    // A piece is no larger than a window can be.
    let cuts = Cuts::new(syntax, &text, begin, header, WINDOW)
        .map_err(|byte| Error::RecordTooLarge { path: String::new(), byte: byte as u64 })?;
    let kind = syntax.kind();
    let mut worker = Worker::new(kind, text.len(), Some(memory));
    for task in 0..cuts.len() {
        options.cancel.check()?;
        text.populate(cuts.base(task)..cuts.base(task + 1));
        worker.parse(&mut **parser, head, &cuts.window(&text, task));
    }
    Ok(ParsedPiece { kind, text, rows: worker.rows, segments: worker.segments, memory: memory.clone() })
}

impl ParsedPiece {
    /// Makes a batch that begins at `origin`, and moves `origin` to the next batch.
    pub fn into_batch(
        self,
        origin: &mut TextPosition,
        known: &mut KnownCategories,
        name: &str,
        on_problem: OnProblem,
    ) -> Result<Dataset> {
        // One thread makes its columns: the other threads of a stream have batches of their own.
        let mut layout = WindowIndex::new(self.segments, self.text.len(), 1, *origin);
        layout.memory = Some(self.memory);
        *origin = layout.after();
        assemble(self.kind, vec![self.rows], layout, Arc::new(self.text), name, on_problem, known)
    }
}
