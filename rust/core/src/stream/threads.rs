//! The threads of a stream: one cuts the input into pieces, the others parse them.

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use super::fill::Fill;
use crate::corpus::{Options, Parsed, Piece, parse_piece};
use crate::pubtator::parse::Parser;
use crate::workers::guard;
use crate::{Cancel, Error, Result};

/// How long threads are waited for that were asked to end. They look for that every few milliseconds,
/// unless they wait for somebody else's reader: then they end when that does.
const GRACE: Duration = Duration::from_millis(500);

/// A piece, and where it goes when it is parsed.
type Task = (Piece, SyncSender<Result<Parsed>>);

/// Threads at work.
pub(super) struct Threads {
    /// What comes out, in the order of the input.
    order: Option<Receiver<Receiver<Result<Parsed>>>>,
    shared: Arc<Shared>,
    handles: Vec<JoinHandle<()>>,
}

struct Shared {
    options: Options,
    permits: Permits,
    tasks: Mutex<Receiver<Task>>,
}

impl Threads {
    /// Starts them; fails where the system gives none.
    pub fn start(fill: Fill, options: &Options, count: usize) -> Result<Self> {
        // A mapped input is only cut: all threads have time to parse. A packed one keeps a thread busy.
        let (parsers, permits) = if fill.is_cheap() { (count, count + 1) } else { (count - 1, count) };
        let (order_in, order) = channel();
        let (tasks_in, tasks) = channel();
        let options = options.clone();
        let shared = Arc::new(Shared { options, permits: Permits::new(permits), tasks: Mutex::new(tasks) });
        let mut threads = Self { order: Some(order), shared: shared.clone(), handles: Vec::new() };
        for at in 0..parsers {
            let shared = shared.clone();
            if threads.spawn(format!("pubfast-parse-{at}"), move || parse(&shared)).is_err() && at == 0 {
                return Err(no_threads());
            }
        }
        threads.spawn("pubfast-read".into(), move || cut(fill, &shared, &tasks_in, &order_in))?;
        Ok(threads)
    }

    fn spawn(&mut self, name: String, work: impl FnOnce() + Send + 'static) -> Result<()> {
        self.handles.push(Builder::new().name(name).spawn(work).map_err(|_| no_threads())?);
        Ok(())
    }

    /// What comes next in the input.
    pub fn next(&mut self) -> Result<Option<Parsed>> {
        let Some(order) = &self.order else { return Ok(None) };
        let Ok(result) = order.recv() else {
            self.shared.options.cancel.check()?;
            return Ok(None);
        };
        let parsed = result.recv().unwrap_or(Err(Error::Interrupted))?;
        self.shared.permits.give_back();
        Ok(Some(parsed))
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.shared.options.cancel.cancel();
        self.order = None;
        self.shared.permits.give_back();
        let end = Instant::now() + GRACE;
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

/// The thread that cuts. What stops it follows the last piece.
fn cut(mut fill: Fill, shared: &Shared, tasks: &Sender<Task>, order: &Sender<Receiver<Result<Parsed>>>) {
    loop {
        let piece = guard(|| {
            shared.permits.take(&shared.options.cancel)?;
            fill.next(&shared.options)
        });
        let (reply, result) = sync_channel(1);
        let sent = match piece {
            Ok(None) => return,
            Ok(Some(piece)) => order.send(result).is_ok() && tasks.send((piece, reply)).is_ok(),
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

/// A thread that parses, until there is nobody who cuts.
fn parse(shared: &Shared) {
    let mut parser = Parser::default();
    loop {
        let task = shared.tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((piece, reply)) = task else { return };
        // Nobody waits for it where the stream was closed.
        reply.send(guard(|| parse_piece(piece, &mut parser, &shared.options))).ok();
    }
}

fn no_threads() -> Error {
    Error::Panic { message: "the system gives no more threads".into() }
}

/// So many pieces may be worked on at once.
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
        const TICK: Duration = Duration::from_millis(20);
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            cancel.check()?;
            if let Some(left) = free.checked_sub(1) {
                *free = left;
                return Ok(());
            }
            free = self.returned.wait_timeout(free, TICK).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn give_back(&self) {
        *self.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.returned.notify_one();
    }
}
