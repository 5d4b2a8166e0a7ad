//! The Python interface of a stream, from which one thread at a time takes a batch.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use pubfast_core::base::{Options, Progress};
use pubfast_core::engine::stream::Sizes;
use pubfast_core::io::Source;
use pubfast_core::model::{Kind, TableId, TextPosition};
use pubfast_core::{Cancel, Error};
use pubfast_export::arrow::{Query, Recipe};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::arrow_stream::Remainder;
use crate::batches::{Batches, Cut};
use crate::capsule;
use crate::error::to_python;
use crate::input::source;
use crate::interrupt::{SIGNAL_POLL_INTERVAL, Watch, interruptible};
use crate::open::{kind_of, options};
use crate::provenance::Provenance;

/// A stream of batches; `pubfast.Stream` warns of problems and shows progress.
#[pyclass(frozen, module = "pubfast._core")]
pub struct Stream {
    state: Mutex<StreamState>,
    changed: Condvar,
    cancel: Cancel,
    progress: Progress,
    origin: Arc<Provenance>,
    process: u32,
    /// The address of the file object that is read, if any; the object lives as long as the stream reads it.
    object: Option<usize>,
    /// The position of the next batch.
    delivered: Mutex<TextPosition>,
}

enum StreamState {
    Idle(Box<Batches>),
    /// The thread that has taken the stream and waits for a batch.
    Busy(ThreadId),
    /// All batches were taken. Holds the numbers of problems by code.
    Done(Vec<(&'static str, u64)>),
    /// The rest was handed over to another library.
    Handed,
    Closed,
}

/// Begin to read an input of a kind; `pubfast.stream` and similar functions check the arguments.
#[pyfunction]
#[pyo3(
    name = "stream",
    signature = (input, *, kind, batch_bytes, threads, io, on_problem, columns, trusted, max_record=0, tick=None)
)]
#[expect(clippy::too_many_arguments)] // they are named where it is called
pub fn open_stream(
    py: Python<'_>,
    input: &Bound<'_, PyAny>,
    kind: String,
    batch_bytes: usize,
    threads: usize,
    io: String,
    on_problem: String,
    columns: Vec<String>,
    trusted: bool,
    max_record: usize,
    tick: Option<Bound<'_, PyAny>>,
) -> PyResult<Stream> {
    let options = Options { columns, ..options(threads, &io, &on_problem, trusted, max_record)? };
    let (source, path) = source(input)?;
    let object = matches!(source, Source::Reader(..)).then(|| input.as_ptr() as usize);
    let (absolute, file, is_batch, kind) = (path.clone(), None, true, kind_of(&kind)?);
    let origin =
        Provenance { path, absolute, file, is_batch, kind, threads, io, on_problem, trusted, max_record };
    let cut = Cut { sizes: Sizes::even(batch_bytes), before: TextPosition::default(), query: None };
    let mut stream = Stream::begin(py, source, options, origin, cut, tick)?;
    stream.object = object;
    Ok(stream)
}

impl Stream {
    pub fn begin(
        py: Python<'_>,
        source: Source,
        options: Options,
        origin: Provenance,
        cut: Cut,
        tick: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let kind = origin.kind;
        let (cancel, progress) = (options.cancel.clone(), options.progress.clone());
        let watch = Watch { cancel: &cancel, progress: &progress, tick };
        let core = interruptible(py, &watch, move || Batches::begin(kind, source, options, cut))?;
        let core = Box::new(core.map_err(PyValueError::new_err)?);
        Ok(Self {
            delivered: Mutex::new(core.delivered()),
            state: Mutex::new(StreamState::Idle(core)),
            changed: Condvar::new(),
            cancel,
            progress,
            origin: Arc::new(origin),
            process: std::process::id(),
            object: None,
        })
    }
}

impl Stream {
    fn lock(&self) -> MutexGuard<'_, StreamState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets a new state, and wakes waiting threads.
    fn set(&self, next: StreamState) {
        *self.lock() = next;
        self.changed.notify_all();
    }

    /// Takes the state, after a short wait if a thread has the stream; none if it still has it.
    fn take(&self) -> Option<StreamState> {
        let busy = |state: &mut StreamState| matches!(state, StreamState::Busy(_));
        let guard = self.lock();
        let waited = self.changed.wait_timeout_while(guard, SIGNAL_POLL_INTERVAL, busy);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        match &*state {
            StreamState::Busy(_) => None,
            StreamState::Idle(_) => {
                Some(std::mem::replace(&mut *state, StreamState::Busy(thread::current().id())))
            }
            StreamState::Done(_) => Some(StreamState::Done(Vec::new())),
            StreamState::Handed => Some(StreamState::Handed),
            StreamState::Closed => Some(StreamState::Closed),
        }
    }

    fn closed_error(&self) -> PyErr {
        PyValueError::new_err(format!("{}: the stream is closed", self.origin.path.display()))
    }

    fn handed_error(&self) -> PyErr {
        let path = self.origin.path.display();
        PyValueError::new_err(format!(
            "{path}: what was left of the stream was handed over as Arrow; open it again to read it again"
        ))
    }

    /// Fails in a process that did not open the stream.
    fn require_ours(&self) -> PyResult<()> {
        if self.is_ours() {
            return Ok(());
        }
        let path = self.origin.path.display();
        let message = format!(
            "{path}: the stream was opened in another process, before a fork; open it again in this one"
        );
        Err(PyValueError::new_err(message))
    }

    /// Takes the stream, waiting for the thread that has it. None after the end of the stream.
    fn take_idle(&self, py: Python<'_>, watch: &Watch<'_, '_>) -> PyResult<Option<Box<Batches>>> {
        if self.waits_here() {
            let path = self.origin.path.display();
            let message = "the stream waits for a batch, and for what called this: neither would ever come";
            return Err(PyValueError::new_err(format!("{path}: {message}")));
        }
        loop {
            match py.detach(|| self.take()) {
                Some(StreamState::Idle(stream)) => return Ok(Some(stream)),
                Some(StreamState::Done(_)) => return Ok(None),
                Some(StreamState::Closed) => return Err(self.closed_error()),
                Some(StreamState::Handed) => return Err(self.handed_error()),
                Some(StreamState::Busy(_)) | None => watch.look(py)?,
            }
        }
    }

    /// True if the stream waits for this thread, which is in a call of its file object or in a signal handler.
    fn waits_here(&self) -> bool {
        match &*self.lock() {
            StreamState::Busy(thread) if *thread == thread::current().id() => true,
            StreamState::Busy(_) | StreamState::Idle(_) => {
                self.object.is_some_and(crate::callbacks::is_inside)
            }
            StreamState::Done(_) | StreamState::Handed | StreamState::Closed => false,
        }
    }

    /// False after a fork: the threads and the locks of the stream belong to the parent process.
    fn is_ours(&self) -> bool {
        self.process == std::process::id()
    }
}

#[pymethods]
impl Stream {
    /// Return the next batch, or None after the last one.
    #[pyo3(signature = (tick=None))]
    fn advance(&self, py: Python<'_>, tick: Option<Bound<'_, PyAny>>) -> PyResult<Option<Py<PyAny>>> {
        self.require_ours()?;
        let watch = Watch { cancel: &self.cancel, progress: &self.progress, tick };
        let Some(mut stream) = self.take_idle(py, &watch)? else { return Ok(None) };
        let outcome = interruptible(py, &watch, move || {
            let batch = stream.next();
            Ok((stream, batch))
        });
        let (stream, batch) = match outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                self.set(StreamState::Closed);
                return Err(error);
            }
        };
        if matches!(*self.lock(), StreamState::Closed) {
            self.changed.notify_all();
            py.detach(|| drop((stream, batch)));
            return Err(self.closed_error());
        }
        *self.delivered.lock().unwrap_or_else(PoisonError::into_inner) = stream.delivered();
        match batch {
            Some(Ok(batch)) => {
                self.set(StreamState::Idle(stream));
                watch.look(py)?;
                batch(py, self.origin.clone()).map(Some)
            }
            other => {
                let problems = stream.problems().into_iter();
                let problems = problems.map(|(code, count)| (code.slug(), count)).collect();
                py.detach(|| drop(stream));
                self.set(StreamState::Done(problems));
                match other {
                    Some(Err(Error::Interrupted)) => Err(self.closed_error()),
                    Some(Err(error)) => Err(to_python(py, error)),
                    _ => Ok(None),
                }
            }
        }
    }

    /// Return the numbers of problems by code; only the first call after the end has any.
    fn take_problem_counts(&self) -> Vec<(&'static str, u64)> {
        match &mut *self.lock() {
            StreamState::Done(problems) => std::mem::take(problems),
            _ => Vec::new(),
        }
    }

    /// The amounts delivered so far: documents, annotations, relations, and rows of a table.
    #[getter]
    fn delivered(&self) -> (usize, usize, usize, usize) {
        let counted = *self.delivered.lock().unwrap_or_else(PoisonError::into_inner);
        let [annotations, relations] =
            [TableId::Annotations, TableId::Relations].map(|table| counted.rows(table));
        match self.origin.kind {
            Kind::Documents => (counted.records(), annotations, relations, 0),
            Kind::Entities | Kind::Relations => (0, 0, 0, counted.records()),
        }
    }

    /// Return the Arrow schema of a table of the remaining batches, as a capsule.
    #[pyo3(signature = (table=None, columns=None))]
    fn arrow_schema<'py>(
        &self,
        py: Python<'py>,
        table: Option<String>,
        columns: Option<Vec<String>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let query = Query { table, columns, ..Query::default() };
        let schema = Recipe::new(self.origin.kind, query, None);
        capsule::schema(py, schema.map_err(PyValueError::new_err)?.schema())
    }

    /// Hand over a table of all remaining batches as an Arrow stream, in a capsule.
    ///
    /// `tick` is called as by `advance`. `end` is called once with the numbers of problems by code, or with None if
    /// the reader stops before the end.
    #[pyo3(signature = (table=None, columns=None, requested_schema=None, *, tick, end))]
    fn arrow_stream<'py>(
        &self,
        py: Python<'py>,
        table: Option<String>,
        columns: Option<Vec<String>>,
        requested_schema: Option<&Bound<'py, PyAny>>,
        tick: Option<Bound<'py, PyAny>>,
        end: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        self.require_ours()?;
        let requested = requested_schema.map(capsule::requested).transpose()?;
        let query = Query { table, columns, ..Query::default() };
        let watch = Watch { cancel: &self.cancel, progress: &self.progress, tick: tick.clone() };
        let Some(mut stream) = self.take_idle(py, &watch)? else { return Err(self.closed_error()) };
        let schema = match stream.set(query, requested.as_ref()) {
            Ok(schema) => schema,
            Err(message) => {
                self.set(StreamState::Idle(stream));
                return Err(PyValueError::new_err(message));
            }
        };
        self.set(StreamState::Handed);
        let path = self.origin.path.display().to_string();
        let flags = (self.cancel.clone(), self.progress.clone());
        let calls = (tick.map(Bound::unbind), end.unbind());
        capsule::stream(py, Remainder::new(stream, schema, path, flags, calls))
    }

    /// The path of the input. Another input has its name, such as `<bytes>`, or a file object's `name`.
    #[getter]
    fn path(&self) -> PathBuf {
        self.origin.path.clone()
    }

    /// True once there are no more batches to come.
    #[getter]
    fn closed(&self) -> bool {
        !self.is_ours()
            || matches!(*self.lock(), StreamState::Done(_) | StreamState::Handed | StreamState::Closed)
    }

    /// Stop reading, also for a thread that waits for a batch.
    fn close(&self, py: Python<'_>) {
        if !self.is_ours() {
            return;
        }
        self.cancel.cancel();
        let before = {
            let mut state = self.lock();
            match &*state {
                StreamState::Done(_) => return,
                _ => std::mem::replace(&mut *state, StreamState::Closed),
            }
        };
        self.changed.notify_all();
        py.detach(|| drop(before));
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let state = std::mem::replace(
            self.state.get_mut().unwrap_or_else(PoisonError::into_inner),
            StreamState::Closed,
        );
        // A thread of the stream may need the GIL to end.
        let mut state = Some(state);
        Python::try_attach(|py| py.detach(|| drop(state.take())));
    }
}
