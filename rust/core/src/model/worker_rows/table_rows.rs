//! Rows of table files, packed: 16 bytes a row, and in full where they do not fit.

use std::sync::Arc;

use bytemuck::Pod;

use super::{DecodeRows, RowFields};
use crate::columns::{ColumnVec, Dictionary, PackedRows, PagePool, ProblemRow};

/// The most dictionary columns that the table of a kind has.
pub(crate) const MOST_DICTIONARIES: usize = 3;

/// A packed row of one kind of table file.
pub(crate) trait PackedTableRow: Pod + Send + Sync {
    /// The number of the table's dictionary columns.
    const DICTIONARIES: usize;

    /// The row that stands for one that is kept in full elsewhere. No row packs to it.
    const WIDE: Self;

    fn is_wide(&self) -> bool;

    /// Packs a row, if it fits.
    fn pack(row: &RowFields, dictionaries: &[Dictionary]) -> Option<Self>;

    fn unpack(self, dictionaries: &[Dictionary]) -> RowFields;

    /// The offset in the window of the row's first string.
    fn first_byte(self) -> usize;
}

/// The rows that one worker writes.
#[derive(Debug)]
pub(crate) struct TableRows<P> {
    pub(crate) packed: PackedRows<P, RowFields>,
    /// Those beyond [`PackedTableRow::DICTIONARIES`] stay empty.
    pub(crate) dictionaries: [Dictionary; MOST_DICTIONARIES],
}

/// The rows of a table file that one worker writes, and its problems.
#[derive(Debug)]
pub(crate) struct WorkerTable<P> {
    /// The rows of its windows, one after another.
    pub(crate) rows: TableRows<P>,
    pub(crate) problems: ColumnVec<ProblemRow>,
    /// The pool for the rows' memory, if the table is a batch of a stream.
    pub(crate) memory: Option<Arc<PagePool>>,
}

impl<P> Default for TableRows<P> {
    fn default() -> Self {
        Self { packed: PackedRows::default(), dictionaries: Default::default() }
    }
}

impl<P> Default for WorkerTable<P> {
    fn default() -> Self {
        Self { rows: TableRows::default(), problems: ColumnVec::default(), memory: None }
    }
}

impl<P: PackedTableRow> TableRows<P> {
    /// Packs row `row` of the part, or keeps it in full.
    pub(crate) fn pack(&mut self, row: usize, fields: RowFields) -> P {
        P::pack(&fields, &self.dictionaries).unwrap_or_else(|| {
            self.packed.keep(row, fields);
            P::WIDE
        })
    }
}

impl<P: PackedTableRow> WorkerTable<P> {
    /// Begins a window of `bytes` bytes at `base`; memory that stays untouched costs nothing.
    pub(crate) fn enter_window(&mut self, base: usize, bytes: usize) {
        // A row takes 40 bytes or more; the rows of denser windows grow.
        const BYTES_PER_ROW: usize = 40;
        self.rows.packed.enter_window(ColumnVec::roomy(bytes / BYTES_PER_ROW, self.memory.as_ref()));
        self.rows.dictionaries.iter_mut().for_each(|dictionary| dictionary.enter_window(base));
    }
}

impl<P: PackedTableRow> DecodeRows for TableRows<P> {
    type Packed = P;

    const BY_WINDOW: bool = true;

    fn window(&self, first: usize) -> &[P] {
        self.packed.window(first)
    }

    #[inline]
    fn fields(&self, row: usize, packed: P) -> RowFields {
        if packed.is_wide() { self.packed.full(row) } else { packed.unpack(&self.dictionaries) }
    }

    #[inline]
    fn first_byte(packed: P) -> usize {
        packed.first_byte()
    }

    fn dictionaries(&self) -> Vec<&Dictionary> {
        self.dictionaries[..P::DICTIONARIES].iter().collect()
    }

    fn detach(&mut self) -> PackedRows<P, ()> {
        self.packed.detach()
    }
}

/// A PMID that is not a plain number, in a packed row.
const NO_PMID: u32 = u32::MAX;

/// Packs a PMID; -1 stands for one that is not a plain number.
pub(super) fn packed_pmid(pmid: i64) -> Option<u32> {
    match pmid {
        -1 => Some(NO_PMID),
        pmid => u32::try_from(pmid).ok().filter(|&pmid| pmid != NO_PMID),
    }
}

#[inline]
pub(super) fn unpacked_pmid(pmid: u32) -> i64 {
    if pmid == NO_PMID { -1 } else { i64::from(pmid) }
}

/// A number of at most `most`, which fits 16 bits.
pub(super) fn at_most(most: usize, number: usize) -> Option<u16> {
    (number <= most).then_some(number as u16)
}

#[cfg(test)]
mod tests {
    use super::super::{EntityRow, TableRelationRow};
    use super::*;
    use crate::columns::Span;

    /// Packs rows, of which the first `fitting` fit, and unpacks them.
    fn come_back<P: PackedTableRow>(mut rows: TableRows<P>, fitting: usize, all: &[RowFields]) {
        for (row, fields) in all.iter().enumerate() {
            let packed = rows.pack(row, *fields);
            assert_eq!(packed.is_wide(), row >= fitting, "{fields:?}");
            assert_eq!(rows.fields(row, packed), *fields);
        }
    }

    const MOST: usize = EntityRow::MAX_LENGTH;

    #[test]
    fn entities_that_fit_and_that_do_not_come_back() {
        let row = |pmid, [kind, resource]: [i32; 2], identifier: (usize, usize), mentions: Span| RowFields {
            numbers: [pmid, 0, 0, 0],
            codes: [kind, resource, -1],
            spans: [Span::new(identifier.0, identifier.1), mentions, Span::ABSENT],
        };
        let (pmid, codes, identifier, mentions) = (31_642_774, [0, 3], (10, 16), Span::new(17, 25));
        let all = [
            row(pmid, codes, identifier, mentions),
            row(-1, codes, identifier, mentions),
            row(i64::from(u32::MAX) - 1, codes, identifier, mentions),
            row(pmid, [-1, -1], identifier, Span::ABSENT),
            row(pmid, codes, identifier, Span::new(17, 17)),
            row(pmid, codes, (16, 16), mentions),
            row(pmid, codes, identifier, Span::new(17, 17 + MOST)),
            row(pmid, [MOST as i32, 3], identifier, mentions),
            row(i64::from(u32::MAX), codes, identifier, mentions),
            row(999_999_999_999_999_999, codes, identifier, mentions),
            row(pmid, codes, identifier, Span::new(17, 18 + MOST)),
            row(pmid, codes, (0, 70_000), Span::new(70_001, 70_001)),
            row(pmid, [MOST as i32 + 1, 3], identifier, mentions),
            row(pmid, [0, 70_000], identifier, mentions),
        ];
        come_back(TableRows::<EntityRow>::default(), 8, &all);
    }

    #[test]
    fn relations_that_fit_and_that_do_not_come_back() {
        let mut rows = TableRows::<TableRelationRow>::default();
        let type2 = rows.dictionaries[2].code(b"Gene", 0, 4);
        let row = |pmid, codes, id2: (usize, usize)| RowFields {
            numbers: [pmid, 0, 0, 0],
            codes,
            spans: [Span::new(10, 16), Span::new(id2.0, id2.1), Span::ABSENT],
        };
        let (pmid, codes, id2) = (35_378_878, [2, 1, type2], (22, 30));
        let all = [
            row(pmid, codes, id2),
            row(-1, codes, id2),
            row(pmid, [2, -1, type2], id2),
            row(pmid, [2, 1, -1], (17, 17)),
            row(pmid, [2, TableRelationRow::MAX_TYPE_CODE as i32, type2], id2),
            row(pmid, codes, (22, 22 + TableRelationRow::MAX_LENGTH)),
            row(1 << 40, codes, id2),
            row(pmid, [2, 255, type2], id2),
            row(pmid, [65_535, 1, type2], id2),
            row(pmid, codes, (17, 30)),
            row(pmid, codes, (22, 22 + 65_535)),
        ];
        come_back(rows, 6, &all);
    }
}
