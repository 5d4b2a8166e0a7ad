//! Threads that work on several queues. The jobs of a queue are done one after another and in order, those of different
//! queues in parallel.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use pubfast_core::{Cancel, Error, Result, guard};

/// A piece of work.
type Work = Box<dyn FnOnce() -> Result<()> + Send>;

/// A pool of threads. With one thread there are none: the calling thread does each job itself.
pub(crate) struct ThreadPool {
    shared: Arc<PoolShared>,
    handles: Vec<JoinHandle<()>>,
    most_permits: usize,
}

/// Jobs that are done one after another.
#[derive(Clone, Default)]
pub(crate) struct ColumnQueue(Arc<Mutex<QueuedJobs>>);

#[derive(Default)]
struct QueuedJobs {
    jobs: VecDeque<Work>,
    /// True if a thread works on the queue, or will.
    is_taken: bool,
}

struct PoolShared {
    state: Mutex<PoolState>,
    /// There is a queue to take, or nothing more to come.
    work: Condvar,
    /// A load or a job is done.
    done: Condvar,
    cancel: Cancel,
}

#[derive(Default)]
struct PoolState {
    /// Lanes that have jobs and no thread.
    queues: VecDeque<ColumnQueue>,
    /// Jobs that are not done.
    jobs: usize,
    permits: usize,
    /// The first error.
    error: Option<Error>,
    is_closed: bool,
}

/// The permit to keep a large batch in memory. There are few; dropping it returns it.
pub(crate) struct Permit(Arc<PoolShared>);

/// The interval at which waiting threads check for cancellation.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

impl ThreadPool {
    /// A pool of `threads` threads, or as many as the system gives.
    pub fn new(threads: usize, cancel: &Cancel) -> Self {
        let shared = Arc::new(PoolShared {
            state: Mutex::default(),
            work: Condvar::new(),
            done: Condvar::new(),
            cancel: cancel.clone(),
        });
        let spawn = |at: usize| {
            let shared = shared.clone();
            Builder::new().name(format!("pubfast-write-{at}")).spawn(move || work(&shared)).ok()
        };
        let handles: Vec<_> = if threads < 2 { Vec::new() } else { (0..threads).map_while(spawn).collect() };
        // One more than can be worked on at once, so that no thread waits for the input.
        let most_permits = handles.len() + 1;
        Self { shared, handles, most_permits }
    }

    /// Waits until another load may be taken on. Fails once a job did.
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
    pub fn submit(
        &self,
        queue: &ColumnQueue,
        job: impl FnOnce() -> Result<()> + Send + 'static,
    ) -> Result<()> {
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
}

impl Drop for ThreadPool {
    fn drop(&mut self) {
        self.shared.lock().is_closed = true;
        self.shared.work.notify_all();
        for handle in self.handles.drain(..) {
            handle.join().ok();
        }
        // Jobs that are left hold permits, and these the queues: nothing else would free them, and their
        // destinations.
        let left = std::mem::take(&mut self.shared.lock().queues);
        drop(left);
    }
}

impl PoolShared {
    fn lock(&self) -> MutexGuard<'_, PoolState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'s>(&self, what: &Condvar, state: MutexGuard<'s, PoolState>) -> MutexGuard<'s, PoolState> {
        what.wait_timeout(state, POLL_INTERVAL).unwrap_or_else(PoisonError::into_inner).0
    }

    fn check(&self, state: &mut PoolState) -> Result<()> {
        self.cancel.check()?;
        state.error.take().map_or(Ok(()), Err)
    }
}

impl ColumnQueue {
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

/// The loop of a thread: takes a queue, does its next job, and puts it back.
fn work(shared: &PoolShared) {
    let mut state = shared.lock();
    loop {
        if state.is_closed {
            return;
        }
        let Some(queue) = state.queues.pop_front() else {
            state = shared.wait(&shared.work, state);
            continue;
        };
        let failed = state.error.is_some();
        drop(state);
        let job = queue.lock().jobs.pop_front();
        let outcome = match job {
            Some(job) if !failed => shared.cancel.check().and_then(|()| guard(job)),
            // Its load wants the lock that is free now.
            undone => {
                drop(undone);
                Ok(())
            }
        };
        state = shared.lock();
        state.jobs -= 1;
        if let Err(error) = outcome {
            state.error.get_or_insert(error);
        }
        let mut waiting = queue.lock();
        if waiting.jobs.is_empty() {
            waiting.is_taken = false;
        } else {
            drop(waiting);
            state.queues.push_back(queue);
        }
        shared.done.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_of_a_lane_keep_their_order() {
        for threads in [1, 4] {
            let cancel = Cancel::default();
            let pool = ThreadPool::new(threads, &cancel);
            let queues: Vec<(ColumnQueue, Arc<Mutex<Vec<usize>>>)> =
                (0..5).map(|_| Default::default()).collect();
            for number in 0..1000 {
                let permit = pool.permit().expect("no errors");
                let (queue, seen) = &queues[number % 5];
                let seen = seen.clone();
                pool.submit(queue, move || {
                    seen.lock().expect("no panics").push(number);
                    drop(permit);
                    Ok(())
                })
                .expect("no errors");
            }
            pool.finish().expect("no errors");
            for (at, (_, seen)) in queues.iter().enumerate() {
                assert!(seen.lock().expect("no panics").iter().copied().eq((at..1000).step_by(5)));
            }
        }
    }

    #[test]
    fn an_error_a_panic_and_a_cancel_end_the_work() {
        type Work = fn() -> Result<()>;
        let jobs: [Work; 2] = [|| Err(Error::Choice { message: "no".into() }), || panic!("at work")];
        for job in jobs {
            for threads in [1, 3] {
                let pool = ThreadPool::new(threads, &Cancel::default());
                let outcome = pool.submit(&ColumnQueue::default(), job).and_then(|()| pool.finish());
                assert!(matches!(outcome, Err(Error::Choice { .. } | Error::Panic { .. })));
            }
        }
    }

    #[test]
    fn nothing_is_left_of_jobs_that_were_not_done() {
        for _ in 0..50 {
            let held = Arc::new(());
            let pool = ThreadPool::new(2, &Cancel::default());
            let queue = ColumnQueue::default();
            for _ in 0..3 {
                let (permit, held) = (pool.permit().expect("no errors"), held.clone());
                let job = move || {
                    std::thread::sleep(Duration::from_millis(1));
                    drop((permit, held));
                    Ok(())
                };
                pool.submit(&queue, job).expect("no errors");
            }
            drop(queue);
            drop(pool);
            assert_eq!(Arc::strong_count(&held), 1);
        }
    }

    #[test]
    fn a_cancel_ends_the_wait_for_a_load() {
        let cancel = Cancel::default();
        let pool = ThreadPool::new(2, &cancel);
        let _load = [pool.permit(), pool.permit(), pool.permit()];
        cancel.cancel();
        assert!(matches!(pool.permit(), Err(Error::Interrupted)));
    }
}
