//! Rows by value: what stands in a table, without it.

use crate::values::Bytes;

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
pub struct Relation {
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
