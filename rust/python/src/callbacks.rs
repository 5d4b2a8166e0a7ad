//! Counts the calls of Python file objects on threads of this crate.
//!
//! While the interpreter shuts down, it unwinds every thread that asks for the GIL. Unwinding into Rust frames would
//! abort the process, so all calls must have ended by then, and no new call may begin.

use std::cell::RefCell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

static IS_ENDING: AtomicBool = AtomicBool::new(false);
/// True if a call was refused because the process ends.
static WAS_REFUSED: AtomicBool = AtomicBool::new(false);
/// The thread that ends the process.
static ENDING_THREAD: OnceLock<ThreadId> = OnceLock::new();
static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);
/// The process whose calls are counted; after a fork, the calls of the parent do not exist in the child.
static PROCESS: AtomicU32 = AtomicU32::new(0);

/// The longest wait for running calls at the end of the process.
const JOIN_TIMEOUT: Duration = Duration::from_secs(1);

thread_local! {
    /// The objects that this thread is calling.
    static INSIDE: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// A running call of a file object; it is made and dropped with the GIL held.
pub struct Call;

impl Call {
    /// Begins a call; fails once the process is about to end.
    pub fn begin(object: &Py<PyAny>) -> PyResult<Self> {
        if IS_ENDING.load(Ordering::SeqCst) {
            return Err(refused());
        }
        forget_a_parent();
        UNDER_WAY.fetch_add(1, Ordering::SeqCst);
        INSIDE.with_borrow_mut(|inside| inside.push(object.as_ptr() as usize));
        Ok(Self)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        INSIDE.with_borrow_mut(Vec::pop);
        // A process that was forked during a call counts from zero.
        UNDER_WAY.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |count| count.checked_sub(1)).ok();
    }
}

/// True if this thread is in a call of `object`, so that it would wait for itself if it waited for that call.
pub fn is_inside(object: usize) -> bool {
    INSIDE.with_borrow(|inside| inside.contains(&object))
}

/// Parks this thread if another thread ends the process and a call was refused for that. Otherwise Python would print the
/// error that the end of the process has caused.
pub fn stay_if_ending(py: Python<'_>) {
    if WAS_REFUSED.load(Ordering::SeqCst) && ENDING_THREAD.get() != Some(&thread::current().id()) {
        py.detach(|| {
            loop {
                thread::park();
            }
        })
    }
}

/// The error for a call that the end of the process forbids.
pub fn refused() -> PyErr {
    WAS_REFUSED.store(true, Ordering::SeqCst);
    PyValueError::new_err("the interpreter is shutting down")
}

fn forget_a_parent() {
    let process = std::process::id();
    if PROCESS.swap(process, Ordering::SeqCst) != process {
        UNDER_WAY.store(0, Ordering::SeqCst);
    }
}

/// Stop further calls from beginning, and wait for running ones.
#[pyfunction]
fn end_calls(py: Python<'_>) {
    ENDING_THREAD.get_or_init(|| thread::current().id());
    IS_ENDING.store(true, Ordering::SeqCst);
    forget_a_parent();
    let until = Instant::now() + JOIN_TIMEOUT;
    py.detach(|| {
        while UNDER_WAY.load(Ordering::SeqCst) > 0 && Instant::now() < until {
            thread::sleep(Duration::from_millis(1));
        }
    });
}

/// Registers `end_calls` to run when the process ends.
pub fn register(py: Python<'_>) -> PyResult<()> {
    py.import("atexit")?.call_method1("register", (wrap_pyfunction!(end_calls, py)?,)).map(drop)
}
