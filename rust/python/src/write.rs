//! The Python interface of writing block text; an output that is not committed leaves no file.

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pubfast_core::base::Progress;
use pubfast_core::engine::output::BlockTextWriter;
use pubfast_core::io::output::Staged;
use pubfast_core::model::Rows;
use pubfast_core::{Cancel, Error, Result, guard};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::corpus::Corpus;
use crate::error::to_python;
use crate::fork::Making;
use crate::interrupt::{Watch, interruptible};
use crate::output::{Object, packing};
use crate::shared::Shared;
use crate::table::{Annotations, Documents};
use crate::views::Document;

/// A writer of block text; `pubfast.Writer` checks the arguments and admits one thread at a time.
#[pyclass(frozen, module = "pubfast._core")]
pub struct Writer {
    state: Mutex<WriterState>,
    /// The file; none for a file object.
    staged: Option<Staged>,
    name: String,
    progress: Progress,
    /// The last input that was found not to be the output file.
    apart: Mutex<Option<String>>,
    process: u32,
    /// The address of the file object that is written to, if any.
    object: Option<usize>,
}

enum WriterState {
    Idle(Box<BlockTextWriter>),
    /// A thread has taken the writer.
    Busy,
    /// The writer was lost when a write was interrupted.
    Failed,
    Closed,
}

/// A part of the output.
enum Part {
    Whole(Arc<Shared>),
    Documents(Arc<Shared>, Rows),
    Annotations(Arc<Shared>, Rows),
}

impl Part {
    fn of(item: &Bound<'_, PyAny>) -> PyResult<Option<Self>> {
        let documents = |(core, rows)| Self::Documents(core, rows);
        Ok(Some(if let Ok(document) = item.cast::<Document>() {
            documents(document.get().chosen())
        } else if let Ok(table) = item.cast::<Documents>() {
            documents((table.get().0.core.clone(), table.get().0.rows.clone()))
        } else if let Ok(corpus) = item.cast::<Corpus>() {
            match corpus.get().chosen()? {
                (core, None) => Self::Whole(core),
                (core, Some(rows)) => Self::Documents(core, rows),
            }
        } else if let Ok(table) = item.cast::<Annotations>() {
            let rows = table.get().0.clone();
            Self::Annotations(rows.core, rows.rows)
        } else {
            return Ok(None);
        }))
    }

    fn core(&self) -> &Shared {
        match self {
            Self::Whole(core) | Self::Documents(core, _) | Self::Annotations(core, _) => core,
        }
    }

    /// True if writing the part is too short to be worth interrupting.
    fn is_small(&self) -> bool {
        matches!(self, Self::Documents(_, rows) if rows.len() <= 64)
    }

    fn write(&self, writer: &mut BlockTextWriter, cancel: &Cancel) -> Result<()> {
        match self {
            Self::Whole(core) => writer.whole(core, cancel),
            Self::Documents(core, rows) => writer.rows(core, rows, cancel),
            Self::Annotations(core, rows) => writer.annotations(core, rows, cancel),
        }
    }
}

impl Writer {
    fn lock(&self) -> MutexGuard<'_, WriterState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the writer; fails if it is closed, lost or taken.
    fn take(&self) -> PyResult<Box<BlockTextWriter>> {
        let name = &self.name;
        if self.process != std::process::id() {
            let message = format!("{name}: the writer belongs to the process that made it");
            return Err(PyValueError::new_err(message));
        }
        let mut state = self.lock();
        match std::mem::replace(&mut *state, WriterState::Busy) {
            WriterState::Idle(writer) => Ok(writer),
            other => {
                let why = match other {
                    WriterState::Failed => "the writer was stopped in the middle of a document",
                    WriterState::Busy => "another thread writes",
                    _ => "the writer is closed",
                };
                *state = other;
                Err(PyValueError::new_err(format!("{name}: {why}")))
            }
        }
    }

    /// Runs `work` with the writer: directly if it is small, otherwise with checks for signals.
    fn run<T: Send + 'static>(
        &self,
        py: Python<'_>,
        tick: Option<Bound<'_, PyAny>>,
        is_small: bool,
        work: impl FnOnce(&mut BlockTextWriter, &Cancel) -> Result<T> + Send + 'static,
    ) -> PyResult<T> {
        let mut writer = self.take()?;
        let cancel = Cancel::default();
        // The rows are locked while they are read. A file object may wait for another process, and so for a fork.
        let is_file = self.object.is_none();
        let work = move |writer: &mut BlockTextWriter, cancel: &Cancel| {
            let _making = is_file.then(Making::begin);
            work(writer, cancel)
        };
        let done = if is_small {
            let done = py.detach(|| guard(|| work(&mut writer, &cancel)));
            Ok((writer, done))
        } else {
            let watch = Watch { cancel: &cancel, progress: &self.progress, tick };
            let theirs = cancel.clone();
            interruptible(py, &watch, move || {
                let done = work(&mut writer, &theirs);
                Ok((writer, done))
            })
        };
        match done {
            Ok((writer, done)) => {
                self.put(WriterState::Idle(writer));
                done.map_err(|error| to_python(py, error))
            }
            Err(error) => {
                self.put(WriterState::Failed);
                Err(error)
            }
        }
    }

    /// Puts the writer back, unless it was closed meanwhile.
    fn put(&self, next: WriterState) {
        let mut state = self.lock();
        if matches!(*state, WriterState::Busy) {
            *state = next;
        }
    }

    /// Fails if an input is the output file.
    fn require_apart(&self, input: Option<&str>) -> Result<()> {
        let (Some(staged), Some(input)) = (&self.staged, input) else { return Ok(()) };
        let mut apart = self.apart.lock().unwrap_or_else(PoisonError::into_inner);
        if apart.as_deref() != Some(input) {
            staged.require_apart(Path::new(input))?;
            *apart = Some(input.into());
        }
        Ok(())
    }
}

#[pymethods]
impl Writer {
    #[new]
    #[pyo3(signature = (path, target, *, overwrite, compression, level, threads))]
    fn new(
        py: Python<'_>,
        path: OsString,
        target: Option<Py<PyAny>>,
        overwrite: bool,
        compression: Option<&str>,
        level: Option<i32>,
        threads: usize,
    ) -> PyResult<Self> {
        let path = Path::new(&path);
        let file_name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let compression = packing(compression, level, &file_name).map_err(PyValueError::new_err)?;
        let name = path.to_string_lossy().into_owned();
        let progress = Progress::default();
        let object = target.as_ref().map(|target| target.as_ptr() as usize);
        let make = || {
            let (staged, target): (_, Box<dyn Write + Send>) = match target {
                Some(target) => (None, Box::new(Object(target))),
                None => {
                    let staged = Staged::file(path, overwrite)?;
                    let file = staged.writer(None)?;
                    (Some(staged), Box::new(file))
                }
            };
            let text = BlockTextWriter::new(target, &name, compression, threads, progress.clone())?;
            Ok((staged, Box::new(text)))
        };
        let (staged, text) = make().map_err(|error: Error| to_python(py, error))?;
        let state = Mutex::new(WriterState::Idle(text));
        let process = std::process::id();
        Ok(Self { state, staged, name, progress, apart: Mutex::default(), process, object })
    }

    /// Write a corpus, a table of documents or annotations, or a document; return False for any other object.
    #[pyo3(signature = (item, tick=None))]
    fn add(&self, py: Python<'_>, item: &Bound<'_, PyAny>, tick: Option<Bound<'_, PyAny>>) -> PyResult<bool> {
        let Some(part) = Part::of(item)? else { return Ok(false) };
        self.require_apart(part.core().path()).map_err(|error| to_python(py, error))?;
        let is_small = part.is_small();
        let work = move |writer: &mut BlockTextWriter, cancel: &Cancel| {
            part.write(writer, cancel)?;
            Ok(writer.is_full())
        };
        if self.run(py, tick.clone(), is_small, work)? {
            self.run(py, tick, false, BlockTextWriter::settle)?;
        }
        Ok(true)
    }

    /// Write buffered text, and give the file its name; return the numbers of documents and bytes.
    #[pyo3(signature = (tick=None))]
    fn commit(&self, py: Python<'_>, tick: Option<Bound<'_, PyAny>>) -> PyResult<(u64, u64)> {
        let staged = self.staged.clone();
        let committed = self.run(py, tick, false, move |writer, cancel| {
            writer.finish(cancel)?;
            cancel.check()?;
            staged.map_or(Ok(()), |staged| staged.commit())?;
            Ok((writer.documents(), writer.bytes()))
        });
        self.discard(py);
        committed
    }

    /// Close the writer and leave no file, unless it was committed.
    fn discard(&self, py: Python<'_>) {
        if self.process != std::process::id() {
            return;
        }
        let before = std::mem::replace(&mut *self.lock(), WriterState::Closed);
        py.detach(|| {
            drop(before);
            if let Some(staged) = &self.staged {
                staged.abandon();
            }
        });
    }

    /// The number of documents written.
    #[getter]
    fn documents(&self) -> Option<u64> {
        match &*self.lock() {
            WriterState::Idle(writer) => Some(writer.documents()),
            _ => None,
        }
    }

    /// True if this thread is in a call of the file object that the writer writes to.
    #[getter]
    fn waits_here(&self) -> bool {
        // After closing, another object may have the address.
        !matches!(*self.lock(), WriterState::Closed) && self.object.is_some_and(crate::callbacks::is_inside)
    }

    /// True if nothing more can be written.
    #[getter]
    fn closed(&self) -> bool {
        matches!(*self.lock(), WriterState::Closed)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            // The file belongs to the parent process.
            std::mem::forget(self.staged.clone());
        }
    }
}
