//! The tables that each kind of input has, and some rows of them.

use std::ops::Deref;
use std::sync::Arc;

use pubfast_core::columns::{EntityRows, RelationTableRows};
use pubfast_core::corpus::Corpus;
use pubfast_core::filter::Filter;
use pubfast_core::frame::{Invalid, Options, Owners, Rows};
use pubfast_core::input::Text;
use pubfast_core::table_file::{Kind, TableFile};
use pubfast_core::{Problem, Result};

use crate::problems::problems_of_input;
use crate::{ProblemSource, Table};
use crate::{annotations, documents_of_input, entities, passages, relations, table_relations};

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
