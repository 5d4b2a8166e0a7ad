//! Makes a stream on several threads: a free thread reads the next chunk and makes its batch.

use std::sync::{Arc, Mutex, PoisonError};

use super::chunk_source::ChunkSource;
use super::mailbox::{Delivery, Mailbox};
use super::pipeline::{BatchResult, Pipeline};
use crate::Result;
use crate::base::{Executor, Work};
use crate::formats::Parser;

/// The threads of a stream.
pub(super) struct Threads<P> {
    executor: Arc<Executor>,
    shared: Arc<ThreadsShared<P>>,
}

struct ThreadsShared<P> {
    pipeline: Pipeline<P>,
    batches: Mailbox<Result<BatchResult<P>>>,
    /// Idle parsers, with the memory that they keep.
    parsers: Mutex<Vec<Box<dyn Parser>>>,
}

impl<P: Send + 'static> Threads<P> {
    /// Begins to read, on threads that may have other work.
    pub fn start(pipeline: Pipeline<P>, mut chunk_source: ChunkSource, executor: Arc<Executor>) -> Self {
        // If chunks are cheap to read, all threads have time to parse. Decompressing a stream keeps one busy.
        let permits = executor.threads() + usize::from(chunk_source.is_cheap());
        let (batches, parsers) = (Mailbox::new(), Mutex::default());
        let shared = Arc::new(ThreadsShared { pipeline, batches, parsers });
        let (theirs, mut number) = (shared.clone(), 0);
        let producer = move || {
            let here = number;
            number += 1;
            match theirs.pipeline.next_chunk(&mut chunk_source, here) {
                Ok(Some(chunk)) => {
                    let shared = theirs.clone();
                    let work: Work = Box::new(move || {
                        let mut parser = shared.parser();
                        shared
                            .pipeline
                            .run(here, chunk, &mut parser, |batch| shared.batches.put(here, batch));
                        shared.batches.complete(here);
                        shared.parsers.lock().unwrap_or_else(PoisonError::into_inner).push(parser);
                    });
                    Some(work)
                }
                Ok(None) => {
                    theirs.batches.end(here);
                    None
                }
                Err(error) => {
                    theirs.batches.put(here, Err(error));
                    theirs.batches.complete(here);
                    theirs.batches.end(here + 1);
                    None
                }
            }
        };
        executor.produce(permits, Box::new(producer));
        Self { executor, shared }
    }

    /// The next batch of the input.
    pub fn next(&mut self) -> Result<Option<BatchResult<P>>> {
        loop {
            match self.shared.batches.take() {
                Delivery::Result(batch, is_first) => {
                    if is_first {
                        // The caller takes the batch, so the next chunk may be read.
                        self.executor.give_back();
                    }
                    return batch.map(Some);
                }
                Delivery::Nothing => self.executor.give_back(),
                Delivery::End => return Ok(None),
            }
        }
    }
}

impl<P> ThreadsShared<P> {
    fn parser(&self) -> Box<dyn Parser> {
        let parser = self.parsers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        parser.unwrap_or_else(|| self.pipeline.syntax.parser())
    }
}

impl<P> Drop for Threads<P> {
    fn drop(&mut self) {
        self.shared.pipeline.options.cancel.cancel();
        self.executor.stop_producing();
    }
}
