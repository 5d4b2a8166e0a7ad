//! An input as batches, in bounded memory.
//!
//! With one thread all work happens in [`Stream::next`]. With more, one reads, and unpacks what can only be
//! unpacked from its beginning to its end; the others do all the rest. A chunk that is being worked on has a permit,
//! of which there are few, so however fast the input and however slow the caller, memory stays the same. What
//! the caller has is the caller's.

mod link;
mod pipeline;
mod supply;
mod threads;
mod turns;

use std::collections::VecDeque;
use std::fmt;

use crate::corpus::Corpus;
use crate::frame::{Format, Make, OnProblem, Options, Origin};
use crate::input::{LARGEST, Source};
use crate::{Code, Error, Result};
use pipeline::Pipeline;
use supply::Supply;
use threads::Threads;

/// The bytes of a batch, if nobody says otherwise.
pub const BATCH_BYTES: usize = 64 << 20;

/// The batches of an input, in its order.
#[expect(private_bounds)] // the formats are ours
pub struct Stream<F: Format = Corpus> {
    name: String,
    options: Options,
    work: Work<F>,
    delivered: Origin,
    problems: [u64; Code::ALL.len()],
    process: u32,
}

#[expect(clippy::large_enum_variant)] // there is one a stream
enum Work<F: Format> {
    Here {
        supply: Supply,
        pipeline: Pipeline<F>,
        parser: F::Parser,
        number: usize,
        ready: VecDeque<Result<F>>,
    },
    Threads(Threads<F>),
    Done,
}

#[expect(private_bounds)]
impl<F: Format> Stream<F> {
    /// Opens an input and begins to read it. [`Options::window`] is of no meaning here.
    pub fn open(source: Source, options: Options, batch_bytes: usize) -> Result<Self> {
        let columns = columns_named::<F>(&options.columns)?;
        let name = source.name();
        let input = source.open(&options.ways())?;
        if !options.trusted {
            input.require(&name, F::require)?;
        }
        // Twice this is still less than a window can be.
        let target = batch_bytes.clamp(1, LARGEST / 2);
        let (pipeline, supply) = Pipeline::new(&name, input, target, columns, options.clone());
        let work = match options.threads() {
            1 => {
                let (parser, number, ready) = Default::default();
                Work::Here { supply, pipeline, parser, number, ready }
            }
            count => Work::Threads(Threads::start(pipeline, supply, count)?),
        };
        let process = std::process::id();
        Ok(Self { name, options, work, delivered: Origin::default(), problems: Default::default(), process })
    }

    /// What the batches so far have: what comes before the next one.
    pub fn delivered(&self) -> Origin {
        self.delivered
    }

    /// How many problems the batches so far have, by code.
    pub fn problems(&self) -> impl Iterator<Item = (Code, u64)> {
        Code::ALL.into_iter().zip(self.problems).filter(|&(_, count)| count > 0)
    }

    fn batch(&mut self) -> Result<Option<F>> {
        let batch = match &mut self.work {
            Work::Here { supply, pipeline, parser, number, ready } => loop {
                if let Some(batch) = ready.pop_front() {
                    break Some(batch?);
                }
                let Some(chunk) = pipeline.supply(supply, *number)? else { break None };
                pipeline.run(*number, chunk, parser, |batch| ready.push_back(batch));
                *number += 1;
            },
            Work::Threads(threads) => threads.next()?,
            Work::Done => None,
        };
        if let Some(batch) = &batch {
            let frame = batch.frame();
            self.delivered = frame.layout.after();
            if self.options.on_problem == OnProblem::Collect {
                frame.problems.iter().for_each(|problem| self.problems[problem.code as usize] += 1);
            }
        }
        Ok(batch)
    }
}

/// What makes the columns of these names; a table's name stands for all of its columns.
fn columns_named<F: Format>(names: &[String]) -> Result<Vec<Make<F>>> {
    let mut columns = Vec::new();
    for name in names {
        let before = columns.len();
        let is_meant = |column: &str| {
            column.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        columns.extend(F::COLUMNS.iter().filter(|(column, _)| is_meant(column)).map(|(_, make)| *make));
        if columns.len() == before {
            let known = F::COLUMNS.iter().map(|(column, _)| *column).collect();
            return Err(Error::NoColumn { name: name.clone(), known });
        }
    }
    Ok(columns)
}

impl<F: Format> Iterator for Stream<F> {
    type Item = Result<F>;

    /// The next batch. After an error there is none.
    fn next(&mut self) -> Option<Result<F>> {
        let mut batch = self.batch();
        if !matches!(batch, Ok(Some(_))) {
            self.work = Work::Done;
        }
        if let Err(Error::Fault { complete, .. }) = &mut batch {
            *complete = F::RECORDS(self.delivered.records() as u64);
        }
        batch.transpose()
    }
}

impl<F: Format> Drop for Stream<F> {
    fn drop(&mut self) {
        self.options.cancel.cancel();
        if self.process != std::process::id() {
            // The threads are another process's: nobody would come to be joined.
            std::mem::forget(std::mem::replace(&mut self.work, Work::Done));
        }
    }
}

impl<F: Format> fmt::Debug for Stream<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("name", &self.name).field("delivered", &self.delivered).finish()
    }
}
