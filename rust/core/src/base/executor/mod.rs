//! The threads of one operation. They run queued jobs, and the work that a producer makes.
//!
//! The jobs of one queue run one after another and in order; those of different queues run in parallel. One thread at a
//! time asks the producer for the next piece of work and then does that work itself, while another thread may ask. So
//! an operation of `n` threads has `n` threads, however many things it does at once.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Builder, JoinHandle, ThreadId};
use std::time::{Duration, Instant};

use crate::{Cancel, Error, Result, guard};

/// The longest wait for a thread in the producer when the executor is dropped. Such a thread checks for cancellation
/// every few milliseconds, unless it waits for the caller's reader: then it ends when the reader returns.
const JOIN_TIMEOUT: Duration = Duration::from_millis(500);

/// The interval at which waiting threads check for cancellation.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

type Job = Box<dyn FnOnce() -> Result<()> + Send>;

/// A piece of work that a producer made.
pub(crate) type Work = Box<dyn FnOnce() + Send>;

/// Makes the next piece of work, or returns `None` at the end.
pub(crate) type Producer = Box<dyn FnMut() -> Option<Work> + Send>;

/// The threads of one operation. With one thread it starts none, and the calling thread does each job itself.
pub struct Executor {
    shared: Arc<ExecutorShared>,
    handles: Vec<JoinHandle<()>>,
    most_permits: usize,
}

/// Jobs that are done one after another.
#[derive(Clone, Default)]
pub struct JobQueue(Arc<Mutex<QueuedJobs>>);

#[derive(Default)]
struct QueuedJobs {
    jobs: VecDeque<Job>,
    /// True if a thread works on the queue, or will.
    is_taken: bool,
}

struct ExecutorShared {
    state: Mutex<ExecutorState>,
    /// Signals that there is work, or that no more will come.
    work: Condvar,
    /// Signals that a job is done, or that a permit was returned.
    done: Condvar,
    cancel: Cancel,
}

#[derive(Default)]
struct ExecutorState {
    /// Queues that have jobs but no thread.
    queues: VecDeque<JobQueue>,
    /// The number of unfinished jobs.
    jobs: usize,
    permits: usize,
    /// The first error of a job.
    error: Option<Error>,
    /// The producer, unless a thread is asking it.
    producer: Option<Producer>,
    /// The thread that is asking the producer.
    asking: Option<ThreadId>,
    /// The number of pieces of work that may be made before one is given back.
    work_permits: usize,
    is_stopped: bool,
    is_closed: bool,
}

/// The permit to keep something large in memory. There are few; dropping it returns it.
pub struct Permit(Arc<ExecutorShared>);

impl Executor {
    /// Starts `threads` threads, or as many as the system gives.
    pub fn new(threads: usize, cancel: &Cancel) -> Self {
        let shared = Arc::new(ExecutorShared {
            state: Mutex::default(),
            work: Condvar::new(),
            done: Condvar::new(),
            cancel: cancel.clone(),
        });
        let spawn = |at: usize| {
            let shared = shared.clone();
            Builder::new().name(format!("pubfast-{at}")).spawn(move || shared.run()).ok()
        };
        let handles: Vec<_> = if threads < 2 { Vec::new() } else { (0..threads).map_while(spawn).collect() };
        // One more than the threads can work on at once, so that no thread waits for input.
        let most_permits = handles.len() + 1;
        Self { shared, handles, most_permits }
    }

    /// The number of threads that it started.
    pub(crate) fn threads(&self) -> usize {
        self.handles.len()
    }

    /// Waits for a permit. Fails if a job has failed.
    pub fn permit(&self) -> Result<Permit> {
        let mut state = self.shared.lock();
        loop {
            self.shared.check(&mut state)?;
            if state.permits < self.most_permits {
                state.permits += 1;
                return Ok(Permit(self.shared.clone()));
            }
            state = self.shared.wait(&self.shared.done, state);
        }
    }

    /// Queues a job behind the earlier jobs of `queue`. Without threads it runs at once.
    pub fn submit(&self, queue: &JobQueue, job: impl FnOnce() -> Result<()> + Send + 'static) -> Result<()> {
        if self.handles.is_empty() {
            self.shared.cancel.check()?;
            return guard(job);
        }
        let mut state = self.shared.lock();
        self.shared.check(&mut state)?;
        state.jobs += 1;
        let mut waiting = queue.lock();
        waiting.jobs.push_back(Box::new(job));
        if !std::mem::replace(&mut waiting.is_taken, true) {
            drop(waiting);
            state.queues.push_back(queue.clone());
            self.shared.work.notify_one();
        }
        Ok(())
    }

    /// Waits until all jobs are done.
    pub fn finish(&self) -> Result<()> {
        let mut state = self.shared.lock();
        loop {
            self.shared.check(&mut state)?;
            if state.jobs == 0 {
                return Ok(());
            }
            state = self.shared.wait(&self.shared.done, state);
        }
    }

    /// Lets threads that have no job do the producer's work: `permits` pieces, and one more for each call of
    /// [`Executor::give_back`].
    pub(crate) fn produce(&self, permits: usize, producer: Producer) {
        let mut state = self.shared.lock();
        (state.producer, state.work_permits, state.is_stopped) = (Some(producer), permits, false);
        drop(state);
        self.shared.work.notify_all();
    }

    /// Returns the permit of a piece of work that no longer needs memory.
    pub(crate) fn give_back(&self) {
        self.shared.lock().work_permits += 1;
        self.shared.work.notify_one();
    }

    /// Stops asking the producer for work.
    pub(crate) fn stop_producing(&self) {
        let mut state = self.shared.lock();
        state.is_stopped = true;
        let producer = state.producer.take();
        drop(state);
        drop(producer);
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        self.shared.lock().is_closed = true;
        self.shared.work.notify_all();
        let end = Instant::now() + JOIN_TIMEOUT;
        for handle in self.handles.drain(..) {
            let is_asking = || self.shared.lock().asking == Some(handle.thread().id());
            while !handle.is_finished() {
                if Instant::now() > end && is_asking() {
                    break;
                }
                thread::sleep(Duration::from_millis(1));
            }
            if handle.is_finished() {
                handle.join().ok();
            }
        }
        // Queued jobs hold permits, and permits hold the queues. Only breaking this cycle frees the jobs and their
        // destinations.
        let left = std::mem::take(&mut self.shared.lock().queues);
        drop(left);
    }
}

impl ExecutorShared {
    fn lock(&self) -> MutexGuard<'_, ExecutorState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'s>(
        &self,
        what: &Condvar,
        state: MutexGuard<'s, ExecutorState>,
    ) -> MutexGuard<'s, ExecutorState> {
        what.wait_timeout(state, POLL_INTERVAL).unwrap_or_else(PoisonError::into_inner).0
    }

    fn check(&self, state: &mut ExecutorState) -> Result<()> {
        self.cancel.check()?;
        state.error.take().map_or(Ok(()), Err)
    }

    /// The loop of a thread. Jobs come first, because they free memory.
    fn run(&self) {
        let mut state = self.lock();
        loop {
            if state.is_closed {
                return;
            }
            state = if let Some(queue) = state.queues.pop_front() {
                self.do_job(&queue, state)
            } else if state.work_permits > 0
                && let Some(producer) = state.producer.take()
            {
                self.produce(producer, state)
            } else {
                self.wait(&self.work, state)
            };
        }
    }

    /// Runs the next job of a queue, and requeues the queue if it has more jobs.
    fn do_job<'s>(
        &'s self,
        queue: &JobQueue,
        state: MutexGuard<'s, ExecutorState>,
    ) -> MutexGuard<'s, ExecutorState> {
        let has_failed = state.error.is_some();
        drop(state);
        let job = queue.lock().jobs.pop_front();
        let outcome = match job {
            Some(job) if !has_failed => self.cancel.check().and_then(|()| guard(job)),
            // The permit of the dropped job takes the state lock, which is free now.
            undone => {
                drop(undone);
                Ok(())
            }
        };
        let mut state = self.lock();
        state.jobs -= 1;
        if let Err(error) = outcome {
            state.error.get_or_insert(error);
        }
        let mut waiting = queue.lock();
        if waiting.jobs.is_empty() {
            waiting.is_taken = false;
        } else {
            drop(waiting);
            state.queues.push_back(queue.clone());
        }
        self.done.notify_all();
        state
    }

    /// Asks the producer for a piece of work and does it.
    fn produce<'s>(
        &'s self,
        mut producer: Producer,
        mut state: MutexGuard<'s, ExecutorState>,
    ) -> MutexGuard<'s, ExecutorState> {
        state.work_permits -= 1;
        state.asking = Some(thread::current().id());
        drop(state);
        let work = producer();
        let mut state = self.lock();
        state.asking = None;
        let Some(work) = work else {
            drop(state);
            drop(producer);
            return self.lock();
        };
        if state.is_stopped {
            drop(state);
            drop(producer);
        } else {
            state.producer = Some(producer);
            drop(state);
            self.work.notify_one();
        }
        work();
        self.lock()
    }
}

impl JobQueue {
    fn lock(&self) -> MutexGuard<'_, QueuedJobs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.lock().permits -= 1;
        self.0.done.notify_all();
    }
}
