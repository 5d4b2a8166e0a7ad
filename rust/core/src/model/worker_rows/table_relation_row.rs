//! A packed row of a relation table.

use bytemuck::{Pod, Zeroable};

use super::RowFields;
use super::table_rows::{PackedTableRow, at_most, packed_pmid, unpacked_pmid};
use crate::columns::{Dictionary, Span};

/// A packed row. The second entity follows the first and a tab, and its id follows its type and a pipe, so one position
/// and two lengths describe both.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct TableRelationRow {
    pub(crate) pmid: u32,
    /// The first byte of the first id.
    pub(crate) id1: u32,
    pub(crate) id1_length: u16,
    /// The second id begins after the first, a tab, and the second type and a pipe if there is a type.
    pub(crate) id2_length: u16,
    /// The code of the type.
    pub(crate) kind: u16,
    /// The codes of the entities' types, or [`TableRelationRow::ABSENT`].
    pub(crate) type1: u8,
    pub(crate) type2: u8,
}

impl TableRelationRow {
    /// The largest length and the largest code of a relation's type that a packed row can have.
    pub(crate) const MAX_LENGTH: usize = u16::MAX as usize - 1;

    /// The largest code of an entity's type that a packed row can have.
    pub(crate) const MAX_TYPE_CODE: usize = u8::MAX as usize - 1;

    /// The type of an entity that has none.
    const ABSENT: u8 = u8::MAX;
}

impl PackedTableRow for TableRelationRow {
    const DICTIONARIES: usize = 3;

    const WIDE: Self =
        Self { pmid: 0, id1: 0, id1_length: 0, id2_length: 0, kind: u16::MAX, type1: 0, type2: 0 };

    #[inline]
    fn is_wide(&self) -> bool {
        self.kind == Self::WIDE.kind
    }

    fn pack(row: &RowFields, dictionaries: &[Dictionary]) -> Option<Self> {
        let fits = |value| at_most(Self::MAX_LENGTH, value);
        let code = |code: i32| match code {
            ..0 => Some(Self::ABSENT),
            _ => at_most(Self::MAX_TYPE_CODE, code as usize).map(|code| code as u8),
        };
        let [kind, type1, type2] = row.codes;
        let (id1, id2) = (row.spans[0].within(0)?, row.spans[1].within(0)?);
        if id2.start != id1.end + 1 + before_id(type2, &dictionaries[2]) {
            return None;
        }
        Some(Self {
            pmid: packed_pmid(row.numbers[0])?,
            id1: id1.start as u32,
            id1_length: fits(id1.len())?,
            id2_length: fits(id2.len())?,
            kind: fits(kind as usize)?,
            type1: code(type1)?,
            type2: code(type2)?,
        })
    }

    #[inline]
    fn unpack(self, dictionaries: &[Dictionary]) -> RowFields {
        let code = |code: u8| if code == Self::ABSENT { -1 } else { i32::from(code) };
        let type2 = code(self.type2);
        let start = self.id1 as usize;
        let end = start + usize::from(self.id1_length);
        let start2 = end + 1 + before_id(type2, &dictionaries[2]);
        let id2 = Span::new(start2, start2 + usize::from(self.id2_length));
        RowFields {
            numbers: [unpacked_pmid(self.pmid), 0, 0, 0],
            codes: [i32::from(self.kind), code(self.type1), type2],
            spans: [Span::new(start, end), id2, Span::ABSENT],
        }
    }

    #[inline]
    fn first_byte(self) -> usize {
        self.id1 as usize
    }
}

/// The bytes of an entity before its id: a type and a pipe, or nothing.
#[inline]
fn before_id(kind: i32, types: &Dictionary) -> usize {
    if kind < 0 { 0 } else { types.length(kind) + 1 }
}
