//! The functions that open a dump and detect its format.

use std::sync::Arc;

use pubfast_core::base::{Io, Options, Progress};
use pubfast_core::engine::Input;
use pubfast_core::formats::detect::Detected;
use pubfast_core::model::{Dataset, Kind, Rows};
use pubfast_core::{Cancel, io};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::corpus::Corpus;
use crate::input::source;
use crate::interrupt::{Watch, detached, interruptible};
use crate::provenance::{FileState, Provenance};
use crate::shared::Shared;
use crate::table::{EntityTable, RelationTable, TableFile};

/// The size below which a file, even a compressed one, is parsed faster than the first check for signals.
const SMALL: u64 = 128 << 10;

/// Open and parse a dump of a kind; `pubfast.open` and similar functions check the arguments and warn of problems.
#[pyfunction]
#[pyo3(signature = (input, *, kind, threads, io, on_problem, trusted, max_record=0, tick=None))]
#[expect(clippy::too_many_arguments)] // they are named where it is called
pub fn open(
    py: Python<'_>,
    input: &Bound<'_, PyAny>,
    kind: String,
    threads: usize,
    io: String,
    on_problem: String,
    trusted: bool,
    max_record: usize,
    tick: Option<Bound<'_, PyAny>>,
) -> PyResult<Py<PyAny>> {
    let (kind, options) = (kind_of(&kind)?, options(threads, &io, &on_problem, trusted, max_record)?);
    let (source, path) = source(input)?;
    let absolute = std::path::absolute(&path).unwrap_or_else(|_| path.clone());
    let file = match source {
        io::Source::Path(_) => FileState::of(&path).ok().flatten(),
        _ => None,
    };
    let is_small = file.as_ref().is_some_and(|file| (1..SMALL).contains(&file.size));
    let is_batch = false;
    let origin =
        Provenance { path, absolute, file, is_batch, kind, threads, io, on_problem, trusted, max_record };
    let (cancel, progress) = (options.cancel.clone(), options.progress.clone());
    let watch = Watch { cancel: &cancel, progress: &progress, tick };
    let work = move || Dataset::read(kind, source, &options);
    let data = if is_small { detached(py, work)? } else { interruptible(py, &watch, work)? };
    into_python(py, data, Arc::new(origin))
}

/// The options for reading any kind of dump.
pub fn options(
    threads: usize,
    io: &str,
    on_problem: &str,
    trusted: bool,
    max_record: usize,
) -> PyResult<Options> {
    Ok(Options {
        threads,
        io: io.parse().map_err(PyValueError::new_err)?,
        on_problem: on_problem.parse().map_err(PyValueError::new_err)?,
        trusted,
        max_record,
        ..Options::default()
    })
}

/// Makes the Python object of a data set.
pub fn into_python(py: Python<'_>, data: Dataset, origin: Arc<Provenance>) -> PyResult<Py<PyAny>> {
    let (kind, rows) = (data.kind(), Rows::Range(0..data.records()));
    let core = Arc::new(Shared::new(data));
    Ok(match kind {
        Kind::Documents => Py::new(py, Corpus::whole(core, origin))?.into_any(),
        Kind::Entities => Py::new(py, EntityTable(TableFile::new(core, rows, origin)))?.into_any(),
        Kind::Relations => Py::new(py, RelationTable(TableFile::new(core, rows, origin)))?.into_any(),
    })
}

/// The kind of input that has this name.
pub fn kind_of(name: &str) -> PyResult<Kind> {
    Kind::of(name).ok_or_else(|| PyValueError::new_err(format!("there is no kind of dump {name:?}")))
}

/// Detect the format and the container of an input from the first 64 KiB of its text.
#[pyfunction]
pub fn detect_format(py: Python<'_>, input: &Bound<'_, PyAny>) -> PyResult<(&'static str, String)> {
    let (source, _) = source(input)?;
    let (cancel, progress) = (Cancel::default(), Progress::default());
    let watch = Watch { cancel: &cancel, progress: &progress, tick: None };
    let options = Options { io: Io::Read, cancel: cancel.clone(), ..Options::default() };
    let detected = interruptible(py, &watch, move || Input::from(source).detect(&options))?;
    Ok((detected.format.name(), container_of(detected)))
}

/// The name of a container, with "jsonl" for lines of JSON.
pub fn container_of(detected: Detected) -> String {
    match (detected.container, detected.is_json) {
        (io::Container::Plain, true) => "jsonl".into(),
        (packed, true) => format!("{}+jsonl", packed.name()),
        (container, false) => container.name().into(),
    }
}
