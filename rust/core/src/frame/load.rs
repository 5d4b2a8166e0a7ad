//! From an input to rows: cut, parse in parallel, put together.

use std::sync::Arc;

use super::{Format, Frame, Invalid, Layout, OnProblem, Options, Origin, Part, Segment};
use crate::columns::Memory;
use crate::input::decode::to_text;
use crate::input::source::Input;
use crate::input::{Cuts, Source, Text, Window, mark};
use crate::workers::{self, Tasks};
use crate::{Error, Problem, Records, Result};

/// Windows of large inputs: small enough to share evenly, large enough to forget about.
const WINDOW: usize = 32 << 20;

/// Below this size, sharing the work costs more than it saves.
const SMALLEST_WINDOW: usize = 1 << 20;

/// Reads and parses an input. What is packed is unpacked into memory.
pub(crate) fn read<F: Format>(source: Source, options: &Options) -> Result<F> {
    let name = source.name();
    let input = source.open(&options.ways())?;
    if !options.trusted {
        input.require(&name, F::require)?;
    }
    let text = match input {
        Input::Text(text) => text,
        Input::Decoded(decoded) => {
            to_text(decoded, &name, options, |text| complete::<F>(text, options))?.into()
        }
    };
    let whole: F = parse(text, &name, options)?;
    whole.frame().text.unchanged()?;
    Ok(whole)
}

/// Parses bytes that are there already; `name` stands for the path in errors.
pub(crate) fn parse<F: Format>(text: Text, name: &str, options: &Options) -> Result<F> {
    let threads = options.threads();
    let target = match options.window {
        0 => (text.len() / (4 * threads)).clamp(SMALLEST_WINDOW, WINDOW),
        bytes => bytes,
    };
    let begin = mark(&text);
    let mut head = F::Head::default();
    let (header, _) = F::head(&text, begin, &mut head);
    let cuts = Cuts::new::<F>(&text, begin, header, target)
        .map_err(|byte| Error::RecordTooLarge { path: name.into(), byte: byte as u64 })?;
    let threads_used = threads.min(cuts.len()).max(1);
    let tasks = Tasks::new(cuts.len());
    let shares = workers::run(threads_used, || {
        let share = text.len() / threads_used;
        let mut worker = Worker::<F>::new(F::Parser::default(), head, share, None);
        while let Some(task) = tasks.take() {
            options.cancel.check()?;
            text.populate(cuts.base(task)..cuts.base(task + 1));
            let segment = worker.parse(&cuts.window(&text, task), cuts.base(task));
            if text.is_mapped() {
                options.progress.add(cuts.base(task + 1) - cuts.base(task));
            }
            if options.on_problem == OnProblem::Raise && segment.counts.problems > 0 {
                // Windows before this one are taken already: the first problem is among theirs or here.
                tasks.stop();
            }
        }
        Ok(worker)
    })?;
    let mut segments = Vec::new();
    let mut parts = Vec::new();
    for (at, worker) in shares.into_iter().enumerate() {
        segments.extend(worker.segments.into_iter().map(|segment| Segment { part: at, ..segment }));
        parts.push(worker.part);
    }
    let layout = Layout::new(segments, text.len(), threads, Origin::default());
    assemble(parts, layout, Arc::new(text), name, options.on_problem, &mut F::Known::default())
}

fn assemble<F: Format>(
    parts: Vec<F::Part>,
    layout: Layout,
    text: Arc<Text>,
    name: &str,
    on_problem: OnProblem,
    known: &mut F::Known,
) -> Result<F> {
    let problems = problems(&parts, &layout);
    let invalid = Invalid::of_problems(&problems, &text, layout.origin.bytes);
    let mut frame = Frame { path: Some(name.into()), text, layout, problems, invalid };
    frame.treat_problems(on_problem)?;
    Ok(F::assemble(parts, frame, known))
}

/// One thread's share of the work.
struct Worker<F: Format> {
    parser: F::Parser,
    head: F::Head,
    part: F::Part,
    segments: Vec<Segment>,
}

impl<F: Format> Worker<F> {
    /// A worker that expects so many bytes.
    fn new(parser: F::Parser, head: F::Head, bytes: usize, memory: Option<&Arc<Memory>>) -> Self {
        let mut part = F::Part::default();
        part.reserve(bytes, memory);
        Self { parser, head, part, segments: Vec::new() }
    }

    fn parse(&mut self, window: &Window<'_>, base: usize) -> Segment {
        let local = self.part.counts();
        let line = F::parse(&mut self.parser, self.head, window, &mut self.part);
        let counts = self.part.counts() - local;
        let segment = Segment { part: 0, local, first: local, counts, base, line };
        self.segments.push(segment);
        segment
    }
}

/// The problems of all windows, by their place in the input.
fn problems<P: Part>(parts: &[P], layout: &Layout) -> Vec<Problem> {
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

/// How much of a text that stops before its end is complete.
fn complete<F: Format>(text: &[u8], options: &Options) -> (usize, Records) {
    let end = F::last_cut(text, mark(text)).unwrap_or(0);
    let options = Options { on_problem: OnProblem::Ignore, ..options.clone() };
    let parsed = parse::<F>(text[..end].to_vec().into(), "", &options);
    (end, F::RECORDS(parsed.map_or(0, |whole| whole.frame().layout.counts.records()) as u64))
}

/// A piece of an input that begins and ends at a cut.
#[derive(Debug)]
pub(crate) struct Piece<H> {
    pub text: Text,
    /// The length of the byte-order mark that it begins with.
    pub begin: usize,
    /// Where the head of the input ends in it.
    pub header: usize,
    /// What the head says.
    pub head: H,
}

/// A piece in rows.
pub(crate) struct Parsed<F: Format> {
    text: Text,
    part: F::Part,
    segments: Vec<Segment>,
    memory: Arc<Memory>,
}

/// Parses a piece on this thread.
pub(crate) fn parse_piece<F: Format>(
    piece: Piece<F::Head>,
    parser: &mut F::Parser,
    options: &Options,
    memory: &Arc<Memory>,
) -> Result<Parsed<F>> {
    let Piece { text, begin, header, head } = piece;
    // A piece is no larger than a window can be.
    let cuts = Cuts::new::<F>(&text, begin, header, WINDOW)
        .map_err(|byte| Error::RecordTooLarge { path: String::new(), byte: byte as u64 })?;
    let mut worker = Worker::<F>::new(std::mem::take(parser), head, text.len(), Some(memory));
    for task in 0..cuts.len() {
        options.cancel.check()?;
        text.populate(cuts.base(task)..cuts.base(task + 1));
        worker.parse(&cuts.window(&text, task), cuts.base(task));
    }
    *parser = worker.parser;
    Ok(Parsed { text, part: worker.part, segments: worker.segments, memory: memory.clone() })
}

impl<F: Format> Parsed<F> {
    /// A batch of a stream, where so much comes before it; then what comes before the next one.
    pub fn into_batch(
        self,
        origin: &mut Origin,
        known: &mut F::Known,
        name: &str,
        on_problem: OnProblem,
    ) -> Result<F> {
        // The threads of a stream have batches of their own to work on.
        let mut layout = Layout::new(self.segments, self.text.len(), 1, *origin);
        layout.memory = Some(self.memory);
        *origin = layout.after();
        assemble(vec![self.part], layout, Arc::new(self.text), name, on_problem, known)
    }
}
