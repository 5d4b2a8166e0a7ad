//! The threads of one operation: they do jobs of several queues, and what a producer makes.
//!
//! The jobs of a queue are done one after another and in order, those of different queues in parallel. A producer is
//! asked by one thread at a time for the next piece of work, which that thread then does itself while another one may
//! ask. So an operation of `n` threads has `n`, however many things it does at once.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Builder, JoinHandle, ThreadId};
use std::time::{Duration, Instant};

use crate::{Cancel, Error, Result, guard};

/// The longest wait for a thread that reads an input when the operation ends. It checks every few milliseconds whether
/// it may go on, unless it waits for the caller's reader: then it ends when that returns.
const JOIN_TIMEOUT: Duration = Duration::from_millis(500);

/// The interval at which waiting threads check for cancellation.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// A job of a queue.
type Job = Box<dyn FnOnce() -> Result<()> + Send>;

/// A piece of work that a producer made.
pub(crate) type Work = Box<dyn FnOnce() + Send>;

/// Makes the next piece of work; none at the end.
pub(crate) type Producer = Box<dyn FnMut() -> Option<Work> + Send>;

/// The threads of one operation. With one thread there are none: the calling thread does each job itself.
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
    /// There is something to do, or nothing more to come.
    work: Condvar,
    /// A job is done, or a permit was returned.
    done: Condvar,
    cancel: Cancel,
}

#[derive(Default)]
struct ExecutorState {
    /// Queues that have jobs and no thread.
    queues: VecDeque<JobQueue>,
    /// Jobs that are not done.
    jobs: usize,
    permits: usize,
    /// The first error of a job.
    error: Option<Error>,
    /// The producer, unless a thread is asking it.
    producer: Option<Producer>,
    /// The thread that is asking it.
    asking: Option<ThreadId>,
    /// The number of pieces of work that may still be made before one is given back.
    work_permits: usize,
    is_stopped: bool,
    is_closed: bool,
}

/// The permit to keep something large in memory. There are few; dropping it returns it.
pub struct Permit(Arc<ExecutorShared>);

impl Executor {
    /// An executor of `threads` threads, or of as many as the system gives.
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
        // One more than can be worked on at once, so that no thread waits for the input.
        let most_permits = handles.len() + 1;
        Self { shared, handles, most_permits }
    }

    /// The number of threads that it started.
    pub(crate) fn threads(&self) -> usize {
        self.handles.len()
    }

    /// Waits until something large may be taken on. Fails once a job did.
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

    /// Runs a job after all those that the queue has.
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

    /// Has threads that have no job do what a producer makes: `permits` pieces of work, and one more for each that
    /// [`Executor::give_back`] gives back.
    pub(crate) fn produce(&self, permits: usize, producer: Producer) {
        let mut state = self.shared.lock();
        (state.producer, state.work_permits, state.is_stopped) = (Some(producer), permits, false);
        drop(state);
        self.shared.work.notify_all();
    }

    /// Says that a piece of work needs no memory any more.
    pub(crate) fn give_back(&self) {
        self.shared.lock().work_permits += 1;
        self.shared.work.notify_one();
    }

    /// Asks the producer no more.
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
        // Jobs that are left hold permits, and these the queues: nothing else would free them, and their
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

    /// The loop of a thread: jobs first, as they free memory.
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

    /// Does the next job of a queue, and puts the queue back.
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
            // Its permit wants the lock that is free now.
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

    /// Has a piece of work made, and does it.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_of_a_queue_keep_their_order() {
        for threads in [1, 4] {
            let cancel = Cancel::default();
            let executor = Executor::new(threads, &cancel);
            let queues: Vec<(JobQueue, Arc<Mutex<Vec<usize>>>)> =
                (0..5).map(|_| Default::default()).collect();
            for number in 0..1000 {
                let permit = executor.permit().expect("no errors");
                let (queue, seen) = &queues[number % 5];
                let seen = seen.clone();
                executor
                    .submit(queue, move || {
                        seen.lock().expect("no panics").push(number);
                        drop(permit);
                        Ok(())
                    })
                    .expect("no errors");
            }
            executor.finish().expect("no errors");
            for (at, (_, seen)) in queues.iter().enumerate() {
                assert!(seen.lock().expect("no panics").iter().copied().eq((at..1000).step_by(5)));
            }
        }
    }

    #[test]
    fn an_error_a_panic_and_a_cancel_end_the_work() {
        type Failing = fn() -> Result<()>;
        let jobs: [Failing; 2] = [|| Err(Error::Choice { message: "no".into() }), || panic!("at work")];
        for job in jobs {
            for threads in [1, 3] {
                let executor = Executor::new(threads, &Cancel::default());
                let outcome = executor.submit(&JobQueue::default(), job).and_then(|()| executor.finish());
                assert!(matches!(outcome, Err(Error::Choice { .. } | Error::Panic { .. })));
            }
        }
    }

    #[test]
    fn nothing_is_left_of_jobs_that_were_not_done() {
        for _ in 0..50 {
            let held = Arc::new(());
            let executor = Executor::new(2, &Cancel::default());
            let queue = JobQueue::default();
            for _ in 0..3 {
                let (permit, held) = (executor.permit().expect("no errors"), held.clone());
                let job = move || {
                    std::thread::sleep(Duration::from_millis(1));
                    drop((permit, held));
                    Ok(())
                };
                executor.submit(&queue, job).expect("no errors");
            }
            drop(queue);
            drop(executor);
            assert_eq!(Arc::strong_count(&held), 1);
        }
    }

    #[test]
    fn a_cancel_ends_the_wait_for_a_permit() {
        let cancel = Cancel::default();
        let executor = Executor::new(2, &cancel);
        let _permits = [executor.permit(), executor.permit(), executor.permit()];
        cancel.cancel();
        assert!(matches!(executor.permit(), Err(Error::Interrupted)));
    }

    #[test]
    fn what_a_producer_makes_is_done_by_all_threads_and_no_more_than_is_permitted() {
        for threads in [2, 4] {
            let executor = Executor::new(threads, &Cancel::default());
            let seen = Arc::new(Mutex::new(Vec::new()));
            let (mut next, theirs) = (0, seen.clone());
            let producer = move || {
                next += 1;
                let (number, seen) = (next, theirs.clone());
                (next <= 100).then(|| -> Work {
                    Box::new(move || {
                        thread::sleep(Duration::from_micros(200));
                        seen.lock().expect("no panics").push(number);
                    })
                })
            };
            executor.produce(3, Box::new(producer));
            let count = || seen.lock().expect("no panics").len();
            while count() < 3 {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_millis(20));
            assert_eq!(count(), 3);
            (0..97).for_each(|_| executor.give_back());
            while count() < 100 {
                thread::sleep(Duration::from_millis(1));
            }
            let mut seen = seen.lock().expect("no panics").clone();
            seen.sort_unstable();
            assert!(seen.into_iter().eq(1..=100));
        }
    }

    #[test]
    fn a_producer_that_is_stopped_is_asked_no_more() {
        let executor = Executor::new(2, &Cancel::default());
        let held = Arc::new(());
        let theirs = held.clone();
        executor.produce(
            1,
            Box::new(move || {
                let held = theirs.clone();
                Some(Box::new(move || drop(held)))
            }),
        );
        executor.stop_producing();
        (0..10).for_each(|_| executor.give_back());
        drop(executor);
        assert_eq!(Arc::strong_count(&held), 1);
    }
}
