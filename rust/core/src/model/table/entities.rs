//! Entity tables.

use super::record::Entity;
use super::{TableColumn, TableFile, TableRows};
use crate::columns::{Dictionary, PackedRows};
use crate::model::worker_rows::{EntityRow, FullEntity};
use crate::model::{EntityRows, TableRow};

/// A table of entities.
pub type EntityTable = TableFile<EntityRows>;

impl TableRows for EntityRows {
    type Row = EntityRow;
    type Full = FullEntity;
    type Value = Entity;

    const CATEGORIES: &'static [&'static str] = &["type", "resource"];
    const STRINGS: [&'static str; 2] = ["identifier", "mentions"];
    const COLUMNS: &'static [TableColumn<Self>] = &[
        ("pmid", |table| table.pmids().map(drop)),
        ("type", |table| table.category(0).map(drop)),
        ("identifier", |table| table.strings(0).map(drop)),
        ("mentions", |table| table.strings(1).map(drop)),
        ("resource", |table| table.category(1).map(drop)),
    ];
    const SIDES: &'static [(usize, usize)] = &[(0, 0)];

    fn rows(&self) -> &PackedRows<EntityRow, FullEntity> {
        &self.rows
    }

    fn rows_mut(&mut self) -> &mut PackedRows<EntityRow, FullEntity> {
        &mut self.rows
    }

    fn dictionaries(&self) -> Vec<&Dictionary> {
        vec![&self.kinds, &self.resources]
    }

    fn dictionaries_mut(&mut self) -> Vec<&mut Dictionary> {
        vec![&mut self.kinds, &mut self.resources]
    }

    #[inline]
    fn unpack(&self, row: usize, packed: EntityRow) -> TableRow {
        self.unpack(row, packed).into()
    }

    fn value(&self, row: usize, text: &[u8]) -> Entity {
        let full = self.unpack(row, self.rows.get(row));
        Entity {
            pmid: full.pmid,
            kind: (full.kind >= 0).then(|| self.kinds.value(full.kind).to_vec()),
            identifier: full.identifier.within(0).map_or_else(Vec::new, |place| text[place].to_vec()),
            mentions: full.mentions.within(0).map(|place| text[place].to_vec()),
            resource: (full.resource >= 0).then(|| self.resources.value(full.resource).to_vec()),
        }
    }
}
