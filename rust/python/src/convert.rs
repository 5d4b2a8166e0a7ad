//! The Python interface of conversion; Ctrl-C leaves no partial output.

use std::ffi::OsString;
use std::path::Path;

use pubfast_core::base::Options;
use pubfast_core::io::Source;
use pubfast_core::io::output::Staged;
use pubfast_export::sinks::{Compression, Form, Job};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::error::to_python;
use crate::input::source;
use crate::interrupt::{Watch, interruptible};
use crate::open::{kind_of, options};

/// The name of the input, the names and numbers of rows of the written tables, the bytes of all files, and the
/// numbers of problems by code.
type Written = (String, Vec<(&'static str, u64)>, u64, Vec<(&'static str, u64)>);

/// Write a dump in another format; `pubfast.convert` checks the arguments and warns of problems.
#[pyfunction]
#[pyo3(signature = (
    input, destination, *, form, table, kind, overwrite, compression, level, row_group_size, batch_bytes,
    threads, io, on_problem, max_record=0, tick=None
))]
#[expect(clippy::too_many_arguments)] // they are named where it is called
pub fn convert(
    py: Python<'_>,
    input: &Bound<'_, PyAny>,
    destination: OsString,
    form: &str,
    table: Option<String>,
    kind: Option<&str>,
    overwrite: bool,
    compression: &str,
    level: i32,
    row_group_size: usize,
    batch_bytes: usize,
    threads: usize,
    io: &str,
    on_problem: &str,
    max_record: usize,
    tick: Option<Bound<'_, PyAny>>,
) -> PyResult<Written> {
    let form = match form {
        "folder" => Form::ParquetFolder,
        "parquet" => Form::Parquet,
        "arrow" => Form::Arrow,
        "jsonl" => Form::JsonLines,
        _ => return Err(PyValueError::new_err(format!("there is no form {form:?}"))),
    };
    let compression = match compression {
        "none" => Compression::None,
        "gzip" => Compression::Gzip(level),
        "zstd" => Compression::Zstd(level),
        _ => return Err(PyValueError::new_err(format!("there is no compression {compression:?}"))),
    };
    let kind = kind.map(kind_of).transpose()?;
    let job = Job { form, table, input: kind, compression, row_group_size, batch_bytes };
    let options: Options = options(threads, io, on_problem, false, max_record)?;
    let (source, _) = source(input)?;
    let name = source.name();
    let output = staged(Path::new(&destination), form, overwrite, &source);
    let output = output.map_err(|error| to_python(py, error))?;
    let (cancel, progress) = (options.cancel.clone(), options.progress.clone());
    let watch = Watch { cancel: &cancel, progress: &progress, tick };
    let theirs = output.clone();
    let converted =
        interruptible(py, &watch, move || pubfast_export::sinks::convert(source, &theirs, &job, options));
    if converted.is_err() {
        // A thread that hangs in the read of an input may still hold the output.
        py.detach(|| output.abandon());
    }
    let converted = converted?;
    let problems = converted.problems.into_iter().map(|(code, count)| (code.slug(), count)).collect();
    Ok((name, converted.rows, converted.bytes, problems))
}

/// The output, under its temporary name.
fn staged(
    destination: &Path,
    form: Form,
    overwrite: bool,
    source: &Source,
) -> Result<Staged, pubfast_core::Error> {
    let output = match form {
        Form::ParquetFolder => Staged::folder(destination, overwrite, pubfast_export::sinks::members())?,
        _ => Staged::file(destination, overwrite)?,
    };
    if let Source::Path(path) = source {
        output.require_apart(path)?;
    }
    Ok(output)
}
