//! The Python interface of a check, which runs in steps.

pub mod findings;
mod work;

use std::ffi::OsString;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use pubfast_core::base::Progress;
use pubfast_core::io::Source;
use pubfast_core::io::output::Staged;
use pubfast_core::model::{Kind, TableId};
use pubfast_core::ops::check::{CheckPlan, Code, Codes};
use pubfast_core::{Cancel, Error};
use pubfast_export::sinks::FindingsFile;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

use crate::error::to_python;
use crate::input::source;
use crate::interrupt::{Watch, interruptible};
use crate::open::{kind_of, options};
use findings::Findings;
use work::Work;

/// A running check; `pubfast.check` calls its steps.
#[pyclass(frozen, module = "pubfast._core")]
pub struct Checking {
    /// None during a step, and after a step that was interrupted.
    work: Mutex<Option<Work>>,
    name: String,
    cancel: Cancel,
    progress: Progress,
    /// The file of findings, if there is one.
    staged: Option<Staged>,
}

/// Begin to check an input; `pubfast.check` checks the arguments.
#[pyfunction]
#[pyo3(signature = (
    input, *, kind, codes, keep, most, lines, output, form, overwrite, batch_bytes, threads, io,
    max_record=0, tick=None
))]
#[expect(clippy::too_many_arguments)] // they are named where it is called
pub fn check(
    py: Python<'_>,
    input: &Bound<'_, PyAny>,
    kind: Option<&str>,
    codes: Vec<String>,
    keep: u64,
    most: u64,
    lines: bool,
    output: Option<OsString>,
    form: &str,
    overwrite: bool,
    batch_bytes: usize,
    threads: usize,
    io: &str,
    max_record: usize,
    tick: Option<Bound<'_, PyAny>>,
) -> PyResult<Checking> {
    let code = |slug: &String| {
        Code::of(slug).ok_or_else(|| PyValueError::new_err(format!("there is no code {slug:?}")))
    };
    let codes: Codes = codes.iter().map(code).collect::<PyResult<_>>()?;
    let plan = CheckPlan { input: kind.map(kind_of).transpose()?, codes, most, batch_bytes };
    let options = options(threads, io, "collect", false, max_record)?;
    let (source, _) = source(input)?;
    let name = source.name();
    let file = output.map(|output| file(Path::new(&output), form, overwrite, &source, &name)).transpose();
    let (staged, file) = file.map_err(|error| to_python(py, error))?.unzip();
    let (cancel, progress) = (options.cancel.clone(), options.progress.clone());
    let watch = Watch { cancel: &cancel, progress: &progress, tick };
    let begun = interruptible(py, &watch, move || {
        let pass = pubfast_core::ops::check::check(source, options, plan)?;
        Ok(Work::new(pass, keep, lines, file))
    });
    if let (Err(_), Some(staged)) = (&begun, &staged) {
        staged.abandon();
    }
    Ok(Checking { work: Mutex::new(Some(begun?)), name, cancel, progress, staged })
}

fn file(
    path: &Path,
    form: &str,
    overwrite: bool,
    source: &Source,
    name: &str,
) -> Result<(Staged, FindingsFile), Error> {
    let output = Staged::file(path, overwrite)?;
    if let Source::Path(path) = source {
        output.require_apart(path)?;
    }
    let staged = output.clone();
    let file = if form == "arrow" { FindingsFile::arrow(output, name) } else { FindingsFile::lines(output) };
    Ok((staged, file?))
}

impl Checking {
    fn lock(&self) -> MutexGuard<'_, Option<Work>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask<T>(&self, answer: impl FnOnce(&Work) -> T) -> PyResult<T> {
        self.lock().as_ref().map(answer).ok_or_else(gone)
    }
}

fn gone() -> PyErr {
    PyValueError::new_err("the check was interrupted, or another thread takes a step of it")
}

#[pymethods]
impl Checking {
    /// Check some more of the input; return its findings as lines of JSON, or None after the end.
    #[pyo3(signature = (tick=None))]
    fn advance<'py>(
        &self,
        py: Python<'py>,
        tick: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let watch = Watch { cancel: &self.cancel, progress: &self.progress, tick };
        let mut work = self.lock().take().ok_or_else(gone)?;
        if work.is_done() {
            *self.lock() = Some(work);
            return Ok(None);
        }
        let (work, outcome) = interruptible(py, &watch, move || {
            let outcome = work.step();
            Ok((work, outcome))
        })?;
        *self.lock() = Some(work);
        let lines = outcome.map_err(|error| to_python(py, error))?;
        Ok(Some(PyBytes::new(py, &lines)))
    }

    /// Remove the file of findings, unless it is complete.
    fn discard(&self, py: Python<'_>) {
        let work = self.lock().take();
        py.detach(|| drop(work));
        if let Some(staged) = &self.staged {
            staged.abandon();
        }
    }

    /// Return the numbers of findings so far, by code.
    fn counts(&self) -> PyResult<Vec<(&'static str, u64)>> {
        self.ask(|work| work.pass.counts().iter().map(|(code, count)| (code.slug(), count)).collect())
    }

    /// Return the first findings of each code.
    fn findings(&self) -> PyResult<Findings> {
        self.ask(|work| Findings::new(work.kept.clone().into()))
    }

    /// The amounts checked so far: bytes, lines, documents, annotations, relations, and rows of a table.
    #[getter]
    fn seen(&self) -> PyResult<[usize; 6]> {
        self.ask(|work| {
            let seen = work.pass.seen();
            let [annotations, relations] =
                [TableId::Annotations, TableId::Relations].map(|table| seen.rows(table));
            match work.pass.kind() {
                Kind::Documents => [seen.bytes, seen.lines, seen.records(), annotations, relations, 0],
                Kind::Entities | Kind::Relations => [seen.bytes, seen.lines, 0, 0, 0, seen.records()],
            }
        })
    }

    /// The kind of the input.
    #[getter]
    fn kind(&self) -> PyResult<&'static str> {
        self.ask(|work| work.pass.kind().name())
    }

    /// The path of the input. Another input has its name, such as `<bytes>`, or a file object's `name`.
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Checking {
    fn drop(&mut self) {
        // A thread of the check may need the GIL to end.
        let mut work = self.work.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if work.is_some() {
            Python::try_attach(|py| py.detach(|| drop(work.take())));
        }
    }
}

/// The meanings and the severities of all finding codes.
pub fn codes(py: Python<'_>) -> PyResult<(Bound<'_, PyDict>, Bound<'_, PyDict>)> {
    let (meanings, severities) = (PyDict::new(py), PyDict::new(py));
    for code in Code::ALL {
        meanings.set_item(code.slug(), code.meaning())?;
        severities.set_item(code.slug(), code.severity().name())?;
    }
    Ok((meanings, severities))
}
