//! Hands the batches of a stream to Python objects, or to another library as record batches.

use std::sync::{Arc, OnceLock};

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use pubfast_core::base::Options;
use pubfast_core::engine::stream::{Sizes, Stream, StreamPlan, with_columns};
use pubfast_core::io::Source;
use pubfast_core::model::{Dataset, Kind, TextPosition};
use pubfast_core::{ProblemCode, Result};
use pubfast_export::arrow::{Query, Recipe};
use pyo3::prelude::*;

use crate::arrow_stream::ArrowBatch;
use crate::open::into_python;
use crate::provenance::Provenance;

/// Makes the Python object of a batch.
pub type Batch = Box<dyn FnOnce(Python<'_>, Arc<Provenance>) -> PyResult<Py<PyAny>> + Send>;

/// The sizes of a stream's batches, and the query if record batches are made of them.
pub struct Cut {
    pub sizes: Sizes,
    /// The number of rows before the input, if it is one of several.
    pub before: TextPosition,
    pub query: Option<Query>,
}

/// The product that a thread of the stream makes of a batch.
enum Product {
    Whole(Box<Dataset>),
    Records(Vec<RecordBatch>),
}

/// A stream of data sets, which its threads convert to record batches once these were asked for.
pub struct Batches {
    stream: Stream<Product>,
    recipe: Arc<OnceLock<Recipe>>,
}

impl Batches {
    /// Begins to read an input; fails with a message if there is no such table or column.
    pub fn begin(
        kind: Kind,
        source: Source,
        options: Options,
        cut: Cut,
    ) -> Result<std::result::Result<Self, String>> {
        let recipe = Arc::new(OnceLock::new());
        if let Some(query) = cut.query {
            match Recipe::new(kind, query, None) {
                Ok(made) => recipe.get_or_init(|| made),
                Err(message) => return Ok(Err(message)),
            };
        }
        let columns = with_columns(kind, &options.columns)?;
        let known = recipe.clone();
        let make = move |batch: Dataset| match known.get() {
            Some(recipe) => recipe.make(batch).map(Product::Records),
            None => columns(batch).map(|batch| Product::Whole(Box::new(batch))),
        };
        let plan = StreamPlan {
            sizes: cut.sizes,
            before: cut.before,
            same_codes: true,
            make: Box::new(make),
            executor: None,
        };
        Ok(Ok(Self { stream: Stream::making(kind, source, options, plan)?, recipe }))
    }

    /// The next batch for Python.
    pub fn next(&mut self) -> Option<Result<Batch>> {
        loop {
            return Some(match self.stream.next()? {
                Ok(Product::Whole(data)) => Ok(Box::new(move |py, origin| into_python(py, *data, origin))),
                Ok(Product::Records(made)) if made.is_empty() => continue,
                Ok(Product::Records(made)) => Ok(Box::new(move |py, _| {
                    ArrowBatch::new(made).into_pyobject(py).map(|batch| batch.into_any().unbind())
                })),
                Err(error) => Err(error),
            });
        }
    }

    /// The record batches of the next batch; a query must have been set.
    pub fn records(&mut self) -> Option<Result<Vec<RecordBatch>>> {
        Some(match (self.stream.next()?, self.recipe.get()) {
            (Ok(Product::Records(made)), _) => Ok(made),
            // The batch was made before record batches were asked for.
            (Ok(Product::Whole(data)), Some(recipe)) => recipe.make(*data),
            (Ok(Product::Whole(_)), None) => Ok(Vec::new()),
            (Err(error), _) => Err(error),
        })
    }

    /// Makes record batches from now on; fails with a message if there is no such table or column.
    pub fn set(
        &mut self,
        query: Query,
        requested: Option<&Schema>,
    ) -> std::result::Result<SchemaRef, String> {
        let recipe = Recipe::new(self.stream.kind(), query, requested)?;
        Ok(self.recipe.get_or_init(|| recipe).schema().clone())
    }

    /// The position of the next batch.
    pub fn delivered(&self) -> TextPosition {
        self.stream.delivered()
    }

    /// The number of problems of the batches so far, by code.
    pub fn problems(&self) -> Vec<(ProblemCode, u64)> {
        self.stream.problems().collect()
    }
}
