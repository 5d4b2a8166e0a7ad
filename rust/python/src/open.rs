//! The functions that open a dump and look at an input.

use std::path::Path;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use pubfast_core::corpus;
use pubfast_core::frame::{Options, Rows};
use pubfast_core::{Cancel, input};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::corpus::{Corpus, Origin};
use crate::error::to_python;
use crate::interrupt::{Watch, interruptible};
use crate::reader::source;
use crate::source::Source;

/// Size and time of change of a regular file.
fn state(path: &Path) -> Option<(u64, u128)> {
    let metadata = path.metadata().ok().filter(|metadata| metadata.is_file())?;
    let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((metadata.len(), changed.as_nanos()))
}

/// Below this size a file is parsed sooner than a signal would be looked for, even if it is packed well.
const SMALL: u64 = 128 << 10;

/// Opens and parses a dump; `pubfast.open` checks the arguments and warns of problems.
#[pyfunction]
#[pyo3(signature = (input, *, threads, io, on_problem, trusted, tick=None))]
pub fn open(
    py: Python<'_>,
    input: &Bound<'_, PyAny>,
    threads: usize,
    io: String,
    on_problem: String,
    trusted: bool,
    tick: Option<Bound<'_, PyAny>>,
) -> PyResult<Corpus> {
    let options = Options {
        threads,
        io: io.parse().map_err(PyValueError::new_err)?,
        on_problem: on_problem.parse().map_err(PyValueError::new_err)?,
        trusted,
        ..Options::default()
    };
    let (source, path) = source(input)?;
    let absolute = std::path::absolute(&path).unwrap_or_else(|_| path.clone());
    let state = if matches!(source, input::Source::Path(_)) { state(&path) } else { None };
    let (cancel, progress) = (options.cancel.clone(), options.progress.clone());
    let watch = Watch { cancel: &cancel, progress: &progress, tick };
    let work = move || corpus::Corpus::read(source, &options);
    let core = if state.is_some_and(|(size, _)| (1..SMALL).contains(&size)) {
        py.detach(work).map_err(|error| to_python(py, error))?
    } else {
        interruptible(py, &watch, work)?
    };
    let documents = Rows::Range(0..core.documents_len());
    let origin = Origin { path, absolute, state, is_batch: false, threads, io, on_problem, trusted };
    Ok(Corpus::new(Arc::new(Source::new(core)), documents, Arc::new(origin)))
}

/// The format and the container of an input, by the first 64 KiB of its text.
#[pyfunction]
pub fn detect_format(py: Python<'_>, input: &Bound<'_, PyAny>) -> PyResult<(&'static str, &'static str)> {
    let (source, _) = source(input)?;
    let (cancel, progress) = (Cancel::default(), input::Progress::default());
    let watch = Watch { cancel: &cancel, progress: &progress, tick: None };
    let options = Options { io: input::Io::Read, cancel: cancel.clone(), ..Options::default() };
    let detected = interruptible(py, &watch, move || source.detect(&options))?;
    Ok((detected.format.name(), detected.container.name()))
}
