//! Rows by value, and tables of them.

use std::sync::Arc;

use super::{RowSyntax, line};
use crate::io::TextBuf;
use crate::model::record::Values;
use crate::model::table::{Entity, EntityTable, RelationTable, TableFile, TableRelation, WorkerTable};
use crate::model::{InvalidUtf8, ParsedInput, TextPosition, WindowIndex, WindowRows, WorkerRows as _};

impl EntityTable {
    /// A table of one row. Its text is the values one after another; fails where that is larger than a window
    /// can be.
    pub fn of_value(row: &Entity) -> Result<Self, String> {
        let mut text = Values::default();
        let line = line::EntityLine {
            pmid: row.pmid,
            kind: text.place_some(row.kind.as_deref()),
            identifier: text.place(&row.identifier),
            mentions: text.place_some(row.mentions.as_deref()),
            resource: text.place_some(row.resource.as_deref()),
        };
        Self::of_line(text, line)
    }
}

impl RelationTable {
    /// A table of one row, as [`EntityTable::of_value`] makes it.
    pub fn of_value(row: &TableRelation) -> Result<Self, String> {
        let mut text = Values::default();
        let line = line::TableRelationLine {
            pmid: row.pmid,
            kind: text.place(&row.kind),
            type1: text.place_some(row.type1.as_deref()),
            id1: text.place(&row.id1),
            type2: text.place_some(row.type2.as_deref()),
            id2: text.place(&row.id2),
        };
        Self::of_line(text, line)
    }
}

impl<T: RowSyntax> TableFile<T> {
    fn of_line(Values(text): Values, line: T::Line) -> Result<Self, String> {
        if text.len() > i32::MAX as usize {
            return Err("a row of 2 GiB and more cannot be held".into());
        }
        let mut part = WorkerTable::<T>::default();
        let packed = part.rows.pack(0, &text, 0, line);
        part.rows.rows_mut().extend(&[packed]);
        let counts = part.counts();
        let (local, first) = Default::default();
        let segment = WindowRows { part: 0, local, first, counts, base: 0, line: 0 };
        let layout = WindowIndex::new(vec![segment], text.len(), 1, TextPosition::default());
        let invalid = InvalidUtf8::unknown(&text);
        let text = Arc::new(TextBuf::from(text));
        let parsed = ParsedInput { path: None, text, layout, problems: Vec::new(), invalid };
        Ok(Self::assemble(vec![part], parsed, &mut Vec::new()))
    }
}
