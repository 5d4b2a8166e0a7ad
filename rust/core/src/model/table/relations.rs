//! Relation tables.

use super::record::TableRelation;
use super::{TableColumn, TableFile, TableRows};
use crate::columns::{Dictionary, PackedRows, Span};
use crate::model::worker_rows::{FullTableRelation, RelationTableRow};
use crate::model::{RelationTableRows, TableRow};

/// A table of relations.
pub type RelationTable = TableFile<RelationTableRows>;

impl TableRows for RelationTableRows {
    type Row = RelationTableRow;
    type Full = FullTableRelation;
    type Value = TableRelation;

    const CATEGORIES: &'static [&'static str] = &["type", "type1", "type2"];
    const STRINGS: [&'static str; 2] = ["id1", "id2"];
    const COLUMNS: &'static [TableColumn<Self>] = &[
        ("pmid", |table| table.pmids().map(drop)),
        ("type", |table| table.category(0).map(drop)),
        ("type1", |table| table.category(1).map(drop)),
        ("id1", |table| table.strings(0).map(drop)),
        ("type2", |table| table.category(2).map(drop)),
        ("id2", |table| table.strings(1).map(drop)),
    ];
    const SIDES: &'static [(usize, usize)] = &[(1, 0), (2, 1)];

    fn rows(&self) -> &PackedRows<RelationTableRow, FullTableRelation> {
        &self.rows
    }

    fn rows_mut(&mut self) -> &mut PackedRows<RelationTableRow, FullTableRelation> {
        &mut self.rows
    }

    fn dictionaries(&self) -> Vec<&Dictionary> {
        vec![&self.kinds, &self.types1, &self.types2]
    }

    fn dictionaries_mut(&mut self) -> Vec<&mut Dictionary> {
        vec![&mut self.kinds, &mut self.types1, &mut self.types2]
    }

    #[inline]
    fn unpack(&self, row: usize, packed: RelationTableRow) -> TableRow {
        self.unpack(row, packed).into()
    }

    fn value(&self, row: usize, text: &[u8]) -> TableRelation {
        let full = self.unpack(row, self.rows.get(row));
        let kind = |dictionary: &Dictionary, code: i32| (code >= 0).then(|| dictionary.value(code).to_vec());
        let value = |span: Span| span.within(0).map_or_else(Vec::new, |place| text[place].to_vec());
        TableRelation {
            pmid: full.pmid,
            kind: self.kinds.value(full.kind).to_vec(),
            type1: kind(&self.types1, full.type1),
            id1: value(full.id1),
            type2: kind(&self.types2, full.type2),
            id2: value(full.id2),
        }
    }
}
