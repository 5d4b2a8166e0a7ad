//! The batches of a stream on their way: to Python as they are, or to another library as record batches.

use std::sync::{Arc, OnceLock};

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use pubfast_core::base::Options;
use pubfast_core::engine::stream::{RunningStream, Sizes, StreamPlan};
use pubfast_core::io::Source;
use pubfast_core::{ProblemCode, Result, model};
use pubfast_export::arrow::{Query, Recipe};
use pyo3::prelude::*;

use crate::arrow_stream::ArrowBatch;
use crate::dataset::Dataset;
use crate::provenance::Provenance;

/// A batch on its way to Python.
pub type Batch = Box<dyn FnOnce(Python<'_>, Arc<Provenance>) -> PyResult<Py<PyAny>> + Send>;

/// The batches of a stream, of one kind of dump.
pub trait Batches: Send {
    /// The next batch for Python.
    fn next(&mut self) -> Option<Result<Batch>>;

    /// The next batch as record batches, once a query was set.
    fn records(&mut self) -> Option<Result<Vec<RecordBatch>>>;

    /// Has record batches made from now on; fails with a sentence where there is no such table or column.
    fn set(&mut self, query: Query, requested: Option<&Schema>) -> std::result::Result<SchemaRef, String>;

    /// The position of the next batch.
    fn delivered(&self) -> model::TextPosition;

    /// The number of problems of the batches so far, by code.
    fn problems(&self) -> Vec<(ProblemCode, u64)>;
}

/// The sizes of a stream's batches, and the query whose record batches are made in their place.
pub struct Cut {
    pub sizes: Sizes,
    /// The rows before the input, where it is one of several.
    pub before: model::TextPosition,
    pub query: Option<Query>,
}

/// The product of a batch.
enum Product<D> {
    Whole(D),
    Records(Vec<RecordBatch>),
}

/// A stream and the product that its threads make of a batch: record batches from the first request for them on.
struct Switch<D> {
    stream: Box<dyn RunningStream<Product<D>>>,
    recipe: Arc<OnceLock<Recipe>>,
}

/// Begins to read an input; fails with a sentence where there is no such table or column.
pub fn begin<D: Dataset>(
    source: Source,
    options: Options,
    cut: Cut,
) -> Result<std::result::Result<Box<dyn Batches>, String>> {
    let recipe = Arc::new(OnceLock::new());
    if let Some(query) = cut.query {
        match Recipe::new::<D>(query, None) {
            Ok(made) => recipe.get_or_init(|| made),
            Err(message) => return Ok(Err(message)),
        };
    }
    let columns = D::with_columns(&options.columns)?;
    let known = recipe.clone();
    let make = move |batch: D| match known.get() {
        Some(recipe) => recipe.make(batch).map(Product::Records),
        None => columns(batch).map(Product::Whole),
    };
    let plan = StreamPlan { sizes: cut.sizes, before: cut.before, same_codes: true, make: Box::new(make) };
    let stream = D::stream(source, options, plan)?;
    Ok(Ok(Box::new(Switch { stream, recipe })))
}

impl<D: Dataset> Batches for Switch<D> {
    fn next(&mut self) -> Option<Result<Batch>> {
        loop {
            return Some(match self.stream.next()? {
                Ok(Product::Whole(core)) => Ok(Box::new(move |py, origin| core.into_python(py, origin))),
                Ok(Product::Records(made)) if made.is_empty() => continue,
                Ok(Product::Records(made)) => Ok(Box::new(move |py, _| {
                    ArrowBatch::new(made).into_pyobject(py).map(|batch| batch.into_any().unbind())
                })),
                Err(error) => Err(error),
            });
        }
    }

    fn records(&mut self) -> Option<Result<Vec<RecordBatch>>> {
        Some(match (self.stream.next()?, self.recipe.get()) {
            (Ok(Product::Records(made)), _) => Ok(made),
            // It was parsed before anybody asked for record batches.
            (Ok(Product::Whole(core)), Some(recipe)) => recipe.make(core),
            (Ok(Product::Whole(_)), None) => Ok(Vec::new()),
            (Err(error), _) => Err(error),
        })
    }

    fn set(&mut self, query: Query, requested: Option<&Schema>) -> std::result::Result<SchemaRef, String> {
        let recipe = Recipe::new::<D>(query, requested)?;
        Ok(self.recipe.get_or_init(|| recipe).schema().clone())
    }

    fn delivered(&self) -> model::TextPosition {
        self.stream.delivered()
    }

    fn problems(&self) -> Vec<(ProblemCode, u64)> {
        self.stream.problems()
    }
}
