//! Entity tables.

use super::{Column, Kind, TableFile};
use crate::columns::EntityRows;
use crate::detect::Reader;
use crate::tables::Shape;

/// A table of entities.
pub type EntityTable = TableFile<EntityRows>;

impl Kind for EntityRows {
    const CATEGORIES: &'static [&'static str] = &["type", "resource"];
    const STRINGS: [&'static str; 2] = ["identifier", "mentions"];
    const COLUMNS: &'static [Column<Self>] = &[
        ("pmid", |table| table.pmids().map(drop)),
        ("type", |table| table.category(0).map(drop)),
        ("identifier", |table| table.strings(0).map(drop)),
        ("mentions", |table| table.strings(1).map(drop)),
        ("resource", |table| table.category(1).map(drop)),
    ];
    const READER: Reader = Reader::Entities;

    fn shape(header: Option<Shape>) -> Shape {
        match header {
            Some(Shape::Untyped) => Shape::Untyped,
            // A header of relations, for a file that somebody says is a table of entities.
            _ => Shape::Typed,
        }
    }
}
