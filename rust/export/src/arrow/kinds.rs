//! The tables that each kind of input has, and some rows of them.

use std::ops::Deref;
use std::sync::Arc;

use pubfast_core::base::Options;
use pubfast_core::formats::table::RowSyntax;
use pubfast_core::io::TextBuf;
use pubfast_core::model::filter::Filter;
use pubfast_core::model::table::{TableFile, TableRows};
use pubfast_core::model::{Corpus, DocumentOfRow, EntityRows, InvalidUtf8, RelationTableRows, Rows};
use pubfast_core::{Problem, Result};

use super::problems::problems_of_input;
use super::schema::{ANNOTATIONS, DOCUMENTS, ENTITIES, PASSAGES, PROBLEMS, RELATIONS, Spec, TABLE_RELATIONS};
use super::{
    ExportTable, ProblemSource, annotations, documents_of_input, entities, passages, relations,
    table_relations,
};

/// An input that its tables share.
pub struct SharedInput<D>(pub D);

impl<D> Deref for SharedInput<D> {
    type Target = D;

    fn deref(&self) -> &D {
        &self.0
    }
}

/// A table by name, and its columns.
pub type NamedTable = (&'static str, &'static [Spec]);

/// A kind of input that has tables.
pub trait Tables: ProblemSource + Sized + 'static {
    /// The tables, of which the problems are the last.
    const TABLES: &'static [NamedTable];

    /// The one that is meant where none is named.
    const MAIN: &'static str;

    /// The number of rows of a table.
    fn count(&self, name: &str) -> usize;

    /// The rows of a table that meet conditions.
    fn chosen(&self, name: &str, filter: &Filter) -> Result<Rows>;

    /// Some rows of a table, numbered as in the whole input.
    fn rows(core: &Arc<SharedInput<Self>>, name: &str, rows: &Rows) -> ExportTable;

    /// An input without rows.
    fn nothing() -> Result<Self>;

    /// The input's text.
    fn text(&self) -> &Arc<TextBuf>;

    /// The names of the tables, for people.
    fn names() -> String {
        Self::TABLES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

impl Tables for Corpus {
    const TABLES: &'static [NamedTable] = &[
        ("documents", DOCUMENTS),
        ("annotations", ANNOTATIONS),
        ("relations", RELATIONS),
        ("passages", PASSAGES),
        ("problems", PROBLEMS),
    ];

    const MAIN: &'static str = "annotations";

    fn count(&self, name: &str) -> usize {
        match name {
            "documents" => self.documents_len(),
            "annotations" => self.annotations_len(),
            "relations" => self.relations_len(),
            "passages" => self.passages_len(),
            _ => self.problems().len(),
        }
    }

    fn chosen(&self, name: &str, filter: &Filter) -> Result<Rows> {
        Ok(match name {
            "documents" => self.documents_where(filter),
            "annotations" => self.annotations_where(filter)?,
            "relations" => self.relations_where(filter)?,
            "passages" => self.passages_where(filter),
            _ => Rows::Range(0..self.problems().len()),
        })
    }

    fn rows(core: &Arc<SharedInput<Self>>, name: &str, rows: &Rows) -> ExportTable {
        let owners = DocumentOfRow::of_input(core.origin());
        match name {
            "documents" => documents_of_input(core, rows),
            "annotations" => annotations(core, rows, &owners),
            "relations" => relations(core, rows, &owners),
            "passages" => passages(core, rows, &owners),
            _ => problems_of_input(core, rows),
        }
    }

    fn nothing() -> Result<Self> {
        Self::parse(TextBuf::from(Vec::new()), "", &Options { threads: 1, ..Options::default() })
    }

    fn text(&self) -> &Arc<TextBuf> {
        self.text()
    }
}

/// A kind of table file.
pub trait NamedKind: RowSyntax {
    /// Its tables: its own rows, and the problems.
    const TABLES: &'static [NamedTable];

    /// Some of its rows.
    fn table<C>(core: &Arc<C>, rows: &Rows) -> ExportTable
    where
        C: Deref<Target = TableFile<Self>> + Send + Sync + 'static;
}

impl NamedKind for EntityRows {
    const TABLES: &'static [NamedTable] = &[("entities", ENTITIES), ("problems", PROBLEMS)];

    fn table<C>(core: &Arc<C>, rows: &Rows) -> ExportTable
    where
        C: Deref<Target = TableFile<Self>> + Send + Sync + 'static,
    {
        entities(core, rows)
    }
}

impl NamedKind for RelationTableRows {
    const TABLES: &'static [NamedTable] = &[("relations", TABLE_RELATIONS), ("problems", PROBLEMS)];

    fn table<C>(core: &Arc<C>, rows: &Rows) -> ExportTable
    where
        C: Deref<Target = TableFile<Self>> + Send + Sync + 'static,
    {
        table_relations(core, rows)
    }
}

impl<T: NamedKind> Tables for TableFile<T> {
    const TABLES: &'static [NamedTable] = T::TABLES;

    const MAIN: &'static str = T::TABLES[0].0;

    fn count(&self, name: &str) -> usize {
        if name == Self::MAIN { self.len() } else { self.problems().len() }
    }

    fn chosen(&self, name: &str, filter: &Filter) -> Result<Rows> {
        Ok(if name == Self::MAIN { self.rows_where(filter) } else { Rows::Range(0..self.problems().len()) })
    }

    fn rows(core: &Arc<SharedInput<Self>>, name: &str, rows: &Rows) -> ExportTable {
        if name == Self::MAIN { T::table(core, rows) } else { problems_of_input(core, rows) }
    }

    fn nothing() -> Result<Self> {
        Self::parse(TextBuf::from(Vec::new()), "", &Options { threads: 1, ..Options::default() })
    }

    fn text(&self) -> &Arc<TextBuf> {
        self.text()
    }
}

/// Implements `ProblemSource`, in the same way for every kind.
macro_rules! problem_source {
    () => {
        fn problems(&self) -> &[Problem] {
            self.problems()
        }

        fn message(&self, problem: &Problem) -> String {
            self.message(problem)
        }

        fn invalid(&self) -> &InvalidUtf8 {
            self.invalid()
        }
    };
}

impl ProblemSource for Corpus {
    problem_source!();
}

impl<T: TableRows> ProblemSource for TableFile<T> {
    problem_source!();
}

impl<P: ProblemSource> ProblemSource for SharedInput<P> {
    fn problems(&self) -> &[Problem] {
        self.0.problems()
    }

    fn message(&self, problem: &Problem) -> String {
        self.0.message(problem)
    }

    fn invalid(&self) -> &InvalidUtf8 {
        self.0.invalid()
    }
}
