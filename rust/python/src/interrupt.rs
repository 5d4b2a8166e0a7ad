//! Runs long work so that Ctrl-C can end it and its progress is reported.

use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pubfast_core::base::Progress;
use pubfast_core::{Cancel, Error, Result, guard};
use pyo3::prelude::*;

use crate::callbacks::stay_if_ending;
use crate::error::to_python;
use crate::fork::Making;

/// The interval between two checks for signals.
pub const SIGNAL_POLL_INTERVAL: Duration = Duration::from_millis(50);

/// The longest wait for cancelled work. Work checks its flag every few milliseconds, unless it hangs in the read of a
/// file object: then it ends after the read.
const STOP_TIMEOUT: Duration = Duration::from_millis(100);

/// The cancel flag, the progress and the progress callback of work that a caller waits for.
pub struct Watch<'p, 'py> {
    pub cancel: &'p Cancel,
    pub progress: &'p Progress,
    /// Called regularly with the number of bytes read and the total number, which is 0 if it is unknown.
    pub tick: Option<Bound<'py, PyAny>>,
}

impl Watch<'_, '_> {
    /// Checks for signals, and reports the progress.
    pub fn look(&self, py: Python<'_>) -> PyResult<()> {
        py.check_signals()?;
        self.tell()
    }

    /// Reports the progress.
    fn tell(&self) -> PyResult<()> {
        if let Some(tick) = &self.tick {
            tick.call1((self.progress.done(), self.progress.total()))?;
        }
        Ok(())
    }
}

/// Runs short work without the GIL. A lack of memory or a panic becomes an exception.
pub fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
    without_gil(py, || guard(work)).map_err(|error| to_python(py, error))
}

/// Runs short work without the GIL. The process does not fork meanwhile, so the work may make values that are kept.
pub fn without_gil<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> T {
    py.detach(|| {
        let _making = Making::begin();
        work()
    })
}

/// The number of rows up to which work is too short to be worth interrupting.
const FEW: usize = 1 << 16;

/// Runs work on `rows` rows without the GIL: directly if they are few, otherwise with checks for signals.
pub fn on_rows<T: Send + 'static>(
    py: Python<'_>,
    rows: usize,
    work: impl FnOnce(&Cancel) -> Result<T> + Send + 'static,
) -> PyResult<T> {
    let cancel = Cancel::default();
    if rows < FEW {
        return detached(py, || work(&cancel));
    }
    let watch = Watch { cancel: &cancel, progress: &Progress::default(), tick: None };
    let theirs = cancel.clone();
    making(py, &watch, move || work(&theirs))
}

/// Like `interruptible`, for work that makes values that are kept: the process does not fork meanwhile.
pub fn making<T: Send + 'static>(
    py: Python<'_>,
    watch: &Watch<'_, '_>,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> PyResult<T> {
    interruptible(py, watch, move || {
        let _making = Making::begin();
        work()
    })
}

/// Runs `work` on a thread of its own, without the GIL, while this thread checks for signals.
pub fn interruptible<T: Send + 'static>(
    py: Python<'_>,
    watch: &Watch<'_, '_>,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> PyResult<T> {
    let (sender, receiver) = sync_channel(1);
    let run = move || drop(sender.send(guard(work)));
    if std::thread::Builder::new().name("pubfast".into()).spawn(run).is_err() {
        return Err(to_python(py, Error::Threads));
    }
    let receiver = Mutex::new(receiver);
    let wait = |time| receiver.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(time);
    loop {
        match py.detach(|| wait(SIGNAL_POLL_INTERVAL)) {
            Ok(outcome) => {
                if outcome.is_err() {
                    stay_if_ending(py);
                }
                let done = outcome.map_err(|error| to_python(py, error))?;
                watch.tell()?;
                return Ok(done);
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Err(signal) = watch.look(py) {
                    watch.cancel.cancel();
                    py.detach(|| wait(STOP_TIMEOUT)).ok();
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
