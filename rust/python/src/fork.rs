//! Lets the process fork only while no thread makes a value that others may wait for.
//!
//! A child process has only the thread that forked. If another thread were making a column at that moment, the column's
//! lock would stay taken in the child, and its rows might be half converted. So a fork waits until no value is being
//! made, and no thread begins one until the fork is over. Work that makes values holds a [`Making`].
//!
//! No lock is held across a fork: the state is two atomic numbers. A thread first counts itself and then looks whether a
//! fork was decided; the forking thread first decides and then looks at the count. So one of them notices the other.

use std::cell::Cell;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The longest time that a fork waits for other threads to finish their values.
const FORK_TIMEOUT: Duration = Duration::from_secs(60);

/// The longest time that a thread lets a fork go first that still waits for others. Such a thread may hold the GIL, which
/// the fork needs; then the fork waits for its value too.
const POLITE_WAIT: Duration = Duration::from_millis(100);

/// The longest time that a thread waits for a fork that was decided.
const DECIDED_WAIT: Duration = Duration::from_secs(5);

const POLL_INTERVAL: Duration = Duration::from_micros(200);

/// The number of threads that make values.
static MAKING: AtomicUsize = AtomicUsize::new(0);

static FORK: AtomicU8 = AtomicU8::new(NO_FORK);

/// The values of [`FORK`].
const NO_FORK: u8 = 0;
/// A thread wants to fork, and waits for those that make values.
const WANTED: u8 = 1;
/// No thread makes a value, and none may begin.
const DECIDED: u8 = 2;

thread_local! {
    /// The number of values that this thread is making, one within another.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// True while this thread forks. The hooks of other libraries run in between, and may make values.
    static IS_FORKING: Cell<bool> = const { Cell::new(false) };
}

/// Keeps the process from forking while it lives. [`Making::begin`] is called without the GIL where that is possible.
pub struct Making {
    is_counted: bool,
}

impl Making {
    #[inline]
    pub fn begin() -> Self {
        let depth = DEPTH.get();
        if depth > 0 {
            DEPTH.set(depth + 1);
            return Self { is_counted: true };
        }
        MAKING.fetch_add(1, Ordering::SeqCst);
        if FORK.load(Ordering::SeqCst) != NO_FORK {
            if IS_FORKING.get() {
                MAKING.fetch_sub(1, Ordering::SeqCst);
                return Self { is_counted: false };
            }
            let_fork();
        }
        DEPTH.set(1);
        Self { is_counted: true }
    }
}

impl Drop for Making {
    #[inline]
    fn drop(&mut self) {
        if self.is_counted {
            DEPTH.set(DEPTH.get() - 1);
            if DEPTH.get() == 0 {
                MAKING.fetch_sub(1, Ordering::SeqCst);
            }
        }
    }
}

/// Waits for a fork, and counts this thread again when it may go on.
#[cold]
fn let_fork() {
    let begin = Instant::now();
    MAKING.fetch_sub(1, Ordering::SeqCst);
    loop {
        let may_go_on = match FORK.load(Ordering::SeqCst) {
            NO_FORK => true,
            WANTED => begin.elapsed() > POLITE_WAIT,
            _ => begin.elapsed() > DECIDED_WAIT,
        };
        if may_go_on {
            MAKING.fetch_add(1, Ordering::SeqCst);
            if FORK.load(Ordering::SeqCst) != DECIDED || begin.elapsed() > DECIDED_WAIT {
                return;
            }
            MAKING.fetch_sub(1, Ordering::SeqCst);
        }
        std::thread::sleep(POLL_INTERVAL);
    }
}

/// Wait until no other thread makes a value, and stop other threads from beginning one.
#[pyfunction]
fn before_fork(py: Python<'_>) {
    let own = usize::from(DEPTH.get() > 0);
    let end = Instant::now() + FORK_TIMEOUT;
    let is_over = || Instant::now() > end;
    let wait = |is_done: &(dyn Fn() -> bool + Sync)| {
        py.detach(|| {
            while !is_done() && !is_over() {
                std::thread::sleep(POLL_INTERVAL);
            }
        });
    };
    // Forks of several threads come one after another.
    let is_mine = || FORK.compare_exchange(NO_FORK, WANTED, Ordering::SeqCst, Ordering::SeqCst).is_ok();
    while !is_mine() && !is_over() {
        wait(&|| FORK.load(Ordering::SeqCst) == NO_FORK);
    }
    IS_FORKING.set(true);
    loop {
        FORK.store(DECIDED, Ordering::SeqCst);
        if MAKING.load(Ordering::SeqCst) <= own || is_over() {
            return;
        }
        FORK.store(WANTED, Ordering::SeqCst);
        wait(&|| MAKING.load(Ordering::SeqCst) <= own);
    }
}

/// Let all threads go on.
#[pyfunction]
fn after_fork_in_parent() {
    IS_FORKING.set(false);
    FORK.store(NO_FORK, Ordering::SeqCst);
}

/// Forget the other threads, which this process does not have.
#[pyfunction]
fn after_fork_in_child() {
    MAKING.store(usize::from(DEPTH.get() > 0), Ordering::SeqCst);
    pubfast_core::base::memory::forget_claims();
    after_fork_in_parent();
}

/// Registers the functions to run around each fork, on systems that fork.
pub fn register(py: Python<'_>) -> PyResult<()> {
    let Ok(register) = py.import("os")?.getattr("register_at_fork") else { return Ok(()) };
    let hooks = PyDict::new(py);
    hooks.set_item("before", wrap_pyfunction!(before_fork, py)?)?;
    hooks.set_item("after_in_parent", wrap_pyfunction!(after_fork_in_parent, py)?)?;
    hooks.set_item("after_in_child", wrap_pyfunction!(after_fork_in_child, py)?)?;
    register.call((), Some(&hooks)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_within_values_count_once_and_none_begins_while_a_fork_is_decided() {
        let outer = Making::begin();
        drop(Making::begin());
        assert_eq!((DEPTH.get(), MAKING.load(Ordering::SeqCst)), (1, 1));
        drop(outer);
        assert_eq!((DEPTH.get(), MAKING.load(Ordering::SeqCst)), (0, 0));
        FORK.store(DECIDED, Ordering::SeqCst);
        let maker = std::thread::spawn(|| drop(Making::begin()));
        std::thread::sleep(2 * POLITE_WAIT);
        assert!(!maker.is_finished());
        // The thread that forks waits for no fork, which would be its own.
        IS_FORKING.set(true);
        assert!(!Making::begin().is_counted);
        after_fork_in_parent();
        maker.join().expect("it goes on");
        FORK.store(WANTED, Ordering::SeqCst);
        let late = Making::begin();
        assert_eq!((late.is_counted, MAKING.load(Ordering::SeqCst)), (true, 1));
        FORK.store(NO_FORK, Ordering::SeqCst);
    }
}
