//! An input as batches, in bounded memory.
//!
//! With one thread all work happens in [`Stream::next`]. With more, one unpacks and cuts, and the
//! others parse; a piece that is being worked on has a permit, of which there are few, so however fast
//! the input and however slow the caller, memory stays the same. What the caller has is the caller's.

mod fill;
mod threads;

use std::fmt;

use crate::corpus::{Corpus, OnProblem, Options, Origin, parse_piece};
use crate::input::Source;
use crate::pubtator::parse::Parser;
use crate::workers::guard;
use crate::{Code, Error, Result};
use fill::Fill;
use threads::Threads;

/// The bytes of a batch, if nobody says otherwise.
pub const BATCH_BYTES: usize = 64 << 20;

/// The batches of an input, in its order.
pub struct Stream {
    name: String,
    options: Options,
    work: Work,
    origin: Origin,
    problems: [u64; Code::ALL.len()],
    process: u32,
}

enum Work {
    Here { fill: Fill, parser: Parser },
    Threads(Threads),
    Done,
}

impl Stream {
    /// Opens an input and begins to read it. [`Options::window`] is of no meaning here.
    pub fn open(source: Source, options: Options, batch_bytes: usize) -> Result<Self> {
        let name = source.name();
        let input = source.open(&options.ways())?;
        if !options.trusted {
            input.require_block_text(&name)?;
        }
        let count = options.threads();
        let fill = Fill::new(input, &name, batch_bytes, 1);
        let work = match count {
            1 => Work::Here { fill, parser: Parser::default() },
            _ => Work::Threads(Threads::start(fill, &options, count)?),
        };
        let process = std::process::id();
        Ok(Self { name, options, work, origin: Origin::default(), problems: Default::default(), process })
    }

    /// What the batches so far have: what comes before the next one.
    pub fn delivered(&self) -> Origin {
        self.origin
    }

    /// How many problems the batches so far have, by code.
    pub fn problems(&self) -> impl Iterator<Item = (Code, u64)> {
        Code::ALL.into_iter().zip(self.problems).filter(|&(_, count)| count > 0)
    }

    fn batch(&mut self) -> Result<Option<Corpus>> {
        let parsed = match &mut self.work {
            Work::Here { fill, parser } => guard(|| match fill.next(&self.options)? {
                Some(piece) => parse_piece(piece, parser, &self.options).map(Some),
                None => Ok(None),
            })?,
            Work::Threads(threads) => threads.next()?,
            Work::Done => None,
        };
        let Some(parsed) = parsed else { return Ok(None) };
        let (corpus, next) = Corpus::of_batch(parsed, self.origin, &self.name, &self.options)?;
        self.origin = next;
        if self.options.on_problem == OnProblem::Collect {
            corpus.problems().iter().for_each(|problem| self.problems[problem.code as usize] += 1);
        }
        Ok(Some(corpus))
    }
}

impl Iterator for Stream {
    type Item = Result<Corpus>;

    /// The next batch. After an error there is none.
    fn next(&mut self) -> Option<Result<Corpus>> {
        let mut batch = self.batch();
        if !matches!(batch, Ok(Some(_))) {
            self.work = Work::Done;
        }
        if let Err(Error::Fault { documents, .. }) = &mut batch {
            *documents = self.origin.documents as u64;
        }
        batch.transpose()
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.options.cancel.cancel();
        if self.process != std::process::id() {
            // The threads are another process's: nobody would come to be joined.
            std::mem::forget(std::mem::replace(&mut self.work, Work::Done));
        }
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("name", &self.name).field("delivered", &self.origin).finish()
    }
}
