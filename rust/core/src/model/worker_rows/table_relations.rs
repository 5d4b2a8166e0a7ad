//! Rows of a relation table, packed: 16 bytes a row.
//!
//! The second entity follows the first and a tab, and its id follows its type and a pipe, so one position and two
//! lengths describe both. A row that does not fit is kept in full in a separate list.

use bytemuck::{Pod, Zeroable};

use super::{DecodeRows, RowFields, WorkerTable};
use crate::columns::{Dictionary, PackedRows, Span};

/// An unpacked row. A code is -1 if it is absent; the PMID is -1 if it is not a plain number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FullTableRelation {
    pub pmid: i64,
    pub kind: i32,
    pub type1: i32,
    pub id1: Span,
    pub type2: i32,
    pub id2: Span,
}

/// A packed row.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct RelationTableRow {
    /// The PMID, or [`RelationTableRow::NO_PMID`].
    pub(crate) pmid: u32,
    /// The first byte of the first id.
    pub(crate) id1: u32,
    pub(crate) id1_length: u16,
    /// The second id begins after the first, a tab, and the second type and a pipe if there is a type.
    pub(crate) id2_length: u16,
    /// The code of the type, or [`WIDE`].
    pub(crate) kind: u16,
    /// The codes of the entities' types, or [`RelationTableRow::ABSENT`].
    pub(crate) type1: u8,
    pub(crate) type2: u8,
}

/// The type code of a row that is kept in full elsewhere; packed rows have smaller codes.
const WIDE: u16 = u16::MAX;

impl RelationTableRow {
    /// The largest length and the largest code of a relation's type that a packed row can have.
    pub(crate) const MAX_LENGTH: usize = u16::MAX as usize - 1;

    /// The largest code of an entity's type that a packed row can have.
    pub(crate) const MAX_TYPE_CODE: usize = u8::MAX as usize - 1;

    /// The type of an entity that has none.
    pub(crate) const ABSENT: u8 = u8::MAX;

    /// A PMID that is not a plain number.
    pub(crate) const NO_PMID: u32 = u32::MAX;

    /// Packs a row, if it fits. `type2_length` is the length of the second type in bytes, if there is one.
    fn pack(row: &FullTableRelation, type2_length: Option<usize>) -> Option<Self> {
        let fits =
            |value: usize| u16::try_from(value).ok().filter(|&value| usize::from(value) <= Self::MAX_LENGTH);
        let code = |code: i32| match code {
            ..0 => Some(Self::ABSENT),
            _ => u8::try_from(code).ok().filter(|&code| usize::from(code) <= Self::MAX_TYPE_CODE),
        };
        let (id1, id2) = (row.id1.within(0)?, row.id2.within(0)?);
        if id2.start != id1.end + 1 + type2_length.map_or(0, |length| length + 1) {
            return None;
        }
        Some(Self {
            pmid: match row.pmid {
                -1 => Self::NO_PMID,
                pmid => u32::try_from(pmid).ok().filter(|&pmid| pmid != Self::NO_PMID)?,
            },
            id1: id1.start as u32,
            id1_length: fits(id1.len())?,
            id2_length: fits(id2.len())?,
            kind: fits(row.kind as usize)?,
            type1: code(row.type1)?,
            type2: code(row.type2)?,
        })
    }
}

/// The rows that one worker writes.
#[derive(Debug, Default)]
pub(crate) struct RelationTableRows {
    pub(crate) rows: PackedRows<RelationTableRow, FullTableRelation>,
    pub(crate) kinds: Dictionary,
    pub(crate) types1: Dictionary,
    pub(crate) types2: Dictionary,
}

impl RelationTableRows {
    /// Packs row `row` of the part, or keeps it in full.
    pub(crate) fn pack(&mut self, row: usize, relation: FullTableRelation) -> RelationTableRow {
        let type2_length = (relation.type2 >= 0).then(|| self.types2.length(relation.type2));
        RelationTableRow::pack(&relation, type2_length).unwrap_or_else(|| {
            self.rows.keep(row, relation);
            RelationTableRow { kind: WIDE, ..RelationTableRow::default() }
        })
    }

    /// Unpacks row `row`.
    #[inline]
    pub(crate) fn unpack(&self, row: usize, packed: RelationTableRow) -> FullTableRelation {
        if packed.kind == WIDE {
            return self.rows.full(row);
        }
        let code = |code: u8| if code == RelationTableRow::ABSENT { -1 } else { i32::from(code) };
        let type2 = code(packed.type2);
        let start = packed.id1 as usize;
        let end = start + usize::from(packed.id1_length);
        let start2 = end + 1 + if type2 < 0 { 0 } else { self.types2.length(type2) + 1 };
        FullTableRelation {
            pmid: if packed.pmid == RelationTableRow::NO_PMID { -1 } else { i64::from(packed.pmid) },
            kind: i32::from(packed.kind),
            type1: code(packed.type1),
            id1: Span::new(start, end),
            type2,
            id2: Span::new(start2, start2 + usize::from(packed.id2_length)),
        }
    }
}

impl DecodeRows for RelationTableRows {
    type Packed = RelationTableRow;

    const BY_WINDOW: bool = true;

    fn window(&self, first: usize) -> &[RelationTableRow] {
        self.rows.window(first)
    }

    #[inline]
    fn fields(&self, row: usize, packed: RelationTableRow) -> RowFields {
        let full = self.unpack(row, packed);
        RowFields {
            numbers: [full.pmid, 0, 0, 0],
            codes: [full.kind, full.type1, full.type2],
            spans: [full.id1, full.id2, Span::ABSENT],
        }
    }

    #[inline]
    fn first_byte(packed: RelationTableRow) -> usize {
        packed.id1 as usize
    }

    fn dictionaries(&self) -> Vec<&Dictionary> {
        vec![&self.kinds, &self.types1, &self.types2]
    }

    fn detach(&mut self) -> PackedRows<RelationTableRow, ()> {
        self.rows.detach()
    }
}

impl WorkerTable<RelationTableRows> {
    pub fn rows(&self) -> usize {
        self.rows.rows.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_and_what_does_not_comes_back() {
        let mut rows = RelationTableRows::default();
        let type2 = rows.types2.code(b"Gene", 0, 4);
        let plain = FullTableRelation {
            pmid: 35_378_878,
            kind: 2,
            type1: 1,
            id1: Span::new(10, 16),
            type2,
            id2: Span::new(22, 30),
        };
        let fitting = [
            plain,
            FullTableRelation { pmid: -1, ..plain },
            FullTableRelation { type1: -1, ..plain },
            FullTableRelation { type2: -1, id2: Span::new(17, 17), ..plain },
            FullTableRelation { type1: RelationTableRow::MAX_TYPE_CODE as i32, ..plain },
            FullTableRelation { id2: Span::new(22, 22 + RelationTableRow::MAX_LENGTH), ..plain },
        ];
        let wide = [
            FullTableRelation { pmid: 1 << 40, ..plain },
            FullTableRelation { type1: 255, ..plain },
            FullTableRelation { kind: 65_535, ..plain },
            FullTableRelation { id2: Span::new(17, 30), ..plain },
            FullTableRelation { id2: Span::new(22, 22 + 65_535), ..plain },
        ];
        for (row, relation) in fitting.into_iter().chain(wide).enumerate() {
            let packed = rows.pack(row, relation);
            assert_eq!(packed.kind == WIDE, row >= fitting.len());
            assert_eq!(rows.unpack(row, packed), relation);
        }
    }
}
