//! Long work that Ctrl-C can end.

use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pubfast_core::{Cancel, Error, Result};
use pyo3::prelude::*;

use crate::error::to_python;

/// How often Python is asked for signals.
const TICK: Duration = Duration::from_millis(50);

/// How long cancelled work is waited for. It looks for the flag every few milliseconds, unless it
/// hangs in a read from a pipe: then it ends when the read does.
const GRACE: Duration = Duration::from_millis(100);

/// Runs `work` on a thread of its own, without the GIL, while this one looks out for signals.
pub fn interruptible<T: Send + 'static>(
    py: Python<'_>,
    cancel: &Cancel,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> PyResult<T> {
    let (sender, receiver) = sync_channel(1);
    let run = move || drop(sender.send(work()));
    if std::thread::Builder::new().name("pubfast".into()).spawn(run).is_err() {
        let message = "the system gives no more threads".into();
        return Err(to_python(py, Error::Panic { message }));
    }
    let receiver = Mutex::new(receiver);
    let wait = |time| receiver.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(time);
    loop {
        match py.detach(|| wait(TICK)) {
            Ok(outcome) => return outcome.map_err(|error| to_python(py, error)),
            Err(RecvTimeoutError::Timeout) => {
                if let Err(signal) = py.check_signals() {
                    cancel.cancel();
                    py.detach(|| wait(GRACE)).ok();
                    return Err(signal);
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                let message = "the working thread ended without a result".into();
                return Err(to_python(py, Error::Panic { message }));
            }
        }
    }
}
