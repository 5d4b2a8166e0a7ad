//! The Python interface of `info`.

use pubfast_core::ProblemCode;
use pubfast_core::ops::info::{InfoPass, Tally, summarise};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::error::to_python;
use crate::input::source;
use crate::interrupt::{Watch, interruptible};
use crate::open::{container_of, kind_of, options};

/// Count the content of an input; return the fields of `pubfast.Info`, and the error if the input ended early.
#[pyfunction]
#[pyo3(signature = (input, *, kind, threads, io, max_record=0, tick=None))]
pub fn survey<'py>(
    py: Python<'py>,
    input: &Bound<'py, PyAny>,
    kind: Option<&str>,
    threads: usize,
    io: &str,
    max_record: usize,
    tick: Option<Bound<'py, PyAny>>,
) -> PyResult<(Bound<'py, PyDict>, Option<Py<PyAny>>)> {
    let options = options(threads, io, "collect", false, max_record)?;
    let kind = kind.map(kind_of).transpose()?;
    let (source, _) = source(input)?;
    let name = source.name();
    let (cancel, progress) = (options.cancel.clone(), options.progress.clone());
    let watch = Watch { cancel: &cancel, progress: &progress, tick };
    let InfoPass { kind, detected, info, fault } =
        interruptible(py, &watch, move || summarise(source, kind, options))?;
    let counts = PyDict::new(py);
    counts.set_item("name", name)?;
    counts.set_item("kind", kind.name())?;
    counts.set_item("container", container_of(detected))?;
    counts.set_item("input_bytes", progress.done())?;
    for (name, count) in [
        ("bytes", info.bytes),
        ("lines", info.lines),
        ("documents", info.documents),
        ("pmids", info.pmids),
        ("titles", info.titles),
        ("abstracts", info.abstracts),
        ("passages", info.passages),
        ("annotations", info.annotations),
        ("relations", info.relations),
        ("rows", info.rows),
        ("non_ascii", info.non_ascii),
        ("non_ascii_bytes", info.non_ascii_bytes),
    ] {
        counts.set_item(name, count)?;
    }
    for (name, tally) in [
        ("types", &info.types),
        ("relation_types", &info.relation_types),
        ("forms", &info.forms),
        ("resources", &info.resources),
    ] {
        counts.set_item(name, by_name(py, tally)?)?;
    }
    let problems = PyDict::new(py);
    for (code, count) in ProblemCode::ALL.into_iter().zip(info.problems).filter(|&(_, count)| count > 0) {
        problems.set_item(code.slug(), count)?;
    }
    counts.set_item("problems", problems)?;
    let fault = fault.map(|fault| to_python(py, fault).into_value(py).into_any());
    Ok((counts, fault))
}

/// The counts of names as a dict, the most frequent first; names of equal count are in their order.
fn by_name<'py>(py: Python<'py>, tally: &Tally) -> PyResult<Bound<'py, PyDict>> {
    let mut values: Vec<_> = tally.values().collect();
    values.sort_by_key(|&(value, count)| (std::cmp::Reverse(count), value));
    let counts = PyDict::new(py);
    for (value, count) in values {
        let name = PyString::new(py, &String::from_utf8_lossy(value));
        // Two names that differ only in invalid bytes read the same.
        let before: u64 = counts.get_item(&name)?.map_or(Ok(0), |before| before.extract())?;
        counts.set_item(name, before + count)?;
    }
    if tally.others() > 0 {
        counts.set_item("", tally.others())?;
    }
    Ok(counts)
}
