//! Hands over batches of a stream as Arrow record batches.

use std::collections::VecDeque;

use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use pubfast_core::base::Progress;
use pubfast_core::{Cancel, Error, guard};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::batches::Batches;
use crate::capsule;

/// The record batches of a batch of a stream, for a library that speaks Arrow.
#[pyclass(frozen, module = "pubfast._core")]
pub struct ArrowBatch(Vec<RecordBatch>);

impl ArrowBatch {
    /// `made` must not be empty.
    pub fn new(made: Vec<RecordBatch>) -> Self {
        Self(made)
    }
}

#[pymethods]
impl ArrowBatch {
    fn __len__(&self) -> usize {
        self.0.iter().map(RecordBatch::num_rows).sum()
    }

    /// The Arrow schema, as a capsule.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::schema(py, &self.0[0].schema())
    }

    /// The rows as an Arrow stream, in a capsule; `requested_schema` is ignored.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches = self.0.clone().into_iter().map(Ok);
        capsule::stream(py, RecordBatchIterator::new(batches, self.0[0].schema()))
    }
}

/// Reads the remaining record batches of a stream, and reports its problems at the end.
pub struct Remainder {
    stream: Option<Box<Batches>>,
    schema: SchemaRef,
    ready: VecDeque<RecordBatch>,
    cancel: Cancel,
    progress: Progress,
    path: String,
    tick: Option<Py<PyAny>>,
    /// Called once with the numbers of problems by code, or with None if the stream was not read to its end.
    end: Option<Py<PyAny>>,
    /// True if a signal came that still has to be raised in Python.
    was_interrupted: bool,
    process: u32,
}

impl Remainder {
    pub fn new(
        stream: Box<Batches>,
        schema: SchemaRef,
        path: String,
        (cancel, progress): (Cancel, Progress),
        (tick, end): (Option<Py<PyAny>>, Py<PyAny>),
    ) -> Self {
        let end = Some(end);
        let (stream, ready, process) = (Some(stream), VecDeque::new(), std::process::id());
        let was_interrupted = false;
        Self { stream, schema, ready, cancel, progress, path, tick, end, was_interrupted, process }
    }

    /// The next record batch. It is read without the GIL, which reading from a Python file object needs.
    fn advance(&mut self) -> Result<Option<RecordBatch>, String> {
        if self.process != std::process::id() {
            return Err(format!("{}: the stream was opened in another process, before a fork", self.path));
        }
        loop {
            if let Some(batch) = self.ready.pop_front() {
                return Ok(Some(batch));
            }
            let Some(mut stream) = self.stream.take() else { return Ok(None) };
            let outcome = Python::try_attach(|py| {
                let records = py.detach(|| stream.records());
                self.look(py).map(|()| records)
            });
            self.stream = Some(stream);
            match outcome.unwrap_or_else(|| Err("the interpreter is shutting down".into()))? {
                Some(Ok(records)) => self.ready.extend(records),
                Some(Err(Error::Interrupted)) => return Err(format!("{}: the stream is closed", self.path)),
                Some(Err(error)) => return Err(error.to_string()),
                None => self.finish(true)?,
            }
        }
    }

    /// Checks for signals, and reports the progress.
    fn look(&mut self, py: Python<'_>) -> Result<(), String> {
        if py.check_signals().is_err() {
            self.was_interrupted = true;
            return Err(format!("{}: interrupted", self.path));
        }
        if let Some(tick) = &self.tick {
            let told = tick.call1(py, (self.progress.done(), self.progress.total()));
            told.map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Drops the stream and calls `end`, with the problems if the stream was read to its end.
    fn finish(&mut self, is_at_end: bool) -> Result<(), String> {
        let Some(end) = self.end.take() else { return Ok(()) };
        let stream = self.stream.take();
        let counted = |stream: &Batches| {
            stream.problems().into_iter().map(|(code, count)| (code.slug(), count)).collect()
        };
        let problems: Option<Vec<_>> = stream.as_deref().filter(|_| is_at_end).map(counted);
        let said = |py: Python<'_>| {
            // A thread of the stream may need the GIL to end.
            py.detach(|| drop(stream));
            end.call1(py, (problems,)).map_err(|error| error.to_string()).map(drop)
        };
        Python::try_attach(said).unwrap_or(Ok(()))
    }
}

impl Iterator for Remainder {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let made =
            guard(|| Ok(self.advance())).unwrap_or_else(|error| Err(format!("{}: {error}", self.path)));
        if made.is_err() {
            self.ready.clear();
            self.finish(false).ok();
            if std::mem::take(&mut self.was_interrupted) {
                // The library that asked for the batch gets an error; Python sees the signal once that returns.
                let again = |py: Python<'_>| py.import("_thread")?.call_method0("interrupt_main").map(drop);
                Python::try_attach(again).transpose().ok();
            }
        }
        // The message becomes a C string, which would end at a zero byte.
        let made = made.map_err(|said| ArrowError::ExternalError(said.replace('\0', "").into()));
        made.transpose()
    }
}

impl RecordBatchReader for Remainder {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

impl Drop for Remainder {
    fn drop(&mut self) {
        self.cancel.cancel();
        self.finish(false).ok();
    }
}
