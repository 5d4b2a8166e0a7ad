//! A packed row of an entity table.

use bytemuck::{Pod, Zeroable};

use super::RowFields;
use super::table_rows::{PackedTableRow, at_most, packed_pmid, unpacked_pmid};
use crate::columns::{Dictionary, Span};

/// A packed row. The mentions follow the identifier and a tab, so one position describes both.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct EntityRow {
    pub(crate) pmid: u32,
    /// The first byte of the identifier.
    pub(crate) identifier: u32,
    pub(crate) identifier_length: u16,
    /// The mentions begin after the identifier and a tab.
    pub(crate) mentions_length: u16,
    /// The code of the type, or [`EntityRow::ABSENT`].
    pub(crate) kind: u16,
    pub(crate) resource: u16,
}

impl EntityRow {
    /// The largest length and the largest code that a packed row can have.
    pub(crate) const MAX_LENGTH: usize = u16::MAX as usize - 2;

    /// The length and the code of a value that is absent.
    pub(crate) const ABSENT: u16 = u16::MAX - 1;
}

impl PackedTableRow for EntityRow {
    const DICTIONARIES: usize = 2;

    const WIDE: Self = Self {
        pmid: 0,
        identifier: 0,
        identifier_length: 0,
        mentions_length: 0,
        kind: u16::MAX,
        resource: 0,
    };

    #[inline]
    fn is_wide(&self) -> bool {
        self.kind == Self::WIDE.kind
    }

    fn pack(row: &RowFields, _: &[Dictionary]) -> Option<Self> {
        let fits = |value| at_most(Self::MAX_LENGTH, value);
        let code = |code: i32| if code < 0 { Some(Self::ABSENT) } else { fits(code as usize) };
        let identifier = row.spans[0].within(0)?;
        Some(Self {
            pmid: packed_pmid(row.numbers[0])?,
            identifier: identifier.start as u32,
            identifier_length: fits(identifier.len())?,
            mentions_length: match row.spans[1].within(0) {
                None => Self::ABSENT,
                Some(place) if place.start == identifier.end + 1 => fits(place.len())?,
                Some(_) => return None,
            },
            kind: code(row.codes[0])?,
            resource: code(row.codes[1])?,
        })
    }

    #[inline]
    fn unpack(self, _: &[Dictionary]) -> RowFields {
        let code = |code: u16| if code == Self::ABSENT { -1 } else { i32::from(code) };
        let start = self.identifier as usize;
        let end = start + usize::from(self.identifier_length);
        let mentions = match self.mentions_length {
            Self::ABSENT => Span::ABSENT,
            length => Span::new(end + 1, end + 1 + usize::from(length)),
        };
        RowFields {
            numbers: [unpacked_pmid(self.pmid), 0, 0, 0],
            codes: [code(self.kind), code(self.resource), -1],
            spans: [Span::new(start, end), mentions, Span::ABSENT],
        }
    }

    #[inline]
    fn first_byte(self) -> usize {
        self.identifier as usize
    }
}
