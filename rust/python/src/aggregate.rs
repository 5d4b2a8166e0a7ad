//! Builds counts and concept indexes from the rows of corpora, tables and batches.

use std::sync::{Mutex, PoisonError};

use pubfast_core::analysis::{ConceptIndexBuilder, CountsBuilder, Mentions};
use pubfast_core::base::Progress;
use pubfast_core::{Cancel, Result, available_threads};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::concept_index::ConceptIndex;
use crate::corpus::Corpus;
use crate::counts::Counts;
use crate::interrupt::{Watch, making};
use crate::table::{Annotations, EntityTable};

/// Makes the columns of documents and identifiers, which may take a while and so runs without the GIL.
pub type Columns = Box<dyn FnOnce() -> Result<Mentions> + Send>;

/// Returns the function that makes the columns of a corpus or of a table.
fn columns(batch: &Bound<'_, PyAny>) -> PyResult<Columns> {
    let rows = if let Ok(corpus) = batch.cast::<Corpus>() {
        corpus.get().annotations()?.0
    } else if let Ok(annotations) = batch.cast::<Annotations>() {
        annotations.get().0.clone()
    } else if batch.is_instance_of::<EntityTable>() {
        EntityTable::rows_of(batch)?
    } else {
        let message = format!(
            "identifiers are those of a corpus, of annotations or of an entity table, not of {}",
            batch.get_type()
        );
        return Err(PyTypeError::new_err(message));
    };
    Ok(Box::new(move || rows.mentions()))
}

/// Gathers rows into an index or into counts.
trait Builder: Send + Sized + 'static {
    type Product: Send + 'static;

    fn add(&mut self, mentions: &Mentions) -> Result<()>;

    fn finish(self) -> Result<Self::Product>;
}

impl Builder for ConceptIndexBuilder {
    type Product = pubfast_core::analysis::ConceptIndex;

    fn add(&mut self, mentions: &Mentions) -> Result<()> {
        self.add(mentions.len(), |place| mentions.get(place))
    }

    fn finish(self) -> Result<Self::Product> {
        self.finish()
    }
}

impl Builder for CountsBuilder {
    type Product = pubfast_core::analysis::Counts;

    fn add(&mut self, mentions: &Mentions) -> Result<()> {
        self.add_identifiers(mentions.len(), |place| mentions.get(place))
    }

    fn finish(self) -> Result<Self::Product> {
        self.finish()
    }
}

/// A builder, with its settings and its cancel flag.
struct Aggregation<B> {
    /// None while the builder works, and after its end or an error.
    builder: Mutex<Option<B>>,
    cancel: Cancel,
    progress: Progress,
    types: Option<Vec<String>>,
}

impl<B: Builder> Aggregation<B> {
    /// With `threads` of 0 the builder uses all cores.
    fn new(make: impl Fn(usize, Cancel) -> B, threads: usize, types: Option<Vec<String>>) -> Self {
        let cancel = Cancel::default();
        let threads = if threads == 0 { available_threads() } else { threads };
        let builder = Mutex::new(Some(make(threads, cancel.clone())));
        Self { builder, cancel, progress: Progress::default(), types }
    }

    /// Runs `work` with the builder on another thread, while this one checks for signals.
    fn work<T: Send + 'static>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(B) -> Result<T> + Send + 'static,
    ) -> PyResult<T> {
        let builder = self.builder.lock().unwrap_or_else(PoisonError::into_inner).take();
        let builder = builder.ok_or_else(|| PyValueError::new_err("this has come to its end, or failed"))?;
        let watch = Watch { cancel: &self.cancel, progress: &self.progress, tick: None };
        making(py, &watch, move || work(builder))
    }

    fn add(&self, batch: &Bound<'_, PyAny>) -> PyResult<()> {
        let (columns, types) = (columns(batch)?, self.types.clone());
        let builder = self.work(batch.py(), move |mut builder| {
            let mentions = match types {
                Some(types) => columns()?.of_types(&types),
                None => columns()?,
            };
            builder.add(&mentions)?;
            Ok(builder)
        })?;
        *self.builder.lock().unwrap_or_else(PoisonError::into_inner) = Some(builder);
        Ok(())
    }

    fn finish(&self, py: Python<'_>) -> PyResult<B::Product> {
        self.work(py, B::finish)
    }
}

/// Builds a concept index; `pubfast.concept_index` checks the arguments.
#[pyclass(frozen, module = "pubfast._core")]
pub struct ConceptGathering(Aggregation<ConceptIndexBuilder>);

#[pymethods]
impl ConceptGathering {
    #[new]
    fn new(threads: usize, types: Option<Vec<String>>) -> Self {
        Self(Aggregation::new(ConceptIndexBuilder::new, threads, types))
    }

    /// Adds the rows of a corpus or of a table, of which nothing is kept.
    fn add(&self, batch: &Bound<'_, PyAny>) -> PyResult<()> {
        self.0.add(batch)
    }

    /// Return the index.
    fn finish(&self, py: Python<'_>) -> PyResult<ConceptIndex> {
        self.0.finish(py).map(ConceptIndex::new)
    }
}

/// Builds counts of identifiers; `pubfast.identifier_counts` checks the arguments.
#[pyclass(frozen, module = "pubfast._core")]
pub struct CountGathering(Aggregation<CountsBuilder>);

#[pymethods]
impl CountGathering {
    #[new]
    fn new(threads: usize, types: Option<Vec<String>>) -> Self {
        Self(Aggregation::new(CountsBuilder::new, threads, types))
    }

    /// Adds the rows of a corpus or of a table, of which nothing is kept.
    fn add(&self, batch: &Bound<'_, PyAny>) -> PyResult<()> {
        self.0.add(batch)
    }

    /// Return the counts.
    fn finish(&self, py: Python<'_>) -> PyResult<Counts> {
        self.0.finish(py).map(Counts::new)
    }
}

/// Calls a Python function of the package with a corpus or a table; that function checks the arguments.
pub fn counted<'py>(
    rows: &Bound<'py, PyAny>,
    function: &str,
    options: &[(&str, Option<Bound<'py, PyAny>>)],
) -> PyResult<Bound<'py, PyAny>> {
    let py = rows.py();
    let named = PyDict::new(py);
    for (name, value) in options {
        named.set_item(name, value)?;
    }
    py.import("pubfast._counting")?.getattr(function)?.call((rows,), Some(&named))
}
