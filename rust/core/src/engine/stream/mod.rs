//! Reads an input as batches, in bounded memory.
//!
//! With one thread all work happens in [`Stream::next`]. With more, the threads take turns to read a chunk, and each
//! makes the batch of its chunk. If text can only be decompressed from its beginning to its end, decompressing is part
//! of reading. A chunk in progress holds one of a few permits, so memory stays bounded however fast the input and
//! however slow the caller. Batches that the caller holds are not counted.

mod chunk_source;
mod mailbox;
mod pipeline;
mod sequencer;
mod splitter;
mod threads;

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use super::Input;
use crate::base::{Executor, MAX_WINDOW, Options};
use crate::formats::{Parser, syntax};
use crate::model::{Dataset, Kind, TableId, TextPosition};
use crate::{Error, ProblemCode, Result};
use chunk_source::ChunkSource;
use pipeline::{BatchResult, Pipeline};
pub(crate) use sequencer::Sequencer;
use threads::Threads;

/// The default size of a batch's text, in bytes.
pub const BATCH_BYTES: usize = 64 << 20;

/// The sizes of batches, in bytes of text.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// The bytes of the first batch. Each later batch has four times as many as the one before, up to `most`.
    pub first: usize,
    /// The most bytes of a batch, unless a single record is larger.
    pub most: usize,
}

impl Sizes {
    pub fn even(bytes: usize) -> Self {
        Self { first: bytes, most: bytes }
    }

    fn legal(self) -> Self {
        // Twice this size still fits a window.
        let most = self.most.clamp(1, MAX_WINDOW / 2);
        Self { first: self.first.clamp(1, most), most }
    }
}

/// The size of the batch after one of `bytes` bytes.
fn grown(bytes: usize, most: usize) -> usize {
    bytes.saturating_mul(4).min(most)
}

/// Makes the product of a batch, in the thread that parsed it.
pub type MakeProduct<P> = Box<dyn Fn(Dataset) -> Result<P> + Send + Sync>;

/// The sizes of a stream's batches, and the product to make of each.
pub struct StreamPlan<P> {
    pub sizes: Sizes,
    /// The rows before the input, if it is one of several. Its rows count on; its bytes and lines do not.
    pub before: TextPosition,
    /// True if a type keeps its code in all batches. That keeps every value ever seen in memory; callers that process
    /// one batch after another do not need it.
    pub same_codes: bool,
    pub make: MakeProduct<P>,
    /// Threads shared with other work; without them the stream starts its own.
    pub executor: Option<Arc<Executor>>,
}

/// The batches of an input in order, or the products made of them.
pub struct Stream<P = Dataset> {
    kind: Kind,
    name: String,
    options: Options,
    work: StreamWork<P>,
    before: TextPosition,
    delivered: TextPosition,
    problems: [u64; ProblemCode::ALL.len()],
    process: u32,
}

#[expect(clippy::large_enum_variant)] // there is one a stream
enum StreamWork<P> {
    Here {
        chunk_source: ChunkSource,
        pipeline: Pipeline<P>,
        parser: Box<dyn Parser>,
        number: usize,
        ready: VecDeque<Result<BatchResult<P>>>,
    },
    Threads(Threads<P>),
    Done,
}

impl Stream {
    /// Opens an input and begins to read it. [`Options::window`] has no effect here.
    pub fn open(kind: Kind, input: impl Into<Input>, options: Options, batch_bytes: usize) -> Result<Self> {
        let make = with_columns(kind, &options.columns)?;
        let plan = StreamPlan {
            sizes: Sizes::even(batch_bytes),
            before: TextPosition::default(),
            same_codes: true,
            make,
            executor: None,
        };
        Self::making(kind, input, options, plan)
    }
}

impl<P: Send + 'static> Stream<P> {
    /// Opens an input and begins to make a product of each batch. [`Options::columns`] has no effect here.
    pub fn making(
        kind: Kind,
        input: impl Into<Input>,
        options: Options,
        plan: StreamPlan<P>,
    ) -> Result<Self> {
        let input = input.into();
        let name = input.name();
        let input = input.open(&options)?;
        if !options.trusted {
            input.require(&name, kind)?;
        }
        let before = plan.before.of_rows();
        let (threads, given) = (options.threads(), plan.executor.clone());
        let plan = StreamPlan { sizes: plan.sizes.legal(), before, ..plan };
        let syntax = syntax(kind);
        let (pipeline, chunk_source) = Pipeline::new(syntax, &name, input, plan, options.clone());
        let executor = given.unwrap_or_else(|| Arc::new(Executor::new(threads, &options.cancel)));
        let work = match (threads, executor.threads()) {
            (1, _) => {
                let (number, ready) = Default::default();
                StreamWork::Here { chunk_source, pipeline, parser: syntax.parser(), number, ready }
            }
            (_, 0) => return Err(Error::Threads),
            _ => StreamWork::Threads(Threads::start(pipeline, chunk_source, executor)),
        };
        let (problems, process) = (Default::default(), std::process::id());
        Ok(Self { kind, name, options, work, before, delivered: before, problems, process })
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The position of the next batch.
    pub fn delivered(&self) -> TextPosition {
        self.delivered
    }

    /// The number of problems in the batches so far, by code.
    pub fn problems(&self) -> impl Iterator<Item = (ProblemCode, u64)> {
        ProblemCode::ALL.into_iter().zip(self.problems).filter(|&(_, count)| count > 0)
    }

    fn batch(&mut self) -> Result<Option<P>> {
        let made = match &mut self.work {
            StreamWork::Here { chunk_source, pipeline, parser, number, ready } => loop {
                if let Some(batch) = ready.pop_front() {
                    break Some(batch?);
                }
                let Some(chunk) = pipeline.next_chunk(chunk_source, *number)? else { break None };
                pipeline.run(*number, chunk, parser, |batch| ready.push_back(batch));
                *number += 1;
            },
            StreamWork::Threads(threads) => threads.next()?,
            StreamWork::Done => None,
        };
        Ok(made.map(|made| {
            self.delivered = made.after;
            self.problems.iter_mut().zip(made.problems).for_each(|(sum, count)| *sum += count);
            made.product
        }))
    }
}

/// Gives batches unchanged, once their columns `names` are made; a table's name stands for all of its columns.
pub fn with_columns(kind: Kind, names: &[String]) -> Result<MakeProduct<Dataset>> {
    let known = || {
        let columns = |&table: &TableId| table.spec().attributes().map(move |column| (table, column.name));
        kind.tables().iter().flat_map(columns)
    };
    // The columns of a table file are named without their table.
    let full_name = |(table, column): (TableId, &str)| match kind {
        Kind::Documents => format!("{}.{column}", table.spec().name),
        Kind::Entities | Kind::Relations => column.to_owned(),
    };
    let mut columns: Vec<(TableId, Vec<&'static str>)> = Vec::new();
    for name in names {
        let is_meant = |column: &(TableId, &str)| {
            let full = full_name(*column);
            full.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let before = columns.len();
        for (table, column) in known().filter(is_meant) {
            match columns.get_mut(before) {
                Some((last, names)) if *last == table => names.push(column),
                _ => columns.push((table, vec![column])),
            }
        }
        if columns.len() == before {
            return Err(Error::NoColumn { name: name.clone(), known: known().map(full_name).collect() });
        }
    }
    Ok(Box::new(move |batch| {
        columns.iter().try_for_each(|(table, names)| batch.make_columns(*table, names))?;
        Ok(batch)
    }))
}

impl<P: Send + 'static> Iterator for Stream<P> {
    type Item = Result<P>;

    /// The product of the next batch, or none after an error.
    fn next(&mut self) -> Option<Result<P>> {
        let mut batch = self.batch();
        if !matches!(batch, Ok(Some(_))) {
            self.work = StreamWork::Done;
        }
        if let Err(Error::Fault { complete, .. }) = &mut batch {
            let records = self.delivered.records() - self.before.records();
            *complete = self.kind.records(records as u64);
        }
        batch.transpose()
    }
}

impl<P> Drop for Stream<P> {
    fn drop(&mut self) {
        self.options.cancel.cancel();
        if self.process != std::process::id() {
            // The threads belong to another process and cannot be joined here.
            std::mem::forget(std::mem::replace(&mut self.work, StreamWork::Done));
        }
    }
}

impl<P> fmt::Debug for Stream<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("name", &self.name).field("delivered", &self.delivered).finish()
    }
}
