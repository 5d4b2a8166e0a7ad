//! Rows of an entity table.

use super::line::{self, TableLine};
use super::parse::{place, pmid, span};
use super::{RowSyntax, Shape};
use crate::columns::{Dictionary, Span};
use crate::model::Kind;
use crate::model::worker_rows::{EntityRow, RowFields, WorkerRows, WorkerTable};
use crate::scan::NEWLINE;

impl RowSyntax for EntityRow {
    type Line = line::EntityLine;

    const KIND: Kind = Kind::Entities;

    fn has(shape: Shape) -> bool {
        shape != Shape::Relations
    }

    fn shape(header: Option<Shape>) -> Shape {
        match header {
            Some(Shape::Untyped) => Shape::Untyped,
            // A header of relations, in a file that the caller reads as a table of entities.
            _ => Shape::Typed,
        }
    }

    fn table(rows: &mut WorkerRows) -> &mut WorkerTable<Self> {
        let WorkerRows::Entities(table) = rows else { unreachable!("a table of another kind") };
        table
    }

    #[inline(always)]
    fn plain<const COLUMNS: usize>(
        dictionaries: &mut [Dictionary],
        at: usize,
        block: &[u8],
        begin: usize,
        m: &[u16; 8],
    ) -> Option<EntityRow> {
        const TYPED: usize = Shape::Typed.columns();
        let tabs = m[0] | m[1] | m[2] | if COLUMNS == TYPED { m[3] } else { 0 };
        if tabs & NEWLINE != 0 || m[COLUMNS - 1] & NEWLINE == 0 {
            return None;
        }
        let pmid = pmid(block, begin, place(m[0]))?;
        let kind = match COLUMNS {
            TYPED => small(dictionaries[0].code(block, place(m[0]) + 1, place(m[1])))?,
            _ => EntityRow::ABSENT,
        };
        let (before_identifier, after_identifier) = (place(m[COLUMNS - 4]), place(m[COLUMNS - 3]));
        let (after_mentions, end) = (place(m[COLUMNS - 2]), place(m[COLUMNS - 1]));
        let value_end = end - usize::from(block[end - 1] == b'\r');
        let row = EntityRow {
            pmid,
            identifier: (at + before_identifier + 1) as u32,
            // Both are shorter than a block, and fit.
            identifier_length: (after_identifier - before_identifier - 1) as u16,
            mentions_length: (after_mentions - after_identifier - 1) as u16,
            kind,
            resource: small(dictionaries[1].code(block, after_mentions + 1, value_end))?,
        };
        Some(row)
    }

    fn classify(line: &[u8], shape: Shape) -> TableLine<line::EntityLine> {
        line::entity(line, shape)
    }

    fn fields(
        dictionaries: &mut [Dictionary],
        text: &[u8],
        begin: usize,
        line: line::EntityLine,
    ) -> RowFields {
        let [kind, resource] = [(0, line.kind), (1, line.resource)].map(|(at, value)| {
            value.map_or(-1, |value| dictionaries[at].code(text, begin + value.start, begin + value.end))
        });
        let mentions = line.mentions.map_or(Span::ABSENT, |mentions| span(begin, mentions));
        RowFields {
            numbers: [line.pmid, 0, 0, 0],
            codes: [kind, resource, -1],
            spans: [span(begin, line.identifier), mentions, Span::ABSENT],
        }
    }
}

/// A code, if a packed row can have it.
#[inline(always)]
fn small(code: i32) -> Option<u16> {
    (code as usize <= EntityRow::MAX_LENGTH).then_some(code as u16)
}
