//! The functions that open a dump and look at a file.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use pubfast_core::corpus::{self, Options, Rows};
use pubfast_core::{Cancel, Error, detect};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::corpus::{Corpus, Origin};
use crate::error::to_python;
use crate::interrupt::interruptible;
use crate::source::Source;

/// Size and time of change of a regular file.
fn state(path: &Path) -> Option<(u64, u128)> {
    let metadata = path.metadata().ok().filter(|metadata| metadata.is_file())?;
    let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((metadata.len(), changed.as_nanos()))
}

/// Below this size a file is parsed sooner than a signal would be looked for.
const SMALL: u64 = 1 << 20;

/// Opens and parses a dump; `pubfast.open` checks the arguments and warns of problems.
#[pyfunction]
#[pyo3(signature = (path, *, threads, io, on_problem, trusted))]
pub fn open(
    py: Python<'_>,
    path: PathBuf,
    threads: usize,
    io: String,
    on_problem: String,
    trusted: bool,
) -> PyResult<Corpus> {
    let options = Options {
        threads,
        io: io.parse().map_err(PyValueError::new_err)?,
        on_problem: on_problem.parse().map_err(PyValueError::new_err)?,
        trusted,
        window: 0,
        cancel: Cancel::default(),
    };
    let state = state(&path);
    let absolute = std::path::absolute(&path).unwrap_or_else(|_| path.clone());
    let cancel = options.cancel.clone();
    let work = {
        let path = path.clone();
        move || corpus::Corpus::open(&path, &options)
    };
    let core = if state.is_some_and(|(size, _)| (1..SMALL).contains(&size)) {
        py.detach(work).map_err(|error| to_python(py, error))?
    } else {
        interruptible(py, &cancel, work)?
    };
    let documents = Rows::Range(0..core.documents_len());
    let origin = Origin { path, absolute, state, threads, io, on_problem, trusted };
    Ok(Corpus::new(Arc::new(Source::new(core)), documents, Arc::new(origin)))
}

/// The format and the container of a file, by its first 64 KiB.
#[pyfunction]
pub fn detect_format(py: Python<'_>, path: PathBuf) -> PyResult<(&'static str, &'static str)> {
    let read = move || {
        let mut prefix = Vec::new();
        // One byte more, so that a file of just this size is not taken for a longer one.
        let file =
            File::open(&path).and_then(|file| file.take(detect::PREFIX as u64 + 1).read_to_end(&mut prefix));
        file.map_err(|source| Error::Io { path: path.to_string_lossy().into_owned(), source })?;
        Ok(prefix)
    };
    // A pipe may keep its reader waiting.
    let detected = detect::detect(&interruptible(py, &Cancel::default(), read)?);
    Ok((detected.format.name(), detected.container.name()))
}
