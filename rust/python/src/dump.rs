//! What the classes ask of a dump, whatever its kind: block text or a table.

use std::borrow::Cow;
use std::sync::Arc;

use pubfast_core::cells::Rule;
use pubfast_core::frame::{Invalid, Options, StringColumn};
use pubfast_core::input::{self, Text};
use pubfast_core::table_file::{Kind, TableFile};
use pubfast_core::{Code, Problem, Result, corpus, stream};
use pyo3::prelude::*;

use crate::origin::Origin;
use crate::source::Source;
use crate::strings::Field;

/// A kind of dump.
pub trait Dump: Send + Sync + Sized + 'static {
    /// Which of its string columns is meant.
    type Field: Copy + Send + Sync;

    /// What an open one is called in messages.
    const NAME: &'static str;

    /// What one object of it is called, which can be pickled alone.
    const ROWS: &'static str;

    /// Reads and parses an input.
    fn read(source: input::Source, options: &Options) -> Result<Self>;

    /// Begins to read an input in batches.
    fn stream(source: input::Source, options: Options, batch_bytes: usize) -> Result<Box<dyn Batches>>;

    /// The object that a user gets.
    fn into_python(self, py: Python<'_>, origin: Arc<Origin>) -> PyResult<Py<PyAny>>;

    fn text(&self) -> &Arc<Text>;

    fn problems(&self) -> &[Problem];

    fn message(&self, problem: &Problem) -> String;

    /// Where the text is not UTF-8.
    fn invalid(&self) -> &Invalid;

    /// The bytes of one value, looked up where they are.
    fn value(&self, field: Self::Field, row: usize) -> Option<Cow<'_, [u8]>>;

    /// How many values a string column has.
    fn total(&self, field: Self::Field) -> usize;

    /// A whole string column, made if it is not there yet.
    fn whole(&self, field: Self::Field) -> Result<StringColumn>;

    /// What divides the cells of a string column, if that is known.
    fn rule(&self, field: Self::Field) -> Result<Option<Rule>>;

    /// How many threads work on it.
    fn threads(&self) -> usize;
}

/// The batches of a stream, of one kind of dump.
pub trait Batches: Send {
    fn next(&mut self) -> Option<Result<Batch>>;

    /// How many problems the batches so far have, by code.
    fn problems(&self) -> Vec<(Code, u64)>;
}

/// A batch on its way to Python.
pub type Batch = Box<dyn FnOnce(Python<'_>, Arc<Origin>) -> PyResult<Py<PyAny>> + Send>;

fn batch<D: Dump>(core: D) -> Batch {
    Box::new(move |py, origin| core.into_python(py, origin))
}

impl Batches for stream::Stream<corpus::Corpus> {
    fn next(&mut self) -> Option<Result<Batch>> {
        Iterator::next(self).map(|core| core.map(batch))
    }

    fn problems(&self) -> Vec<(Code, u64)> {
        self.problems().collect()
    }
}

impl<T: Kind> Batches for stream::Stream<TableFile<T>>
where
    TableFile<T>: Dump,
{
    fn next(&mut self) -> Option<Result<Batch>> {
        Iterator::next(self).map(|core| core.map(batch))
    }

    fn problems(&self) -> Vec<(Code, u64)> {
        self.problems().collect()
    }
}

impl Dump for corpus::Corpus {
    type Field = Field;

    const NAME: &'static str = "corpus";
    const ROWS: &'static str = "documents";

    fn read(source: input::Source, options: &Options) -> Result<Self> {
        Self::read(source, options)
    }

    fn stream(source: input::Source, options: Options, batch_bytes: usize) -> Result<Box<dyn Batches>> {
        Ok(Box::new(stream::Stream::<Self>::open(source, options, batch_bytes)?))
    }

    fn into_python(self, py: Python<'_>, origin: Arc<Origin>) -> PyResult<Py<PyAny>> {
        let corpus = crate::corpus::Corpus::whole(Arc::new(Source::new(self)), origin);
        Ok(corpus.into_pyobject(py)?.into_any().unbind())
    }

    fn text(&self) -> &Arc<Text> {
        self.text()
    }

    fn problems(&self) -> &[Problem] {
        self.problems()
    }

    fn message(&self, problem: &Problem) -> String {
        self.message(problem)
    }

    fn invalid(&self) -> &Invalid {
        self.invalid()
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
