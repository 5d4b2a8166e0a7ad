//! Reads the rows and columns of a table that a query needs, in batches for another library.

use pubfast_core::engine::stream::Sizes;
use pubfast_core::model::filter::{Filter, NumberSet, StringSet};
use pubfast_core::model::{Kind, TableId, TextPosition};
use pubfast_export::arrow::{Query, Strings};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::batches::Cut;
use crate::input::source;
use crate::open::{kind_of, options};
use crate::provenance::Provenance;
use crate::stream::Stream;

/// A condition on a column, converted from Python.
#[derive(FromPyObject)]
pub enum Condition {
    /// The column, strings, and true if values must be among the strings, false if they must not.
    #[pyo3(transparent)]
    Strings((String, Vec<String>, bool)),
    /// The column, and inclusive ranges, of which one must contain the number.
    #[pyo3(transparent)]
    Numbers((String, Vec<(i64, i64)>)),
}

/// Begin to read rows and columns of a table; `pubfast.scan` passes the query of polars.
#[pyfunction]
#[pyo3(signature = (
    input, *, kind, table, columns, conditions, most, first_bytes, batch_bytes, before, threads, io, on_problem,
    trusted, max_record=0, tick=None
))]
#[expect(clippy::too_many_arguments)] // they are named where it is called
pub fn scan(
    py: Python<'_>,
    input: &Bound<'_, PyAny>,
    kind: String,
    table: String,
    columns: Vec<String>,
    conditions: Vec<Condition>,
    most: Option<usize>,
    first_bytes: usize,
    batch_bytes: usize,
    before: (usize, usize, usize, usize),
    threads: usize,
    io: String,
    on_problem: String,
    trusted: bool,
    max_record: usize,
    tick: Option<Bound<'_, PyAny>>,
) -> PyResult<Stream> {
    let options = options(threads, &io, &on_problem, trusted, max_record)?;
    let (source, path) = source(input)?;
    let (absolute, file, is_batch, kind) = (path.clone(), None, true, kind_of(&kind)?);
    let origin =
        Provenance { path, absolute, file, is_batch, kind, threads, io, on_problem, trusted, max_record };
    let filter = filter(conditions).map_err(PyValueError::new_err)?;
    let query = Query { table: Some(table), columns: Some(columns), strings: Strings::View, filter, most };
    let (documents, annotations, relations, rows) = before;
    let before = match kind {
        Kind::Documents => TextPosition::default()
            .after(TableId::Documents, documents)
            .after(TableId::Annotations, annotations)
            .after(TableId::Relations, relations),
        Kind::Entities | Kind::Relations => TextPosition::default().after(kind.main_table(), rows),
    };
    let cut = Cut { sizes: Sizes { first: first_bytes, most: batch_bytes }, before, query: Some(query) };
    Stream::begin(py, source, options, origin, cut, tick)
}

fn filter(conditions: Vec<Condition>) -> Result<Filter, String> {
    let mut filter = Filter::default();
    for condition in conditions {
        match condition {
            Condition::Strings((column, values, is_one)) => {
                let values = values.into_iter().map(|value| value.into_bytes().into());
                filter.strings(&column, StringSet::new(values, is_one))?;
            }
            Condition::Numbers((column, ranges)) => {
                filter
                    .numbers(&column, NumberSet::new(ranges.into_iter().map(|(start, end)| start..=end)))?;
            }
        }
    }
    Ok(filter)
}
