//! The Python interface of excerpts of a dump.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use pubfast_core::io::Source;
use pubfast_core::io::output::{Compression, Staged};
use pubfast_core::ops::select::{Choice, Conditions, Limit, WantedIds};
use pubfast_export::sinks::{Lines, Output};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

use crate::error::to_python;
use crate::input::source;
use crate::interrupt::{Watch, interruptible};
use crate::open::{kind_of, options};
use crate::stdout::Stdout;

/// The selection of the command line: one of the first three, or conditions.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct ChoiceArguments {
    first: Option<usize>,
    get: Option<Vec<PyBackedBytes>>,
    sample: Option<(usize, u64)>,
    is_first_enough: bool,
    types: Vec<PyBackedBytes>,
    identifiers: Vec<PyBackedBytes>,
    ids: Option<Vec<PyBackedBytes>>,
    least: Option<usize>,
    most: Option<usize>,
    only_annotations: bool,
}

/// The kind of the input, the number of documents or rows written, the indices of the ids that were not found, and the
/// numbers of problems by code.
type SelectedCounts = (&'static str, usize, Vec<usize>, Vec<(&'static str, u64)>);

/// Write selected documents or rows of a dump to a file, or to standard output: there with commands of a terminal made
/// visible if `is_visible`.
#[pyfunction]
#[pyo3(signature = (
    input, destination, *, wanted, json, overwrite, kind, threads, max_record=0, is_visible=false, tick=None
))]
#[expect(clippy::too_many_arguments)] // they are named where it is called
pub fn extract(
    py: Python<'_>,
    input: &Bound<'_, PyAny>,
    destination: Option<OsString>,
    wanted: ChoiceArguments,
    json: bool,
    overwrite: bool,
    kind: Option<&str>,
    threads: usize,
    max_record: usize,
    is_visible: bool,
    tick: Option<Bound<'_, PyAny>>,
) -> PyResult<SelectedCounts> {
    let options = options(threads, "auto", "collect", false, max_record)?;
    let kind = kind.map(kind_of).transpose()?;
    let (source, _) = source(input)?;
    let lines = if json { Lines::Json } else { Lines::Source };
    let compression = destination
        .as_deref()
        .map_or(Compression::None, |name| Compression::of_name(&name.to_string_lossy()));
    let staged = staged(destination.as_deref().map(Path::new), overwrite, &source);
    let staged = staged.map_err(|error| to_python(py, error))?;
    let output = match &staged {
        Some(staged) => Output::File(staged.clone()),
        None => Output::Stream(Box::new(Stdout::new(is_visible)), "<stdout>".into()),
    };
    let choice = wanted.choice();
    let (cancel, progress) = (options.cancel.clone(), options.progress.clone());
    let watch = Watch { cancel: &cancel, progress: &progress, tick };
    let work =
        move || pubfast_export::sinks::select(source, output, &choice, (lines, compression), kind, options);
    let extracted = interruptible(py, &watch, work);
    if let (Err(_), Some(staged)) = (&extracted, &staged) {
        // A thread that hangs in the read of an input may still hold the output.
        py.detach(|| staged.abandon());
    }
    let extracted = extracted?;
    let problems = extracted.problems.into_iter().map(|(code, count)| (code.slug(), count)).collect();
    Ok((extracted.kind.name(), extracted.units, extracted.missing, problems))
}

fn staged(
    destination: Option<&Path>,
    overwrite: bool,
    source: &Source,
) -> Result<Option<Staged>, pubfast_core::Error> {
    let Some(destination) = destination else { return Ok(None) };
    let output = Staged::file(destination, overwrite)?;
    if let Source::Path(path) = source {
        output.require_apart(path)?;
    }
    Ok(Some(output))
}

impl ChoiceArguments {
    fn choice(self) -> Choice {
        let boxed = |values: Vec<PyBackedBytes>| -> Vec<Box<[u8]>> {
            values.into_iter().map(|value| (&*value).into()).collect()
        };
        if let Some(count) = self.first {
            Choice::First(count)
        } else if let Some(ids) = self.get {
            Choice::Ids { ids: Arc::new(WantedIds::new(boxed(ids))), is_first_enough: self.is_first_enough }
        } else if let Some((count, seed)) = self.sample {
            Choice::Sample { count, seed, limit: Limit::default() }
        } else {
            let ids = self.ids.map(|ids| WantedIds::new(boxed(ids)));
            let conditions = Conditions::new(boxed(self.types), boxed(self.identifiers), ids)
                .with_counts(self.least, self.most)
                .with_only_annotations(self.only_annotations);
            Choice::Where(Arc::new(conditions))
        }
    }
}
