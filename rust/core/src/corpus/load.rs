//! From a path to a corpus: map, cut, parse in parallel, put together.

use std::path::Path;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use memchr::memrchr;

use super::layout::{Layout, Segment};
use super::{Corpus, annotations, documents, passages, relations};
use crate::columns::{Part, merge};
use crate::detect::detect;
use crate::input::{Cuts, Io, Text, Window};
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
}

/// Windows of large inputs: small enough to share evenly, large enough to forget about.
const WINDOW: usize = 32 << 20;

/// Below this size, sharing the work costs more than it saves.
const SMALLEST_WINDOW: usize = 1 << 20;

impl Corpus {
    /// Opens and parses a dump.
    pub fn open(path: &Path, options: &Options) -> Result<Self> {
        let name = path.to_string_lossy();
        let text = Text::open(path, options.io, &options.cancel)?;
        if !options.trusted {
            detect(&text)
                .require_block_text()
                .map_err(|message| Error::Format { path: name.to_string(), message })?;
        }
        let corpus = Self::parse(text, &name, options)?;
        corpus.text.unchanged()?;
        Ok(corpus)
    }

    /// Parses bytes that are there already; `name` stands for the path in errors.
    pub fn parse(text: Text, name: &str, options: &Options) -> Result<Self> {
        let threads = if options.threads == 0 { available_threads() } else { options.threads };
        let target = match options.window {
            0 => (text.len() / (4 * threads)).clamp(SMALLEST_WINDOW, WINDOW),
            bytes => bytes,
        };
        let cuts = Cuts::new(&text, target)
            .map_err(|byte| Error::RecordTooLarge { path: name.into(), byte: byte as u64 })?;
        let threads_used = threads.min(cuts.len()).max(1);
        let tasks = Tasks::new(cuts.len());
        let shares = workers::run(threads_used, || {
            let mut worker = Worker::new(text.len() / threads_used);
            while let Some(task) = tasks.take() {
                options.cancel.check()?;
                text.populate(cuts.base(task)..cuts.base(task + 1));
                let segment = worker.parse(&cuts.window(&text, task), cuts.base(task));
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
        let mut corpus = Self::assemble(parts, Layout::new(segments, threads), text, Some(name.into()));
        match (options.on_problem, corpus.problems.first()) {
            (OnProblem::Raise, Some(problem)) => {
                let (line, byte, code) = (problem.line, problem.byte, problem.code);
                return Err(Error::Problem {
                    path: name.into(),
                    line,
                    byte,
                    code,
                    message: corpus.message(problem),
                });
            }
            (OnProblem::Ignore, _) => corpus.problems = Vec::new(),
            _ => {}
        }
        Ok(corpus)
    }

    /// A corpus of one part, which is one window.
    pub(crate) fn from_part(part: Part, text: Text) -> Self {
        let counts = part.counts();
        let (local, first) = Default::default();
        let segment = Segment { part: 0, local, first, counts, base: 0, line: 0 };
        Self::assemble(vec![part], Layout::new(vec![segment], 1), text, None)
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
    fn new(bytes: usize) -> Self {
        // A dump has an annotation in 160 bytes; denser files make the columns grow.
        const BYTES_PER_ANNOTATION: usize = 128;
        let mut part = Part::default();
        part.annotations.reserve(bytes / BYTES_PER_ANNOTATION);
        Self { parser: Parser::default(), part, segments: Vec::new() }
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
            byte: (segment.base + row.byte as usize) as u64,
            code: row.code(),
        }));
    }
    all
}

/// The sentence for a problem of a text: its line is looked up, and is most often short.
pub(super) fn message(text: &[u8], problem: &Problem) -> String {
    let byte = problem.byte as usize;
    let begin = memrchr(b'\n', &text[..byte]).map_or(0, |newline| newline + 1);
    let end = memchr::memchr(b'\n', &text[byte..]).map_or(text.len(), |newline| byte + newline + 1);
    let line = strip(&text[begin..end]);
    let line = if begin == 0 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
    problem.code.message(line)
}
