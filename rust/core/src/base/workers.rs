//! Runs work on threads that last only as long as that work.
//!
//! Starting a thread takes microseconds, and shared work takes milliseconds, so no threads are kept. Without a pool
//! there is nothing to outlive a fork, to configure, or to compete with another library's pool.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{Error, Result};

/// The number of cores that this process may use.
pub fn available_threads() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get())
}

/// Hands out the numbers of tasks in ascending order.
#[derive(Debug)]
pub(crate) struct Tasks {
    next: AtomicUsize,
    end: usize,
}

impl Tasks {
    pub fn new(count: usize) -> Self {
        Self { next: AtomicUsize::new(0), end: count }
    }

    pub fn take(&self) -> Option<usize> {
        let task = self.next.fetch_add(1, Ordering::Relaxed);
        (task < self.end).then_some(task)
    }
}

/// Runs `work` on `threads` threads, the calling one included, and returns the result of each. The first error is
/// returned; a panic becomes an error.
pub(crate) fn run<T: Send>(threads: usize, work: impl Fn() -> Result<T> + Sync) -> Result<Vec<T>> {
    run_after(|| Ok(()), threads, work)
}

/// Like `run`, but the calling thread does `first` before it joins the others, which start at once.
pub(crate) fn run_after<T: Send>(
    first: impl FnOnce() -> Result<()>,
    threads: usize,
    work: impl Fn() -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let guarded = || guard(&work);
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads)
            .map_while(|at| {
                // If the system gives no more threads, those that run do all the work.
                std::thread::Builder::new().name(format!("pubfast-{at}")).spawn_scoped(scope, guarded).ok()
            })
            .collect();
        let mine = guard(first).and_then(|()| guarded());
        let joined =
            others.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| Err(from_panic(&*panic))));
        std::iter::once(mine).chain(joined).collect()
    })
}

/// Runs `work` on this thread and turns a panic into an error.
pub fn guard<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(from_panic(&*panic)))
}

/// The panic payload of a failed allocation.
struct NoMemory {
    bytes: usize,
}

/// Unwinds this thread; [`guard`] turns that into [`Error::Memory`]. No message is printed.
pub(crate) fn no_memory(bytes: usize) -> ! {
    resume_unwind(Box::new(NoMemory { bytes }))
}

fn from_panic(panic: &(dyn std::any::Any + Send)) -> Error {
    if let Some(&NoMemory { bytes }) = panic.downcast_ref() {
        return Error::Memory { bytes };
    }
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let message = text.or_else(|| panic.downcast_ref::<String>().cloned());
    Error::Panic { message: message.unwrap_or_else(|| "a thread panicked".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_is_done_once() {
        let tasks = Tasks::new(1000);
        let done = run(4, || Ok(std::iter::from_fn(|| tasks.take()).collect::<Vec<_>>())).expect("no errors");
        let mut done = done.concat();
        done.sort_unstable();
        assert!(done.into_iter().eq(0..1000));
    }

    #[test]
    fn a_lack_of_memory_is_an_error() {
        let outcome = run(2, || -> Result<()> { no_memory(7) });
        assert!(matches!(outcome, Err(Error::Memory { bytes: 7 })));
    }

    #[test]
    fn a_panic_is_an_error() {
        let outcome = run(2, || -> Result<()> { panic!("at {}", 7) });
        assert!(matches!(outcome, Err(Error::Panic { message }) if message == "at 7"));
    }
}
