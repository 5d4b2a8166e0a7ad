//! Rows of an entity table.

use super::line::{self, TableLine};
use super::parse::{place, pmid, span};
use super::{RowSyntax, Shape};
use crate::columns::{Dictionary, PackedRows, Span};
use crate::model::worker_rows::{EntityRow, FullEntity, WorkerRows};
use crate::model::{EntityRows, Kind, WorkerTable};
use crate::scan::NEWLINE;

impl RowSyntax for EntityRows {
    type Line = line::EntityLine;
    type Full = FullEntity;

    const KIND: Kind = Kind::Entities;

    fn has(shape: Shape) -> bool {
        shape != Shape::Relations
    }

    fn shape(header: Option<Shape>) -> Shape {
        match header {
            Some(Shape::Untyped) => Shape::Untyped,
            // // A header of relations, in a file that the caller reads as a table of entities.
            _ => Shape::Typed,
        }
    }

    fn table(rows: &mut WorkerRows) -> &mut WorkerTable<Self> {
        let WorkerRows::Entities(table) = rows else { unreachable!("a table of another kind") };
        table
    }

    fn packed(&mut self) -> &mut PackedRows<EntityRow, FullEntity> {
        &mut self.rows
    }

    fn dictionaries_mut(&mut self) -> Vec<&mut Dictionary> {
        vec![&mut self.kinds, &mut self.resources]
    }

    #[inline(always)]
    fn plain<const COLUMNS: usize>(
        &mut self,
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
            TYPED => small(self.kinds.code(block, place(m[0]) + 1, place(m[1])))?,
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
            resource: small(self.resources.code(block, after_mentions + 1, value_end))?,
        };
        Some(row)
    }

    fn classify(line: &[u8], shape: Shape) -> TableLine<line::EntityLine> {
        line::entity(line, shape)
    }

    fn pack(&mut self, row: usize, text: &[u8], begin: usize, line: line::EntityLine) -> EntityRow {
        let full = FullEntity {
            pmid: line.pmid,
            kind: line.kind.map_or(-1, |kind| self.kinds.code(text, begin + kind.start, begin + kind.end)),
            identifier: span(begin, line.identifier),
            mentions: line.mentions.map_or(Span::ABSENT, |mentions| span(begin, mentions)),
            resource: line.resource.map_or(-1, |resource| {
                self.resources.code(text, begin + resource.start, begin + resource.end)
            }),
        };
        self.pack(row, full)
    }
}

/// A code, if a packed row can have it.
#[inline(always)]
fn small(code: i32) -> Option<u16> {
    (code as usize <= EntityRow::MAX_LENGTH).then_some(code as u16)
}
