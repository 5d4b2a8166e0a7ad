//! From an input to rows: cut, parse in parallel, put together.

use std::sync::Arc;

use super::pool::{ParsePool, ParseTask, Worker};
use super::{Cutter, Heading, Input, OpenInput};
use crate::base::{OnProblem, Options};
use crate::columns::PagePool;
use crate::formats::{Cuts, Syntax, Window};
use crate::io::TextBuf;
use crate::model::{InvalidUtf8, ParsedInput, TextPosition, WindowIndex, WindowRows, WorkerRows};
use crate::{Error, Problem, Result};

/// Windows of large inputs: small enough to share evenly, large enough to forget about.
const WINDOW: usize = 32 << 20;

/// Below this size, sharing the work costs more than it saves.
const SMALLEST_WINDOW: usize = 1 << 20;

/// Reads and parses an input. A compressed input is parsed while it is decompressed into memory.
pub(crate) fn read<F: Syntax>(input: Input, options: &Options) -> Result<F> {
    let name = input.name();
    let input = input.open(options)?;
    if !options.trusted {
        input.require(&name, F::require)?;
    }
    let mut load = Loader::new(&name, options, input.has_head());
    let text = match input {
        OpenInput::Text(text) => text,
        OpenInput::Decoded(decoded) => load.decompress(decoded)?,
    };
    let whole: F = load.finish(text)?;
    whole.parsed().text.unchanged()?;
    Ok(whole)
}

/// Parses bytes that are there already; `name` stands for the path in errors.
pub(crate) fn parse<F: Syntax>(text: TextBuf, name: &str, options: &Options) -> Result<F> {
    Loader::new(name, options, true).finish(text)
}

/// A text on its way to rows.
pub(super) struct Loader<'o, F: Syntax> {
    pub name: &'o str,
    pub options: &'o Options,
    /// The position up to which the text was cut into windows and parsed.
    pub cutter: Cutter<F>,
    pub pool: ParsePool<'o, F>,
}

impl<'o, F: Syntax> Loader<'o, F> {
    fn new(name: &'o str, options: &'o Options, has_head: bool) -> Self {
        Self { name, options, cutter: Cutter::new(has_head), pool: ParsePool::new(options) }
    }

    /// The least size of a window, for `bytes` bytes of text.
    pub fn target(&self, bytes: usize) -> usize {
        match self.options.window {
            0 => (bytes / (4 * self.options.threads())).clamp(SMALLEST_WINDOW, WINDOW),
            bytes => bytes,
        }
    }

    /// Parses what follows the last window, up to a cut. If problems stop that, windows may be left out after one.
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

    /// Puts the rows of all windows together.
    fn finish(mut self, text: TextBuf) -> Result<F> {
        let on_problem = self.options.on_problem;
        self.rest(&text, text.len(), on_problem == OnProblem::Raise)?;
        let (parts, segments) = self.pool.into_parts();
        let layout = WindowIndex::new(segments, text.len(), self.options.threads(), TextPosition::default());
        assemble(parts, layout, Arc::new(text), self.name, on_problem, &mut F::Known::default())
    }
}

/// The windows of what follows the last cut up to another one.
pub(super) fn cut<'t, F: Syntax>(
    cutter: &mut Cutter<F>,
    text: &'t [u8],
    target: usize,
    name: &str,
) -> Result<Vec<ParseTask<'t, F>>> {
    let before = cutter.before();
    let Heading { begin, header, head } = cutter.pass(text);
    let cuts = Cuts::new::<F>(text, begin, header, target)
        .map_err(|byte| Error::RecordTooLarge { path: name.into(), byte: (before + byte) as u64 })?;
    let window = |at| {
        let window = cuts.window(text, at);
        ParseTask::Window(Window { base: before + window.base, ..window }, head)
    };
    Ok((0..cuts.len()).map(window).collect())
}

fn assemble<F: Syntax>(
    parts: Vec<F::Part>,
    layout: WindowIndex,
    text: Arc<TextBuf>,
    name: &str,
    on_problem: OnProblem,
    known: &mut F::Known,
) -> Result<F> {
    let problems = problems(&parts, &layout);
    let invalid = InvalidUtf8::of_problems(&problems, &text, layout.origin.bytes);
    let mut parsed = ParsedInput { path: Some(name.into()), text, layout, problems, invalid };
    parsed.treat_problems(on_problem)?;
    Ok(F::assemble(parts, parsed, known))
}

/// The problems of all windows, by their place in the input.
fn problems<P: WorkerRows>(parts: &[P], layout: &WindowIndex) -> Vec<Problem> {
    let mut all = Vec::with_capacity(layout.counts.problems);
    for segment in &layout.segments {
        let rows = segment.local.problems..segment.local.problems + segment.counts.problems;
        all.extend(parts[segment.part].problems()[rows].iter().map(|row| Problem {
            line: (segment.line + row.line as usize + 1) as u64,
            byte: (layout.origin.bytes + segment.base + row.byte as usize) as u64,
            code: row.code(),
        }));
    }
    all
}

/// A piece of an input that begins and ends at a cut.
#[derive(Debug)]
pub(crate) struct TextPiece<H> {
    pub text: TextBuf,
    pub heading: Heading<H>,
}

/// A parsed piece.
pub(crate) struct ParsedPiece<F: Syntax> {
    text: TextBuf,
    part: F::Part,
    segments: Vec<WindowRows>,
    memory: Arc<PagePool>,
}

/// Parses a piece on this thread.
pub(crate) fn parse_piece<F: Syntax>(
    piece: TextPiece<F::Head>,
    parser: &mut F::Parser,
    options: &Options,
    memory: &Arc<PagePool>,
) -> Result<ParsedPiece<F>> {
    let TextPiece { text, heading: Heading { begin, header, head } } = piece;
    // A piece is no larger than a window can be.
    let cuts = Cuts::new::<F>(&text, begin, header, WINDOW)
        .map_err(|byte| Error::RecordTooLarge { path: String::new(), byte: byte as u64 })?;
    let mut worker = Worker::<F>::new(std::mem::take(parser), text.len(), Some(memory));
    for task in 0..cuts.len() {
        options.cancel.check()?;
        text.populate(cuts.base(task)..cuts.base(task + 1));
        worker.parse(head, &cuts.window(&text, task));
    }
    *parser = worker.parser;
    Ok(ParsedPiece { text, part: worker.part, segments: worker.segments, memory: memory.clone() })
}

impl<F: Syntax> ParsedPiece<F> {
    /// A batch of a stream, where so much comes before it; then what comes before the next one.
    pub fn into_batch(
        self,
        origin: &mut TextPosition,
        known: &mut F::Known,
        name: &str,
        on_problem: OnProblem,
    ) -> Result<F> {
        // The threads of a stream have batches of their own to work on.
        let mut layout = WindowIndex::new(self.segments, self.text.len(), 1, *origin);
        layout.memory = Some(self.memory);
        *origin = layout.after();
        assemble(vec![self.part], layout, Arc::new(self.text), name, on_problem, known)
    }
}
