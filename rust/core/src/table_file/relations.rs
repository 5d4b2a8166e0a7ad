//! Relation tables.

use super::{Column, Kind, TableFile};
use crate::Result;
use crate::cells::{Family, Rule};
use crate::columns::RelationTableRows;
use crate::detect::Reader;
use crate::tables::Shape;

/// A table of relations.
pub type RelationTable = TableFile<RelationTableRows>;

impl Kind for RelationTableRows {
    const CATEGORIES: &'static [&'static str] = &["type", "type1", "type2"];
    const STRINGS: [&'static str; 2] = ["id1", "id2"];
    const COLUMNS: &'static [Column<Self>] = &[
        ("pmid", |table| table.pmids().map(drop)),
        ("type", |table| table.category(0).map(drop)),
        ("type1", |table| table.category(1).map(drop)),
        ("id1", |table| table.strings(0).map(drop)),
        ("type2", |table| table.category(2).map(drop)),
        ("id2", |table| table.strings(1).map(drop)),
    ];
    const READER: Reader = Reader::Relations;

    fn rule(table: &TableFile<Self>, at: usize) -> Result<Rule> {
        Ok(Rule::of_identifiers(&table.category(at + 1)?, Family::Table))
    }

    fn shape(_: Option<Shape>) -> Shape {
        Shape::Relations
    }
}
