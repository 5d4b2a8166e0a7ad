//! The kinds of input and their tables.

use super::spec::TableId;
use crate::Records;

/// The kind of an input. It determines the tables, and the Python function that reads the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Documents with annotations and relations.
    Documents,
    /// A table of entities, with a row per document and identifier.
    Entities,
    /// A table of relations.
    Relations,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Documents, Self::Entities, Self::Relations];

    /// The name of the format for users: a value of the arguments `format` and `source_format`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documents => "pubtator",
            Self::Entities => "entities",
            Self::Relations => "relations",
        }
    }

    /// The kind called `name`.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The term for such an input in messages.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Documents => "block text",
            Self::Entities => "a table of entities",
            Self::Relations => "a table of relations",
        }
    }

    /// The Python function that reads it.
    pub const fn function(self) -> &'static str {
        match self {
            Self::Documents => "pubfast.open",
            Self::Entities => "pubfast.read_entities",
            Self::Relations => "pubfast.read_relations",
        }
    }

    /// The tables whose rows are parsed. The rows of the first one are the records of the input.
    pub const fn tables(self) -> &'static [TableId] {
        match self {
            Self::Documents => {
                &[TableId::Documents, TableId::Annotations, TableId::Relations, TableId::Passages]
            }
            Self::Entities => &[TableId::Entities],
            Self::Relations => &[TableId::TableRelations],
        }
    }

    /// The table to use if none is named.
    pub const fn main_table(self) -> TableId {
        match self {
            Self::Documents => TableId::Annotations,
            Self::Entities => TableId::Entities,
            Self::Relations => TableId::TableRelations,
        }
    }

    /// The names of all tables, the problems included, in the order in which they are listed.
    pub fn table_names(self) -> impl Iterator<Item = &'static str> {
        self.tables().iter().chain(&[TableId::Problems]).map(|table| table.spec().name)
    }

    /// The table called `name`; every kind has [`TableId::Problems`].
    pub fn table(self, name: &str) -> Option<TableId> {
        self.tables().iter().chain(&[TableId::Problems]).copied().find(|table| table.spec().name == name)
    }

    /// `count` records of an input of this kind: documents, or rows of a table.
    pub const fn records(self, count: u64) -> Records {
        match self {
            Self::Documents => Records::Documents(count),
            Self::Entities | Self::Relations => Records::Rows(count),
        }
    }
}
