//! The threads of a stream: one reads the input in chunks, the others make batches of them.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use super::chunk_source::{Chunk, ChunkSource};
use super::pipeline::{BatchResult, Pipeline};
use crate::{Cancel, Error, Result};

/// The longest wait for threads that were asked to end. They check every few milliseconds, unless they wait for the
/// caller's reader: then they end when that returns.
const JOIN_TIMEOUT: Duration = Duration::from_millis(500);

/// A chunk, its number, and the channel for its batches.
type ChunkTask<P> = (Chunk, usize, Sender<BatchOutcome<P>>);

type BatchOutcome<P> = Result<BatchResult<P>>;

/// Threads at work.
pub(super) struct Threads<P> {
    /// The results of each chunk, in the order of the input.
    order: Option<Receiver<Receiver<BatchOutcome<P>>>>,
    /// The results of the chunk at hand.
    current: Option<Receiver<BatchOutcome<P>>>,
    shared: Arc<ThreadsShared<P>>,
    handles: Vec<JoinHandle<()>>,
}

struct ThreadsShared<P> {
    pipeline: Pipeline<P>,
    permits: Permits,
    tasks: Mutex<Receiver<ChunkTask<P>>>,
}

impl<P: Send + 'static> Threads<P> {
    /// Starts them; fails where the system gives none.
    pub fn start(pipeline: Pipeline<P>, chunk_source: ChunkSource, count: usize) -> Result<Self> {
        // Where chunks are cheap, all threads have time for them. Decompressing a stream keeps one busy.
        let (parsers, permits) =
            if chunk_source.is_cheap() { (count, count + 1) } else { (count - 1, count) };
        let (order_in, order) = channel();
        let (tasks_in, tasks) = channel();
        let shared =
            Arc::new(ThreadsShared { pipeline, permits: Permits::new(permits), tasks: Mutex::new(tasks) });
        let handles = Vec::new();
        let mut threads = Self { order: Some(order), current: None, shared: shared.clone(), handles };
        for at in 0..parsers {
            let shared = shared.clone();
            if threads.spawn(format!("pubfast-parse-{at}"), move || parse(&shared)).is_err() && at == 0 {
                return Err(Error::Threads);
            }
        }
        threads.spawn("pubfast-read".into(), move || read(chunk_source, &shared, &tasks_in, &order_in))?;
        Ok(threads)
    }

    fn spawn(&mut self, name: String, work: impl FnOnce() + Send + 'static) -> Result<()> {
        self.handles.push(Builder::new().name(name).spawn(work).map_err(|_| Error::Threads)?);
        Ok(())
    }

    /// The next batch of the input.
    pub fn next(&mut self) -> Result<Option<BatchResult<P>>> {
        let Some(order) = &self.order else { return Ok(None) };
        loop {
            if let Some(current) = &self.current
                && let Ok(batch) = current.recv()
            {
                return batch.map(Some);
            }
            let Ok(next) = order.recv() else {
                self.shared.pipeline.options.cancel.check()?;
                return Ok(None);
            };
            // The first of what comes out is a batch, most often, and the caller has it then.
            let first = next.recv();
            self.current = Some(next);
            self.shared.permits.give_back();
            if let Ok(batch) = first {
                return batch.map(Some);
            }
        }
    }
}

impl<P> Drop for Threads<P> {
    fn drop(&mut self) {
        self.shared.pipeline.options.cancel.cancel();
        self.order = None;
        self.current = None;
        self.shared.permits.give_back();
        let end = Instant::now() + JOIN_TIMEOUT;
        for handle in self.handles.drain(..) {
            while !handle.is_finished() && Instant::now() < end {
                std::thread::sleep(Duration::from_millis(1));
            }
            if handle.is_finished() {
                handle.join().ok();
            }
        }
    }
}

/// The thread that reads. What stops it follows the last chunk.
fn read<P>(
    mut chunk_source: ChunkSource,
    shared: &ThreadsShared<P>,
    tasks: &Sender<ChunkTask<P>>,
    order: &Sender<Receiver<BatchOutcome<P>>>,
) {
    for number in 0.. {
        let permit = shared.permits.take(&shared.pipeline.options.cancel);
        let chunk = permit.and_then(|()| shared.pipeline.next_chunk(&mut chunk_source, number));
        let (reply, result) = channel();
        let sent = match chunk {
            Ok(None) => return,
            Ok(Some(chunk)) => order.send(result).is_ok() && tasks.send((chunk, number, reply)).is_ok(),
            Err(error) => {
                reply.send(Err(error)).ok();
                order.send(result).ok();
                return;
            }
        };
        if !sent {
            return;
        }
    }
}

/// Decompresses and parses chunks, until the stream is dropped.
fn parse<P>(shared: &ThreadsShared<P>) {
    let mut parser = shared.pipeline.syntax.parser();
    loop {
        let task = shared.tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((chunk, number, reply)) = task else { return };
        // Sending fails if the stream was dropped: the batch is not needed then.
        shared.pipeline.run(number, chunk, &mut parser, |batch| drop(reply.send(batch)));
    }
}

/// Limits the number of chunks that are worked on at once.
struct Permits {
    free: Mutex<usize>,
    returned: Condvar,
}

impl Permits {
    fn new(count: usize) -> Self {
        Self { free: Mutex::new(count), returned: Condvar::new() }
    }

    /// Waits for one.
    fn take(&self, cancel: &Cancel) -> Result<()> {
        const POLL_INTERVAL: Duration = Duration::from_millis(20);
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            cancel.check()?;
            if let Some(left) = free.checked_sub(1) {
                *free = left;
                return Ok(());
            }
            free = self.returned.wait_timeout(free, POLL_INTERVAL).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn give_back(&self) {
        *self.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.returned.notify_one();
    }
}
