//! The kinds of input: each has its tables.

use super::spec::TableId;
use crate::Records;

/// The kind of an input: which tables are made of it, and which function of Python reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Documents with annotations and relations.
    Documents,
    /// A table of entities, a row an identifier of a document.
    Entities,
    /// A table of relations.
    Relations,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Documents, Self::Entities, Self::Relations];

    /// The name of the format that people know it by: a value of the arguments `format` and `source_format`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documents => "pubtator",
            Self::Entities => "entities",
            Self::Relations => "relations",
        }
    }

    /// The kind with a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What an input of the kind is, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Documents => "block text",
            Self::Entities => "a table of entities",
            Self::Relations => "a table of relations",
        }
    }

    /// The function of Python that reads it.
    pub const fn function(self) -> &'static str {
        match self {
            Self::Documents => "pubfast.open",
            Self::Entities => "pubfast.read_entities",
            Self::Relations => "pubfast.read_relations",
        }
    }

    /// The tables whose rows are parsed, the one whose rows the input is counted in first.
    pub const fn tables(self) -> &'static [TableId] {
        match self {
            Self::Documents => {
                &[TableId::Documents, TableId::Annotations, TableId::Relations, TableId::Passages]
            }
            Self::Entities => &[TableId::Entities],
            Self::Relations => &[TableId::TableRelations],
        }
    }

    /// The table that is meant where none is named.
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

    /// The table with a name; [`TableId::Problems`] is one of every kind.
    pub fn table(self, name: &str) -> Option<TableId> {
        self.tables().iter().chain(&[TableId::Problems]).copied().find(|table| table.spec().name == name)
    }

    /// Records of an input of the kind: documents, or rows of a table.
    pub const fn records(self, count: u64) -> Records {
        match self {
            Self::Documents => Records::Documents(count),
            Self::Entities | Self::Relations => Records::Rows(count),
        }
    }
}
