//! Rows of an entity table, packed: 16 bytes a row.
//!
//! The mentions follow the identifier and a tab, so one position describes both. A row that does not fit is kept in
//! full in a separate list.

use bytemuck::{Pod, Zeroable};

use super::{DecodeRows, RowFields, WorkerTable};
use crate::columns::{Dictionary, PackedRows, Span};

/// An unpacked row. A code is -1 if it is absent; the PMID is -1 if it is not a plain number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FullEntity {
    pub pmid: i64,
    pub kind: i32,
    pub identifier: Span,
    pub mentions: Span,
    pub resource: i32,
}

/// A packed row.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct EntityRow {
    /// The PMID, or [`EntityRow::NO_PMID`].
    pub(crate) pmid: u32,
    /// The first byte of the identifier.
    pub(crate) identifier: u32,
    pub(crate) identifier_length: u16,
    /// The mentions begin after the identifier and a tab.
    pub(crate) mentions_length: u16,
    /// The code of the type, [`EntityRow::ABSENT`], or [`WIDE`].
    pub(crate) kind: u16,
    pub(crate) resource: u16,
}

/// The type code of a row that is kept in full elsewhere.
const WIDE: u16 = u16::MAX;

impl EntityRow {
    /// The largest length and the largest code that a packed row can have.
    pub(crate) const MAX_LENGTH: usize = u16::MAX as usize - 2;

    /// The length and the code of a value that is absent.
    pub(crate) const ABSENT: u16 = u16::MAX - 1;

    /// A PMID that is not a plain number.
    pub(crate) const NO_PMID: u32 = u32::MAX;

    /// Packs a row, if it fits.
    fn pack(row: &FullEntity) -> Option<Self> {
        let fits =
            |value: usize| u16::try_from(value).ok().filter(|&value| usize::from(value) <= Self::MAX_LENGTH);
        let code = |code: i32| if code < 0 { Some(Self::ABSENT) } else { fits(code as usize) };
        let identifier = row.identifier.within(0)?;
        Some(Self {
            pmid: match row.pmid {
                -1 => Self::NO_PMID,
                pmid => u32::try_from(pmid).ok().filter(|&pmid| pmid != Self::NO_PMID)?,
            },
            identifier: identifier.start as u32,
            identifier_length: fits(identifier.len())?,
            mentions_length: match row.mentions.within(0) {
                None => Self::ABSENT,
                Some(place) if place.start == identifier.end + 1 => fits(place.len())?,
                Some(_) => return None,
            },
            kind: code(row.kind)?,
            resource: code(row.resource)?,
        })
    }
}

/// The rows that one worker writes.
#[derive(Debug, Default)]
pub(crate) struct EntityRows {
    pub(crate) rows: PackedRows<EntityRow, FullEntity>,
    pub(crate) kinds: Dictionary,
    pub(crate) resources: Dictionary,
}

impl EntityRows {
    /// Packs row `row` of the part, or keeps it in full.
    pub(crate) fn pack(&mut self, row: usize, entity: FullEntity) -> EntityRow {
        EntityRow::pack(&entity).unwrap_or_else(|| {
            self.rows.keep(row, entity);
            EntityRow { kind: WIDE, ..EntityRow::default() }
        })
    }

    /// Unpacks row `row`.
    #[inline]
    pub(crate) fn unpack(&self, row: usize, packed: EntityRow) -> FullEntity {
        if packed.kind == WIDE {
            return self.rows.full(row);
        }
        let code = |code: u16| if code == EntityRow::ABSENT { -1 } else { i32::from(code) };
        let start = packed.identifier as usize;
        let end = start + usize::from(packed.identifier_length);
        FullEntity {
            pmid: if packed.pmid == EntityRow::NO_PMID { -1 } else { i64::from(packed.pmid) },
            kind: code(packed.kind),
            identifier: Span::new(start, end),
            mentions: match packed.mentions_length {
                EntityRow::ABSENT => Span::ABSENT,
                length => Span::new(end + 1, end + 1 + usize::from(length)),
            },
            resource: code(packed.resource),
        }
    }
}

impl DecodeRows for EntityRows {
    type Packed = EntityRow;

    const BY_WINDOW: bool = true;

    fn window(&self, first: usize) -> &[EntityRow] {
        self.rows.window(first)
    }

    #[inline]
    fn fields(&self, row: usize, packed: EntityRow) -> RowFields {
        let full = self.unpack(row, packed);
        RowFields {
            numbers: [full.pmid, 0, 0, 0],
            codes: [full.kind, full.resource, -1],
            spans: [full.identifier, full.mentions, Span::ABSENT],
        }
    }

    #[inline]
    fn first_byte(packed: EntityRow) -> usize {
        packed.identifier as usize
    }

    fn dictionaries(&self) -> Vec<&Dictionary> {
        vec![&self.kinds, &self.resources]
    }

    fn detach(&mut self) -> PackedRows<EntityRow, ()> {
        self.rows.detach()
    }
}

impl WorkerTable<EntityRows> {
    pub fn rows(&self) -> usize {
        self.rows.rows.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_and_what_does_not_comes_back() {
        let plain = FullEntity {
            pmid: 31_642_774,
            kind: 0,
            identifier: Span::new(10, 16),
            mentions: Span::new(17, 25),
            resource: 3,
        };
        let fitting = [
            plain,
            FullEntity { pmid: -1, ..plain },
            FullEntity { pmid: i64::from(u32::MAX) - 1, ..plain },
            FullEntity { kind: -1, resource: -1, mentions: Span::ABSENT, ..plain },
            FullEntity { mentions: Span::new(17, 17), ..plain },
            FullEntity { identifier: Span::new(16, 16), ..plain },
            FullEntity { mentions: Span::new(17, 17 + EntityRow::MAX_LENGTH), ..plain },
            FullEntity { kind: EntityRow::MAX_LENGTH as i32, ..plain },
        ];
        let wide = [
            FullEntity { pmid: i64::from(u32::MAX), ..plain },
            FullEntity { pmid: 999_999_999_999_999_999, ..plain },
            FullEntity { mentions: Span::new(17, 18 + EntityRow::MAX_LENGTH), ..plain },
            FullEntity { identifier: Span::new(0, 70_000), mentions: Span::new(70_001, 70_001), ..plain },
            FullEntity { kind: EntityRow::MAX_LENGTH as i32 + 1, ..plain },
            FullEntity { resource: 70_000, ..plain },
        ];
        let mut rows = EntityRows::default();
        for (row, entity) in fitting.into_iter().chain(wide).enumerate() {
            let packed = rows.pack(row, entity);
            assert_eq!(packed.kind == WIDE, row >= fitting.len());
            assert_eq!(rows.unpack(row, packed), entity);
        }
    }
}
