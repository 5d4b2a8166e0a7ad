//! Rows by value: what stands in a table, without it.

use super::{EntityTable, RelationTable, TableFile, TableRows};
use crate::model::record::Bytes;

/// A row of an entity table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Entity {
    /// The PMID, -1 where it is not a plain decimal number.
    pub pmid: i64,
    /// The type; none in a table without that column.
    pub kind: Option<Bytes>,
    /// The identifiers, as they stand.
    pub identifier: Bytes,
    /// The mentions, as they stand, if the row has that column.
    pub mentions: Option<Bytes>,
    /// The resources, as they stand, if the row has that column.
    pub resource: Option<Bytes>,
}

/// A row of a relation table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TableRelation {
    /// The PMID, -1 where it is not a plain decimal number.
    pub pmid: i64,
    /// The type.
    pub kind: Bytes,
    /// The type of the first entity, if it has a pipe.
    pub type1: Option<Bytes>,
    /// The id of the first entity.
    pub id1: Bytes,
    /// The type of the second entity, if it has a pipe.
    pub type2: Option<Bytes>,
    /// The id of the second entity.
    pub id2: Bytes,
}

impl EntityTable {
    /// A row by value.
    pub fn value(&self, row: usize) -> Entity {
        let record = self.record(row);
        let [identifier, mentions] =
            record.values.map(|place| place.map(|place| self.text()[place].to_vec()));
        Entity {
            pmid: record.pmid,
            kind: self.category_value(0, record.codes[0]),
            identifier: identifier.unwrap_or_default(),
            mentions,
            resource: self.category_value(1, record.codes[1]),
        }
    }
}

impl RelationTable {
    /// A row by value.
    pub fn value(&self, row: usize) -> TableRelation {
        let record = self.record(row);
        let [id1, id2] =
            record.values.map(|place| place.map_or_else(Vec::new, |place| self.text()[place].to_vec()));
        TableRelation {
            pmid: record.pmid,
            kind: self.category_value(0, record.codes[0]).unwrap_or_default(),
            type1: self.category_value(1, record.codes[1]),
            id1,
            type2: self.category_value(2, record.codes[2]),
            id2,
        }
    }
}

impl<T: TableRows> TableFile<T> {
    fn category_value(&self, at: usize, code: i32) -> Option<Vec<u8>> {
        usize::try_from(code).ok().map(|code| self.categories(at)[code].to_vec())
    }
}
