//! Table files of one row that was made in memory.

use super::{RowSyntax, line};
use crate::io::TextBuf;
use crate::model::Dataset;
use crate::model::record::{Entity, TableRelation, Values};
use crate::model::worker_rows::{EntityRow, TableRelationRow, WorkerRows};

impl Dataset {
    /// Makes an entity table of one row. Its text is the concatenated values; fails if a window cannot hold it.
    pub fn of_entity(row: &Entity) -> Result<Self, String> {
        let mut text = Values::default();
        let line = line::EntityLine {
            pmid: row.pmid,
            kind: text.place_some(row.kind.as_deref()),
            identifier: text.place(&row.identifier),
            mentions: text.place_some(row.mentions.as_deref()),
            resource: text.place_some(row.resource.as_deref()),
        };
        of_line::<EntityRow>(text, line)
    }

    /// Like [`Dataset::of_entity`], but makes a relation table.
    pub fn of_table_relation(row: &TableRelation) -> Result<Self, String> {
        let mut text = Values::default();
        let line = line::TableRelationLine {
            pmid: row.pmid,
            kind: text.place(&row.kind),
            type1: text.place_some(row.type1.as_deref()),
            id1: text.place(&row.id1),
            type2: text.place_some(row.type2.as_deref()),
            id2: text.place(&row.id2),
        };
        of_line::<TableRelationRow>(text, line)
    }
}

fn of_line<T: RowSyntax>(Values(text): Values, line: T::Line) -> Result<Dataset, String> {
    if text.len() > i32::MAX as usize {
        return Err("a row of 2 GiB and more cannot be held".into());
    }
    let mut rows = WorkerRows::new(T::KIND);
    let table = &mut T::table(&mut rows).rows;
    let fields = T::fields(&mut table.dictionaries, &text, 0, line);
    let packed = table.pack(0, fields);
    table.packed.extend(&[packed]);
    Ok(Dataset::of_values(T::KIND, rows, TextBuf::from(text)))
}
