//! The batches of a stream as record batches, made by the threads that parse them.

use std::ops::Deref;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, StringViewArray};
use arrow_schema::{Schema, SchemaRef};
use pubfast_core::columns::{EntityRows, RelationTableRows};
use pubfast_core::corpus::Corpus;
use pubfast_core::filter::Filter;
use pubfast_core::frame::{Invalid, Options, Owners, Rows};
use pubfast_core::input::Text;
use pubfast_core::table_file::{Kind, TableFile};
use pubfast_core::{Problem, Result};

use crate::batches::unexpected;
use crate::problems::problems_of_input;
use crate::table::Wanted;
use crate::{Batches, ProblemSource, Strings, Table};
use crate::{annotations, documents_of_input, entities, passages, relations, table_relations};

/// What is wanted of a stream.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// The table; the first of [`Tables::TABLES`] if none is named.
    pub table: Option<String>,
    /// Its columns, all if none are named.
    pub columns: Option<Vec<String>>,
    /// How strings are stored.
    pub strings: Strings,
    /// Which of its rows.
    pub filter: Filter,
    /// The most rows of a batch: whoever wants so many of the whole stream needs no more of any batch.
    pub most: Option<usize>,
}

/// A kind of input that has tables.
pub trait Tables: Sized + Send + Sync + 'static {
    /// Their names.
    const TABLES: &'static [&'static str];

    /// The rows of a table that meet conditions, at most so many, numbered as in the whole input.
    fn table(core: &Arc<Box<Self>>, name: &str, filter: &Filter, most: Option<usize>) -> Result<Table>;

    /// An input without rows.
    fn nothing() -> Result<Self>;

    /// The input's text.
    fn text(&self) -> &Arc<Text>;
}

/// Makes record batches of the batches of a stream.
pub struct Recipe {
    table: &'static str,
    wanted: Wanted,
    schema: SchemaRef,
    filter: Filter,
    most: Option<usize>,
}

impl Recipe {
    /// What makes this of an input of a kind; fails with a sentence where it has no such table or columns, or where
    /// rows of the table cannot be chosen so.
    pub fn new<F: Tables>(query: Query, requested: Option<&Schema>) -> std::result::Result<Self, String> {
        let Query { table: name, columns, strings, filter, most } = query;
        let name = name.as_deref().unwrap_or(F::TABLES[0]);
        let Some(name) = F::TABLES.iter().copied().find(|table| *table == name) else {
            return Err(format!("no table {name:?}; there are {}", F::TABLES.join(", ")));
        };
        let nothing = F::nothing().map_err(|error| error.to_string())?;
        let table = F::table(&Arc::new(Box::new(nothing)), name, &Filter::default(), None);
        let table = table.map_err(|error| error.to_string())?;
        let names = || table.names().collect::<Vec<_>>().join(", ");
        let mut wanted = table
            .wanted(columns.as_deref(), strings)
            .map_err(|column| format!("no column {column:?}; there are {}", names()))?;
        if let Some(column) = filter.columns().find(|column| table.names().all(|name| name != *column)) {
            return Err(format!("no column {column:?} to choose by; there are {}", names()));
        }
        if let Some(requested) = requested {
            table.comply(&mut wanted, requested);
        }
        let schema = of_stream(&table.schema(&wanted));
        Ok(Self { table: name, wanted, schema, filter, most })
    }

    /// The schema of all that it makes.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Makes record batches of a batch: one, most often, and none where no row is wanted.
    pub fn make<F: Tables>(&self, core: F) -> Result<Vec<RecordBatch>> {
        let core = Arc::new(Box::new(core));
        let table = F::table(&core, self.table, &self.filter, self.most)?;
        let mut batches = Batches::new(Arc::new(table), self.wanted.clone());
        let mut made = Vec::new();
        while !batches.is_done() {
            let (_, columns, rows) = batches.advance()?.into_parts();
            let columns = columns.into_iter().map(|column| compact(column, F::text(&core))).collect();
            let options = RecordBatchOptions::new().with_row_count(Some(rows));
            let batch = RecordBatch::try_new_with_options(self.schema.clone(), columns, &options);
            made.push(batch.map_err(unexpected)?);
        }
        Ok(made)
    }
}

/// What a schema says of a single input is unknown of a stream that is not yet at its end.
fn of_stream(schema: &Schema) -> SchemaRef {
    let mut metadata = schema.metadata().clone();
    metadata.remove("pubfast.invalid_utf8_lines");
    Arc::new(Schema::new(schema.fields().clone()).with_metadata(metadata))
}

/// Copies views' values where they would keep a much larger text in memory that the stream could use again. A map
/// of a file costs nothing to keep.
fn compact(column: ArrayRef, text: &Text) -> ArrayRef {
    /// The longest value that is in its view.
    const INLINE: u32 = 12;
    /// A text of which the values are less than this part is let go.
    const PART: usize = 4;
    let Some(strings) = column.as_any().downcast_ref::<StringViewArray>() else { return column };
    if text.is_mapped() || strings.data_buffers().is_empty() {
        return column;
    }
    let long = strings.views().iter().map(|&view| view as u32).filter(|&length| length > INLINE);
    let bytes: usize = long.map(|length| length as usize).sum();
    if bytes < text.len() / PART { Arc::new(strings.gc()) } else { column }
}

fn first(rows: Rows, most: Option<usize>) -> Rows {
    match most {
        Some(most) if most < rows.len() => rows.slice(0, 1, most),
        _ => rows,
    }
}

impl Tables for Corpus {
    const TABLES: &'static [&'static str] =
        &["annotations", "documents", "relations", "passages", "problems"];

    fn table(core: &Arc<Box<Self>>, name: &str, filter: &Filter, most: Option<usize>) -> Result<Table> {
        let owners = Owners::of_input(core.origin());
        Ok(match name {
            "documents" => documents_of_input(core, &first(core.documents_where(filter), most)),
            "annotations" => annotations(core, &first(core.annotations_where(filter)?, most), &owners),
            "relations" => relations(core, &first(core.relations_where(filter)?, most), &owners),
            "passages" => passages(core, &first(core.passages_where(filter), most), &owners),
            _ => problems(core, core.problems().len(), most),
        })
    }

    fn nothing() -> Result<Self> {
        Self::parse(Text::from(Vec::new()), "", &Options { threads: 1, ..Options::default() })
    }

    fn text(&self) -> &Arc<Text> {
        self.text()
    }
}

/// A kind of table file.
pub trait Named: Kind {
    /// The names of its tables.
    const TABLES: &'static [&'static str];

    /// Some of its rows.
    fn table<C>(core: &Arc<C>, rows: &Rows) -> Table
    where
        C: Deref<Target = TableFile<Self>> + Send + Sync + 'static;
}

impl Named for EntityRows {
    const TABLES: &'static [&'static str] = &["entities", "problems"];

    fn table<C>(core: &Arc<C>, rows: &Rows) -> Table
    where
        C: Deref<Target = TableFile<Self>> + Send + Sync + 'static,
    {
        entities(core, rows)
    }
}

impl Named for RelationTableRows {
    const TABLES: &'static [&'static str] = &["relations", "problems"];

    fn table<C>(core: &Arc<C>, rows: &Rows) -> Table
    where
        C: Deref<Target = TableFile<Self>> + Send + Sync + 'static,
    {
        table_relations(core, rows)
    }
}

impl<T: Named> Tables for TableFile<T> {
    const TABLES: &'static [&'static str] = T::TABLES;

    fn table(core: &Arc<Box<Self>>, name: &str, filter: &Filter, most: Option<usize>) -> Result<Table> {
        Ok(match name {
            "problems" => problems(core, core.problems().len(), most),
            _ => T::table(core, &first(core.rows_where(filter), most)),
        })
    }

    fn nothing() -> Result<Self> {
        Self::parse(Text::from(Vec::new()), "", &Options { threads: 1, ..Options::default() })
    }

    fn text(&self) -> &Arc<Text> {
        self.text()
    }
}

fn problems<P: ProblemSource + 'static>(core: &Arc<P>, count: usize, most: Option<usize>) -> Table {
    problems_of_input(core, &first(Rows::Range(0..count), most))
}

impl ProblemSource for Box<Corpus> {
    fn problems(&self) -> &[Problem] {
        (**self).problems()
    }

    fn message(&self, problem: &Problem) -> String {
        (**self).message(problem)
    }

    fn invalid(&self) -> &Invalid {
        (**self).invalid()
    }
}

impl<T: Kind> ProblemSource for Box<TableFile<T>> {
    fn problems(&self) -> &[Problem] {
        (**self).problems()
    }

    fn message(&self, problem: &Problem) -> String {
        (**self).message(problem)
    }

    fn invalid(&self) -> &Invalid {
        (**self).invalid()
    }
}
