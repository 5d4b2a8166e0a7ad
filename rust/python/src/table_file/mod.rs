//! Tables of a file in Python: entities and relations, of which most is the same.

pub mod entities;
pub mod relations;

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use pubfast_core::analysis::Rule;
use pubfast_core::base::Options;
use pubfast_core::engine::stream::{MakeProduct, RunningStream, Stream, StreamPlan};
use pubfast_core::model::table::TableFile;
use pubfast_core::model::{Rows, StringColumn as Strings};
use pubfast_core::{Result, io};
use pubfast_export::arrow::NamedKind;
use pyo3::prelude::*;

use crate::category_column::CategoryColumn;
use crate::dataset::Dataset;
use crate::indexing::{Selection, select};
use crate::iterate::RowIterator;
use crate::provenance::{Held, Provenance, pickled_places};
use crate::shared::Shared;
use crate::string_column::StringColumn;
use crate::table::problems::Problems;
use crate::table::{categories, numbers, preview};

/// A table that its columns and views share.
pub type TableSource<T> = Shared<TableFile<T>>;

/// Makes the view of a row.
type View<T> = fn(Python<'_>, &Arc<TableSource<T>>, usize) -> PyResult<Py<PyAny>>;

/// A kind of table that has classes.
pub trait Classes: NamedKind {
    /// The object for a whole table.
    fn into_python(py: Python<'_>, table: TableRows<Self>) -> PyResult<Py<PyAny>>;
}

impl<T: Classes> Dataset for TableFile<T> {
    type Field = usize;

    const NAME: &'static str = "table";
    const ROWS: &'static str = "rows";

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
        let rows = Rows::Range(0..self.len());
        T::into_python(py, TableRows { held: Held::new(Arc::new(Shared::new(self)), origin), rows })
    }

    fn value(&self, field: usize, row: usize) -> Option<Cow<'_, [u8]>> {
        let [one, two] = self.record(row).values;
        let place = if field == 0 { one } else { two };
        place.map(|place| Cow::Borrowed(&self.text()[place]))
    }

    fn total(&self, _: usize) -> usize {
        self.len()
    }

    fn whole(&self, field: usize) -> Result<Strings> {
        self.strings(field)
    }

    fn rule(&self, field: usize) -> Result<Option<Rule>> {
        TableFile::rule(self, field).map(Some)
    }

    fn threads(&self) -> usize {
        self.threads()
    }
}

/// Some rows of a table.
pub struct TableRows<T: Classes> {
    held: Held<TableFile<T>>,
    rows: Rows,
}

/// The result of a subscript.
pub enum Selected<T: Classes> {
    Row(Py<PyAny>),
    Rows(TableRows<T>),
}

impl<T: Classes> TableRows<T> {
    pub fn core(&self) -> PyResult<Arc<TableSource<T>>> {
        self.held.get()
    }

    fn part(&self, core: Arc<TableSource<T>>, rows: Rows) -> Self {
        Self { held: Held::new(core, self.held.origin.clone()), rows }
    }

    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    fn is_everything(&self, core: &TableSource<T>) -> bool {
        self.rows == Rows::Range(0..core.len())
    }

    pub fn len(&self) -> PyResult<usize> {
        self.core()?;
        Ok(self.rows.len())
    }

    pub fn select(&self, py: Python<'_>, key: &Bound<'_, PyAny>, view: View<T>) -> PyResult<Selected<T>> {
        let core = self.core()?;
        Ok(match select(&self.rows, key)? {
            Selection::One(row) => Selected::Row(view(py, &core, row)?),
            Selection::Places(places) => Selected::Rows(self.part(core, places.of(&self.rows))),
        })
    }

    /// The rows that a pickle names.
    pub fn pickled(&self, key: &Bound<'_, PyAny>) -> PyResult<Self> {
        let core = self.core()?;
        Ok(self.part(core, pickled_places(key)?.of(&self.rows)))
    }

    pub fn iter(&self, view: View<T>) -> PyResult<RowIterator> {
        Ok(RowIterator::new(&self.core()?, &self.rows, view))
    }

    pub fn pmid<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let core = self.core()?;
        numbers(py, &self.rows, core.len(), || core.pmids(), |row| core.record(row).pmid)
    }

    /// Dictionary column `at`.
    pub fn category(&self, py: Python<'_>, at: usize) -> PyResult<CategoryColumn> {
        let core = self.core()?;
        let names = core.names(py, at, core.categories(at))?;
        let whole = || core.category(at).map(|column| column.codes);
        categories(py, &self.rows, core.len(), names, whole, |row| core.record(row).codes[at])
    }

    /// String column `at`.
    pub fn strings(&self, at: usize) -> PyResult<StringColumn> {
        Ok(StringColumn::new(&self.core()?, at, &self.rows))
    }

    /// The problems of its lines: of a part, those of the rows that it has.
    pub fn problems(&self) -> PyResult<Problems> {
        let core = self.core()?;
        let all = core.problems();
        let rows = if self.is_everything(&core) {
            Rows::Range(0..all.len())
        } else {
            let has: HashSet<usize> =
                if all.is_empty() { HashSet::new() } else { self.rows.iter().collect() };
            let is_here = |byte: u64| core.row_at(byte as usize).is_some_and(|row| has.contains(&row));
            let found = all.iter().enumerate().filter(|(_, problem)| is_here(problem.byte));
            found.map(|(row, _)| row as i64).collect()
        };
        Ok(Problems::new(core, rows))
    }

    /// Rows of the input before a batch of a stream.
    pub fn first_row(&self) -> PyResult<usize> {
        Ok(self.core()?.origin().rows)
    }

    pub fn reduce<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, pyo3::types::PyTuple>)> {
        let core = self.core()?;
        self.held.reduce(py, (!self.is_everything(&core)).then_some(&self.rows))
    }

    pub fn held(&self) -> &Held<TableFile<T>> {
        &self.held
    }

    /// The first rows, as people read them.
    pub fn repr(&self, py: Python<'_>, name: &str, view: View<T>) -> PyResult<String> {
        let name = format!("{name} {}", self.held.path_repr(py)?);
        match self.core() {
            Ok(core) => preview(py, &name, &self.rows, |row| view(py, &core, row)),
            Err(_) => Ok(format!("<{name}: closed>")),
        }
    }
}
