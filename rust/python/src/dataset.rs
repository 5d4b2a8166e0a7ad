//! The interface of a dump to the classes, whatever its kind: block text or a table.

use std::borrow::Cow;
use std::sync::Arc;

use pubfast_core::analysis::Rule;
use pubfast_core::base::Options;
use pubfast_core::engine::stream::{MakeProduct, RunningStream, Stream, StreamPlan};
use pubfast_core::model::{Corpus, StringColumn};
use pubfast_core::{Result, io};
use pubfast_export::arrow::Tables;
use pyo3::prelude::*;

use crate::provenance::Provenance;
use crate::shared::Shared;
use crate::string_source::Field;

/// A kind of dump.
pub trait Dataset: Tables {
    /// Names one of its string columns.
    type Field: Copy + Send + Sync;

    /// The name of an open one in messages.
    const NAME: &'static str;

    /// The name of one object of it, which can be pickled alone.
    const ROWS: &'static str;

    /// Reads and parses an input.
    fn read(source: io::Source, options: &Options) -> Result<Self>;

    /// Begins to read an input in batches, and to make something of them.
    fn stream<P: Send + 'static>(
        source: io::Source,
        options: Options,
        plan: StreamPlan<Self, P>,
    ) -> Result<Box<dyn RunningStream<P>>>;

    /// Gives batches as they are, once they have some columns.
    fn with_columns(names: &[String]) -> Result<MakeProduct<Self, Self>>;

    /// The object that a user gets.
    fn into_python(self, py: Python<'_>, origin: Arc<Provenance>) -> PyResult<Py<PyAny>>;

    /// The bytes of one value, looked up where they are.
    fn value(&self, field: Self::Field, row: usize) -> Option<Cow<'_, [u8]>>;

    /// The number of values of a string column.
    fn total(&self, field: Self::Field) -> usize;

    /// A whole string column, made if it is not there yet.
    fn whole(&self, field: Self::Field) -> Result<StringColumn>;

    /// The separators of a string column's cells, if they are known.
    fn rule(&self, field: Self::Field) -> Result<Option<Rule>>;

    /// The number of threads that work on it.
    fn threads(&self) -> usize;
}

impl Dataset for Corpus {
    type Field = Field;

    const NAME: &'static str = "corpus";
    const ROWS: &'static str = "documents";

    fn read(source: io::Source, options: &Options) -> Result<Self> {
        Self::read(source, options)
    }

    fn stream<P: Send + 'static>(
        source: io::Source,
        options: Options,
        plan: StreamPlan<Self, P>,
    ) -> Result<Box<dyn RunningStream<P>>> {
        Ok(Box::new(Stream::making(source, options, plan)?))
    }

    fn with_columns(names: &[String]) -> Result<MakeProduct<Self, Self>> {
        Stream::<Self>::with_columns(names)
    }

    fn into_python(self, py: Python<'_>, origin: Arc<Provenance>) -> PyResult<Py<PyAny>> {
        let corpus = crate::corpus::Corpus::whole(Arc::new(Shared::new(self)), origin);
        Ok(corpus.into_pyobject(py)?.into_any().unbind())
    }

    fn value(&self, field: Field, row: usize) -> Option<Cow<'_, [u8]>> {
        field.value(self, row)
    }

    fn total(&self, field: Field) -> usize {
        field.total(self)
    }

    fn whole(&self, field: Field) -> Result<StringColumn> {
        field.whole(self)
    }

    fn rule(&self, field: Field) -> Result<Option<Rule>> {
        field.rule(self)
    }

    fn threads(&self) -> usize {
        self.threads()
    }
}
