//! Rows of a relation table.

use memchr::memchr;

use super::line::{self, TableLine};
use super::parse::{place, pmid, span};
use super::{RowSyntax, Shape};
use crate::columns::{Dictionary, Span};
use crate::model::Kind;
use crate::model::worker_rows::{RowFields, TableRelationRow, WorkerRows, WorkerTable};
use crate::scan::NEWLINE;
use crate::text::ByteRange;

impl RowSyntax for TableRelationRow {
    type Line = line::TableRelationLine;

    const KIND: Kind = Kind::Relations;

    fn has(shape: Shape) -> bool {
        shape == Shape::Relations
    }

    fn shape(_: Option<Shape>) -> Shape {
        Shape::Relations
    }

    fn table(rows: &mut WorkerRows) -> &mut WorkerTable<Self> {
        let WorkerRows::Relations(table) = rows else { unreachable!("a table of another kind") };
        table
    }

    #[inline(always)]
    fn plain<const COLUMNS: usize>(
        dictionaries: &mut [Dictionary],
        at: usize,
        block: &[u8],
        begin: usize,
        m: &[u16; 8],
    ) -> Option<TableRelationRow> {
        if (m[0] | m[1] | m[2]) & NEWLINE != 0 || m[3] & NEWLINE == 0 {
            return None;
        }
        let (after_pmid, after_kind) = (place(m[0]), place(m[1]));
        let (after_one, end) = (place(m[2]), place(m[3]));
        let pmid = pmid(block, begin, after_pmid)?;
        let value_end = end - usize::from(block[end - 1] == b'\r');
        let pipe1 = first_pipe(block, after_kind + 1, after_one)?;
        let pipe2 = first_pipe(block, after_one + 1, value_end)?;
        let kind = dictionaries[0].code(block, after_pmid + 1, after_kind);
        let type1 = dictionaries[1].code(block, after_kind + 1, pipe1);
        let type2 = dictionaries[2].code(block, after_one + 1, pipe2);
        if kind as usize > TableRelationRow::MAX_LENGTH
            || type1.max(type2) as usize > TableRelationRow::MAX_TYPE_CODE
        {
            return None;
        }
        let row = TableRelationRow {
            pmid,
            id1: (at + pipe1 + 1) as u32,
            // Both are shorter than a block, and fit.
            id1_length: (after_one - pipe1 - 1) as u16,
            id2_length: (value_end - pipe2 - 1) as u16,
            kind: kind as u16,
            type1: type1 as u8,
            type2: type2 as u8,
        };
        Some(row)
    }

    fn classify(line: &[u8], _: Shape) -> TableLine<line::TableRelationLine> {
        line::relation(line)
    }

    fn fields(
        dictionaries: &mut [Dictionary],
        text: &[u8],
        begin: usize,
        line: line::TableRelationLine,
    ) -> RowFields {
        let mut code =
            |at: usize, value: ByteRange| dictionaries[at].code(text, begin + value.start, begin + value.end);
        let mut optional = |at, value: Option<ByteRange>| value.map_or(-1, |value| code(at, value));
        RowFields {
            numbers: [line.pmid, 0, 0, 0],
            codes: [optional(0, Some(line.kind)), optional(1, line.type1), optional(2, line.type2)],
            spans: [span(begin, line.id1), span(begin, line.id2), Span::ABSENT],
        }
    }
}

/// The position of the first pipe of `block[begin..end]`: nearly always among the first sixteen bytes, which are
/// compared at once. May find none where the block ends within them.
#[inline(always)]
fn first_pipe(block: &[u8], begin: usize, end: usize) -> Option<usize> {
    const ONES: u128 = u128::MAX / 255;
    let word = u128::from_le_bytes(block.get(begin..begin + 16)?.try_into().ok()?);
    let different = word ^ (ONES * b'|' as u128);
    let zeros = different.wrapping_sub(ONES) & !different & (ONES << 7);
    if zeros == 0 {
        return memchr(b'|', block.get(begin + 16..end)?).map(|at| begin + 16 + at);
    }
    Some(begin + zeros.trailing_zeros() as usize / 8).filter(|&at| at < end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_pipe_is_the_first_one(before in "[ -~]{0,5}", entity in "[{|}\\x7f]{0,4}[a-z]{0,20}[{|}\\x7f]{0,4}", after in "[ -~]{0,20}") {
            let text = format!("{before}{entity}{after}");
            let (begin, end) = (before.len(), before.len() + entity.len());
            let expected = entity.find('|').map(|at| begin + at).filter(|_| begin + 16 <= text.len());
            prop_assert_eq!(first_pipe(text.as_bytes(), begin, end), expected);
        }
    }
}
