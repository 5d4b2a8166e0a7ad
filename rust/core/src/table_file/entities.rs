//! Entity tables.

use super::{Column, Kind, TableFile};
use crate::Result;
use crate::cells::{Family, Mentions, Pmids, Rule, Separators};
use crate::columns::EntityRows;
use crate::detect::Reader;
use crate::frame::Rows;
use crate::tables::Shape;

/// A table of entities.
pub type EntityTable = TableFile<EntityRows>;

impl EntityTable {
    /// What some rows say: which document mentions what.
    pub fn mentions(&self, rows: &Rows) -> Result<Mentions> {
        let (identifiers, types) = (self.strings(0)?, self.category(0)?);
        Ok(Mentions::new(identifiers, types, Family::Table, Pmids::OfRows(self.pmids()?), rows.clone()))
    }
}

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

    fn rule(table: &TableFile<Self>, at: usize) -> Result<Rule> {
        Ok(match at {
            0 => Rule::of_identifiers(&table.category(0)?, Family::Table),
            _ => Rule::Same(Separators::PIPE),
        })
    }

    fn shape(header: Option<Shape>) -> Shape {
        match header {
            Some(Shape::Untyped) => Shape::Untyped,
            // A header of relations, for a file that somebody says is a table of entities.
            _ => Shape::Typed,
        }
    }
}
