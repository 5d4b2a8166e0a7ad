//! From a path to a corpus: map, cut, parse in parallel, put together.

use std::path::Path;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use memchr::memrchr;

use super::layout::{Layout, Origin, Segment};
use super::{Corpus, annotations, documents, passages, relations};
use crate::columns::{Part, merge};
use crate::input::decode::to_text;
use crate::input::source::{Input, Ways};
use crate::input::{Cuts, Io, Progress, Source, Text, Window, last_cut, mark};
use crate::pubtator::line::strip;
use crate::pubtator::parse::Parser;
use crate::workers::{self, Tasks};
use crate::{Cancel, Error, Problem, Result, available_threads};

/// What to do about lines that cannot be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnProblem {
    /// Keep them as rows of the problems table.
    #[default]
    Collect,
    /// Stop at the first of the input.
    Raise,
    /// Forget them.
    Ignore,
}

impl FromStr for OnProblem {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, String> {
        match name {
            "collect" => Ok(Self::Collect),
            "raise" => Ok(Self::Raise),
            "ignore" => Ok(Self::Ignore),
            _ => Err(format!("on_problem must be 'collect', 'raise' or 'ignore', not {name:?}")),
        }
    }
}

/// How to open an input.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Threads to parse with; 0 is as many as there are cores.
    pub threads: usize,
    /// How the bytes come in.
    pub io: Io,
    /// What to do about lines that cannot be read.
    pub on_problem: OnProblem,
    /// Take the input for block text without looking whether it is.
    pub trusted: bool,
    /// Bytes of a window; 0 chooses by the size of the input.
    pub window: usize,
    /// Asked for now and then while working.
    pub cancel: Cancel,
    /// Told how far the work is.
    pub progress: Progress,
}

impl Options {
    /// The threads to use.
    pub(crate) fn threads(&self) -> usize {
        if self.threads == 0 { available_threads() } else { self.threads }
    }

    pub(crate) fn ways(&self) -> Ways<'_> {
        Ways { io: self.io, threads: self.threads(), cancel: &self.cancel, progress: &self.progress }
    }
}

/// Windows of large inputs: small enough to share evenly, large enough to forget about.
const WINDOW: usize = 32 << 20;

/// Below this size, sharing the work costs more than it saves.
const SMALLEST_WINDOW: usize = 1 << 20;

impl Corpus {
    /// Opens and parses a dump.
    pub fn open(path: &Path, options: &Options) -> Result<Self> {
        Self::read(path.into(), options)
    }

    /// Reads and parses an input. What is packed is unpacked into memory.
    pub fn read(source: Source, options: &Options) -> Result<Self> {
        let name = source.name();
        let input = source.open(&options.ways())?;
        if !options.trusted {
            input.require_block_text(&name)?;
        }
        let text = match input {
            Input::Text(text) => text,
            Input::Decoded(decoded) => to_text(decoded, &name, |text| complete(text, options))?.into(),
        };
        let corpus = Self::parse(text, &name, options)?;
        corpus.text.unchanged()?;
        Ok(corpus)
    }

    /// Parses bytes that are there already; `name` stands for the path in errors.
    pub fn parse(text: Text, name: &str, options: &Options) -> Result<Self> {
        let threads = options.threads();
        let target = match options.window {
            0 => (text.len() / (4 * threads)).clamp(SMALLEST_WINDOW, WINDOW),
            bytes => bytes,
        };
        let cuts = Cuts::new(&text, target)
            .map_err(|byte| Error::RecordTooLarge { path: name.into(), byte: byte as u64 })?;
        let threads_used = threads.min(cuts.len()).max(1);
        let tasks = Tasks::new(cuts.len());
        let shares = workers::run(threads_used, || {
            let mut worker = Worker::new(Parser::default(), text.len() / threads_used);
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
        let layout = Layout::new(segments, threads, Origin::default());
        Self::assemble(parts, layout, text, Some(name.into())).treat_problems(options.on_problem)
    }

    /// A batch of a stream, and what comes before the next one.
    pub(crate) fn of_batch(
        parsed: Parsed,
        origin: Origin,
        name: &str,
        options: &Options,
    ) -> Result<(Self, Origin)> {
        let bytes = parsed.text.len();
        let layout = Layout::new(parsed.segments, options.threads(), origin);
        let next = Origin {
            bytes: origin.bytes + bytes,
            lines: layout.lines,
            documents: origin.documents + layout.counts.documents,
            annotations: origin.annotations + layout.counts.annotations,
            relations: origin.relations + layout.counts.relations,
        };
        let corpus = Self::assemble(vec![parsed.part], layout, parsed.text, Some(name.into()));
        Ok((corpus.treat_problems(options.on_problem)?, next))
    }

    fn treat_problems(mut self, what: OnProblem) -> Result<Self> {
        match (what, self.problems.first()) {
            (OnProblem::Raise, Some(problem)) => {
                let Problem { line, byte, code } = *problem;
                let (path, message) = (self.path.clone().unwrap_or_default(), self.message(problem));
                Err(Error::Problem { path, line, byte, code, message })
            }
            (OnProblem::Ignore, _) => {
                self.problems = Vec::new();
                Ok(self)
            }
            _ => Ok(self),
        }
    }

    /// A corpus of one part, which is one window.
    pub(crate) fn from_part(part: Part, text: Text) -> Self {
        let counts = part.counts();
        let (local, first) = Default::default();
        let segment = Segment { part: 0, local, first, counts, base: 0, line: 0 };
        Self::assemble(vec![part], Layout::new(vec![segment], 1, Origin::default()), text, None)
    }

    /// Puts the workers' parts together.
    fn assemble(parts: Vec<Part>, layout: Layout, text: Text, path: Option<String>) -> Self {
        let problems = problems(&parts, &layout);
        let relation_types = merge(parts.iter().map(|part| &part.relation_types));
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
            path,
            text: Arc::new(text),
            layout,
            documents: documents::Documents::new(documents),
            annotations: annotations::Annotations::new(annotations),
            relations: relations::Relations::new(relations, relation_types),
            passages: passages::Passages::new(passages),
            problems,
            index: OnceLock::new(),
        }
    }
}

/// One thread's share of the work.
struct Worker {
    parser: Parser,
    part: Part,
    segments: Vec<Segment>,
}

impl Worker {
    /// A worker that expects so many bytes.
    fn new(parser: Parser, bytes: usize) -> Self {
        // A dump has an annotation in 160 bytes; denser files make the columns grow.
        const BYTES_PER_ANNOTATION: usize = 128;
        let mut part = Part::default();
        part.annotations.reserve(bytes / BYTES_PER_ANNOTATION);
        Self { parser, part, segments: Vec::new() }
    }

    fn parse(&mut self, window: &Window<'_>, base: usize) -> Segment {
        let local = self.part.counts();
        let line = self.parser.parse(window, &mut self.part);
        let counts = self.part.counts() - local;
        let segment = Segment { part: 0, local, first: local, counts, base, line };
        self.segments.push(segment);
        segment
    }
}

/// The problems of all windows, by their place in the input.
fn problems(parts: &[Part], layout: &Layout) -> Vec<Problem> {
    let mut all = Vec::with_capacity(layout.counts.problems);
    for segment in &layout.segments {
        let rows = segment.local.problems..segment.local.problems + segment.counts.problems;
        all.extend(parts[segment.part].problems[rows].iter().map(|row| Problem {
            line: (segment.line + row.line as usize + 1) as u64,
            byte: (layout.origin.bytes + segment.base + row.byte as usize) as u64,
            code: row.code(),
        }));
    }
    all
}

/// The sentence for a problem of a text with so many bytes before it: its line is looked up, and is most
/// often short.
pub(super) fn message(text: &[u8], before: usize, problem: &Problem) -> String {
    let byte = problem.byte as usize - before;
    let begin = memrchr(b'\n', &text[..byte]).map_or(0, |newline| newline + 1);
    let end = memchr::memchr(b'\n', &text[byte..]).map_or(text.len(), |newline| byte + newline + 1);
    let line = strip(&text[begin..end]);
    let begin = if before + begin == 0 { mark(line) } else { 0 };
    problem.code.message(&line[begin..])
}

/// How much of a text that stops before its end is complete: bytes, and documents.
fn complete(text: &[u8], options: &Options) -> (usize, usize) {
    let end = last_cut(text, mark(text)).unwrap_or(0);
    let options = Options { on_problem: OnProblem::Ignore, ..options.clone() };
    let parsed = Corpus::parse(text[..end].to_vec().into(), "", &options);
    (end, parsed.map_or(0, |corpus| corpus.documents_len()))
}

/// A piece of an input that begins and ends where no document is open.
#[derive(Debug)]
pub(crate) struct Piece {
    pub text: Text,
    /// The length of the byte-order mark that it begins with.
    pub begin: usize,
    /// Where the comments at the head of the input end in it.
    pub header: usize,
}

/// A piece in columns.
#[derive(Debug)]
pub(crate) struct Parsed {
    text: Text,
    part: Part,
    segments: Vec<Segment>,
}

/// Parses a piece on this thread.
pub(crate) fn parse_piece(piece: Piece, parser: &mut Parser, options: &Options) -> Result<Parsed> {
    let Piece { text, begin, header } = piece;
    // A piece is no larger than a window can be.
    let cuts = Cuts::of_piece(&text, begin, header, WINDOW)
        .map_err(|byte| Error::RecordTooLarge { path: String::new(), byte: byte as u64 })?;
    let mut worker = Worker::new(std::mem::take(parser), text.len());
    for task in 0..cuts.len() {
        options.cancel.check()?;
        text.populate(cuts.base(task)..cuts.base(task + 1));
        worker.parse(&cuts.window(&text, task), cuts.base(task));
    }
    *parser = worker.parser;
    Ok(Parsed { text, part: worker.part, segments: worker.segments })
}
