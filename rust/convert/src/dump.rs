//! Kinds of input: which tables they have, and their rows.

use std::ops::{Deref, Range};
use std::sync::Arc;

use pubfast_arrow::schema::{
    ANNOTATIONS, DOCUMENTS, ENTITIES, PASSAGES, PROBLEMS, RELATIONS, TABLE_RELATIONS,
};
use pubfast_arrow::{ProblemSource, Spec, Table};
use pubfast_core::corpus::Corpus;
use pubfast_core::frame::{Invalid, Options, Owners, Rows};
use pubfast_core::input::Source;
use pubfast_core::stream::Stream;
use pubfast_core::table_file::{EntityTable, RelationTable};
use pubfast_core::{Problem, Result};

use crate::repeats::fingerprint;

/// Every name that a table has.
pub(crate) const TABLES: [&str; 6] =
    ["documents", "annotations", "relations", "passages", "entities", "problems"];

/// A table by name, and its columns.
pub(crate) type Named = (&'static str, &'static [Spec]);

/// The batches of an input.
pub(crate) type Batches<D> = Box<dyn Iterator<Item = Result<D>>>;

/// A kind of input, as a batch of it.
pub(crate) trait Dump: Send + Sync + Sized + 'static {
    /// What it is called.
    const NAME: &'static str;

    /// The tables; the problems are the last.
    const TABLES: &'static [Named];

    /// Whether a line of JSON is a document and not a row.
    const IS_NESTED: bool = false;

    fn batches(source: Source, options: Options, batch_bytes: usize) -> Result<Batches<Self>>;

    /// How many rows a table has.
    fn len(&self, table: &str) -> usize;

    /// Some rows of a table, with documents numbered as in the whole input.
    fn table(held: &Arc<Held<Self>>, name: &str, rows: Range<usize>) -> Table;

    fn problems(&self) -> &[Problem];

    fn message(&self, problem: &Problem) -> String;

    fn invalid(&self) -> &Invalid;

    /// The bytes of its text.
    fn bytes(&self) -> usize;

    /// What tells the texts of documents from each other.
    fn fingerprints(&self) -> impl Iterator<Item = u64> {
        std::iter::empty()
    }
}

/// A batch, as tables share it.
pub(crate) struct Held<D>(pub D);

impl<D> Deref for Held<D> {
    type Target = D;

    fn deref(&self) -> &D {
        &self.0
    }
}

impl<D: Dump> ProblemSource for Held<D> {
    fn problems(&self) -> &[Problem] {
        self.0.problems()
    }

    fn message(&self, problem: &Problem) -> String {
        self.0.message(problem)
    }

    fn invalid(&self) -> &Invalid {
        self.0.invalid()
    }
}

/// What all kinds say in the same words.
macro_rules! in_common {
    () => {
        fn batches(source: Source, options: Options, batch_bytes: usize) -> Result<Batches<Self>> {
            Ok(Box::new(Stream::<Self>::open(source, options, batch_bytes)?))
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

        fn bytes(&self) -> usize {
            self.text().len()
        }
    };
}

impl Dump for Corpus {
    const NAME: &'static str = "block text";

    const TABLES: &'static [Named] = &[
        ("documents", DOCUMENTS),
        ("annotations", ANNOTATIONS),
        ("relations", RELATIONS),
        ("passages", PASSAGES),
        ("problems", PROBLEMS),
    ];

    const IS_NESTED: bool = true;

    in_common!();

    fn fingerprints(&self) -> impl Iterator<Item = u64> {
        let texts = (0..self.documents_len()).filter_map(|row| self.document(row).abstract_);
        texts.map(|place| fingerprint(&self.text()[place]))
    }

    fn len(&self, table: &str) -> usize {
        match table {
            "documents" => self.documents_len(),
            "annotations" => self.annotations_len(),
            "relations" => self.relations_len(),
            "passages" => self.passages_len(),
            _ => self.problems().len(),
        }
    }

    fn table(held: &Arc<Held<Self>>, name: &str, rows: Range<usize>) -> Table {
        let (rows, owners) = (Rows::Range(rows), Owners::of_input(held.origin()));
        match name {
            "documents" => pubfast_arrow::documents_of_input(held, &rows),
            "annotations" => pubfast_arrow::annotations(held, &rows, &owners),
            "relations" => pubfast_arrow::relations(held, &rows, &owners),
            "passages" => pubfast_arrow::passages(held, &rows, &owners),
            _ => pubfast_arrow::problems(held, &rows),
        }
    }
}

/// A kind of table.
macro_rules! table_file {
    ($type:ty, $words:literal, $name:literal, $specs:expr, $rows:path) => {
        impl Dump for $type {
            const NAME: &'static str = $words;

            const TABLES: &'static [Named] = &[($name, $specs), ("problems", PROBLEMS)];

            in_common!();

            fn len(&self, table: &str) -> usize {
                if table == $name { self.len() } else { self.problems().len() }
            }

            fn table(held: &Arc<Held<Self>>, name: &str, rows: Range<usize>) -> Table {
                let rows = Rows::Range(rows);
                if name == $name { $rows(held, &rows) } else { pubfast_arrow::problems(held, &rows) }
            }
        }
    };
}

table_file!(EntityTable, "a table of entities", "entities", ENTITIES, pubfast_arrow::entities);
table_file!(
    RelationTable,
    "a table of relations",
    "relations",
    TABLE_RELATIONS,
    pubfast_arrow::table_relations
);
