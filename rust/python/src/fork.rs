//! Lets the process fork only while no thread makes a value that others may wait for.
//!
//! A child process has only the thread that forked. If another thread were making a column at that moment, the column's
//! lock would stay taken in the child, and its rows might be half converted. So a fork waits until no value is being
//! made, and no thread begins one until the fork is over. Work that makes values holds a [`Making`].

use std::cell::{Cell, RefCell};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The longest wait of a fork for values that are being made.
const FORK_TIMEOUT: Duration = Duration::from_secs(60);

/// The longest wait of a thread for a fork. A thread that holds the GIL would otherwise wait for ever, because the fork
/// needs the GIL; for the same reason the process does not fork before such a thread has made its value.
const MAKING_TIMEOUT: Duration = Duration::from_millis(100);

static GATE: Gate =
    Gate { state: Mutex::new(GateState { making: 0, is_forking: false }), changed: Condvar::new() };

thread_local! {
    /// The number of values that this thread is making, one within another.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// The lock that the forking thread holds, in both processes, until the fork is over.
    static HELD: RefCell<Option<MutexGuard<'static, GateState>>> = const { RefCell::new(None) };
}

struct Gate {
    state: Mutex<GateState>,
    changed: Condvar,
}

struct GateState {
    /// The number of threads that make values.
    making: usize,
    is_forking: bool,
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, GateState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `is_over`, or until the time is over.
    fn wait<'g>(
        &self,
        mut state: MutexGuard<'g, GateState>,
        timeout: Duration,
        is_over: impl Fn(&GateState) -> bool,
    ) -> MutexGuard<'g, GateState> {
        let end = Instant::now() + timeout;
        while !is_over(&state)
            && let Some(left) = end.checked_duration_since(Instant::now())
        {
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state
    }
}

/// Keeps the process from forking while it lives. It must be made without the GIL if that is possible.
pub struct Making {
    is_counted: bool,
}

impl Making {
    pub fn begin() -> Self {
        if DEPTH.get() > 0 {
            DEPTH.set(DEPTH.get() + 1);
            return Self { is_counted: true };
        }
        let mut state = GATE.wait(GATE.lock(), MAKING_TIMEOUT, |state| !state.is_forking);
        if state.is_forking {
            return Self { is_counted: false };
        }
        state.making += 1;
        DEPTH.set(1);
        Self { is_counted: true }
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        if !self.is_counted {
            return;
        }
        DEPTH.set(DEPTH.get() - 1);
        if DEPTH.get() == 0 {
            let mut state = GATE.lock();
            // A child that was forked by this thread counts from zero.
            state.making = state.making.saturating_sub(1);
            drop(state);
            GATE.changed.notify_all();
        }
    }
}

/// Wait until no other thread makes a value, and keep all from beginning.
#[pyfunction]
fn before_fork(py: Python<'_>) {
    let own = usize::from(DEPTH.get() > 0);
    // The guard stays on this thread, so it is moved through a cell and not through the result.
    py.detach(|| {
        let mut state = GATE.wait(GATE.lock(), FORK_TIMEOUT, |state| !state.is_forking);
        state.is_forking = true;
        let state = GATE.wait(state, FORK_TIMEOUT, |state| state.making <= own);
        HELD.set(Some(state));
    });
}

/// Let all threads go on.
#[pyfunction]
fn after_fork_in_parent() {
    if let Some(mut state) = HELD.take() {
        state.is_forking = false;
    }
    GATE.changed.notify_all();
}

/// Forget the other threads, which this process does not have.
#[pyfunction]
fn after_fork_in_child() {
    if let Some(mut state) = HELD.take() {
        *state = GateState { making: usize::from(DEPTH.get() > 0), is_forking: false };
    }
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
    fn values_within_values_count_once() {
        let outer = Making::begin();
        drop(Making::begin());
        assert_eq!((DEPTH.get(), outer.is_counted), (1, true));
        drop(outer);
        assert_eq!(DEPTH.get(), 0);
    }
}
