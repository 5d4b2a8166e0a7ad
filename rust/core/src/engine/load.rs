//! Loads an input: cuts it, parses it in parallel and assembles the rows.

use std::sync::Arc;

use super::pool::{ParsePool, ParseTask, Worker};
use super::{Cutter, Heading, Input, OpenInput};
use crate::base::{MAX_WINDOW, OnProblem, Options};
use crate::columns::PagePool;
use crate::formats::{Cuts, Parser, Syntax, Window, syntax};
use crate::io::{Text, TextBuf};
use crate::model::worker_rows::WorkerRows;
use crate::model::{
    Dataset, Inputs, InvalidUtf8, Kind, KnownCategories, ParsedInput, TextPosition, WindowIndex, WindowRows,
};
use crate::{Error, Problem, ProblemCode, Result};

/// The size of windows in large inputs: small enough to share evenly, large enough that the overhead does not matter.
const WINDOW: usize = 32 << 20;

/// The smallest window size. Below it, sharing the work costs more than it saves.
const SMALLEST_WINDOW: usize = 1 << 20;

impl Dataset {
    /// Reads and parses an input of a kind. A compressed input is parsed while it is decompressed into memory.
    pub fn read(kind: Kind, input: impl Into<Input>, options: &Options) -> Result<Self> {
        Self::read_all(kind, [input.into()], options)
    }

    /// Reads several inputs of a kind as one data set. Rows count on from one input to the next; bytes and lines count
    /// from the beginning of each input.
    pub fn read_all(kind: Kind, inputs: impl IntoIterator<Item = Input>, options: &Options) -> Result<Self> {
        let mut loader = Loader::new(kind, options);
        for input in inputs {
            loader.input(input)?;
            if options.on_problem == OnProblem::Raise && loader.pool.counts().problems > 0 {
                break;
            }
        }
        let whole = loader.finish()?;
        whole.text().unchanged()?;
        Ok(whole)
    }

    /// Parses bytes in memory; `name` stands for the path in errors.
    pub fn parse(kind: Kind, text: TextBuf, name: &str, options: &Options) -> Result<Self> {
        let mut loader = Loader::new(kind, options);
        loader.begin(name.into(), true);
        loader.end(text)?;
        loader.finish()
    }
}

/// Inputs that are being parsed, one after another.
pub(super) struct Loader<'o> {
    pub options: &'o Options,
    /// The position up to which the current input was cut into windows and parsed.
    pub cutter: Cutter,
    pub pool: ParsePool<'o>,
    /// The inputs so far, the current one included.
    pub inputs: Inputs,
    /// The texts of the inputs that are complete.
    texts: Vec<TextBuf>,
}

impl<'o> Loader<'o> {
    fn new(kind: Kind, options: &'o Options) -> Self {
        let syntax = syntax(kind);
        Self {
            options,
            cutter: Cutter::new(syntax, true),
            pool: ParsePool::new(syntax, options),
            inputs: Inputs::default(),
            texts: Vec::new(),
        }
    }

    /// Reads an input.
    fn input(&mut self, input: Input) -> Result<()> {
        let name = input.name();
        let input = input.open(self.options)?;
        if !self.options.trusted {
            input.require(&name, self.kind())?;
        }
        self.begin(name, input.has_head());
        let text = match input {
            OpenInput::Text(text) => text,
            OpenInput::Decoded(decoded) => self.decompress(decoded)?,
        };
        self.end(text)
    }

    /// The number of records of the current input so far.
    pub fn records(&self) -> usize {
        let before = self.inputs.last().map_or(0, |input| input.records);
        self.pool.counts().records() - before
    }

    /// Begins an input; `has_head` is true if it may have a head.
    fn begin(&mut self, name: String, has_head: bool) {
        let begin = self.texts.iter().map(|text| text.len() + Text::GAP).sum();
        let counts = self.pool.counts();
        self.inputs.push(name, begin, counts.records(), counts.problems);
        self.pool.input = begin;
        self.cutter = Cutter::new(self.cutter.syntax, has_head);
    }

    /// Parses what is left of the current input, whose whole text is `text`.
    fn end(&mut self, text: TextBuf) -> Result<()> {
        self.rest(&text, text.len(), self.options.on_problem == OnProblem::Raise)?;
        self.texts.push(text);
        Ok(())
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
        let tasks =
            cut(&mut self.cutter, rest, target, (self.inputs.last_name(), self.options.max_record()))?;
        let threads = self.options.threads().min(tasks.len()).max(1);
        self.pool.parse(threads, rest.len(), Some((text, stops)), |hand| {
            tasks.into_iter().try_for_each(|task| hand.send(task)).ok();
            Ok(())
        })
    }

    /// Assembles the rows of all windows.
    fn finish(self) -> Result<Dataset> {
        let (kind, text) = (self.kind(), Text::of(self.texts));
        let (workers, segments) = self.pool.into_parts();
        let layout = WindowIndex::new(segments, text.len(), self.options.threads(), TextPosition::default());
        let known = &mut KnownCategories::default();
        assemble(kind, workers, layout, text, self.inputs, self.options.on_problem, known)
    }
}

/// Cuts `text`, which reaches from the last cut to a new one, into windows. Fails with the name of the input if a record
/// has more than `most` bytes.
pub(super) fn cut<'t>(
    cutter: &mut Cutter,
    text: &'t [u8],
    target: usize,
    (name, most): (&str, usize),
) -> Result<Vec<ParseTask<'t>>> {
    let before = cutter.before();
    let Heading { begin, header, head } = cutter.pass(text);
    let too_large = |byte| Error::RecordTooLarge { path: name.into(), byte: (before + byte) as u64, most };
    let cuts = Cuts::new(cutter.syntax, text, begin, header, target, most).map_err(too_large)?;
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
    text: Text,
    inputs: Inputs,
    on_problem: OnProblem,
    known: &mut KnownCategories,
) -> Result<Dataset> {
    let (text, problems, invalid) = (Arc::new(text), problems(&workers, &layout), InvalidUtf8::default());
    let mut parsed = ParsedInput { inputs, text, layout, problems, invalid };
    let is_invalid = |&at: &usize| parsed.problems[at].code == ProblemCode::InvalidUtf8;
    let invalid = (0..parsed.problems.len()).filter(is_invalid).map(|at| parsed.position(at));
    parsed.invalid = InvalidUtf8::of_lines(invalid, parsed.text.bytes());
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
            byte: layout.byte(segment, row.byte as usize) as u64,
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
    // The records of a piece were found to be no larger than they may be.
    let most = MAX_WINDOW;
    let cuts = Cuts::new(syntax, &text, begin, header, WINDOW, most)
        .map_err(|byte| Error::RecordTooLarge { path: String::new(), byte: byte as u64, most })?;
    let kind = syntax.kind();
    let mut worker = Worker::new(kind, text.len(), Some(memory));
    for task in 0..cuts.len() {
        options.cancel.check()?;
        text.populate(cuts.base(task)..cuts.base(task + 1));
        worker.parse(&mut **parser, head, &cuts.window(&text, task), 0);
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
        let mut inputs = Inputs::default();
        inputs.push(name.into(), 0, 0, 0);
        assemble(self.kind, vec![self.rows], layout, self.text.into(), inputs, on_problem, known)
    }
}
