//! Single rows of table files.

use memchr::{memchr, memrchr};

use super::documents::first_false;
use super::record::{Entity, TableRelation};
use super::spec::{ENTITIES, TABLE_RELATIONS};
use super::{Dataset, TableId};
use crate::text::ByteRange;

/// A row: its PMID, the codes of its dictionary columns, and positions in the text.
#[derive(Clone, Debug)]
pub struct TableRecord {
    /// -1 where it is not a plain number.
    pub pmid: i64,
    /// For an entity: type, resource. For a relation: type, type of the first and of the second entity. -1 if absent.
    pub codes: [i32; 3],
    /// For an entity: identifier, mentions. For a relation: the two identifiers.
    pub values: [Option<ByteRange>; 2],
}

/// The indices of the columns that a record takes its values from.
struct RecordColumns {
    pmid: usize,
    codes: &'static [usize],
    values: [usize; 2],
}

const ENTITY: RecordColumns = RecordColumns {
    pmid: ENTITIES.place("pmid"),
    codes: &[ENTITIES.place("type"), ENTITIES.place("resource")],
    values: [ENTITIES.place("identifier"), ENTITIES.place("mentions")],
};

const RELATION: RecordColumns = RecordColumns {
    pmid: TABLE_RELATIONS.place("pmid"),
    codes: &[TABLE_RELATIONS.place("type"), TABLE_RELATIONS.place("type1"), TABLE_RELATIONS.place("type2")],
    values: [TABLE_RELATIONS.place("id1"), TABLE_RELATIONS.place("id2")],
};

impl Dataset {
    /// One row of a table file.
    #[inline]
    pub fn table_record(&self, row: usize) -> TableRecord {
        let store = &self.tables[0];
        let record = store.look_up(
            &self.parsed,
            row,
            |fields, segment| {
                let [one, two, _] = fields.spans.map(|span| span.within(segment.base));
                let mut codes = fields.codes;
                for (dictionary, code) in codes.iter_mut().enumerate().take(store.dictionaries.len()) {
                    *code = store.code(dictionary, segment.part, *code);
                }
                Some(TableRecord { pmid: fields.numbers[0], codes, values: [one, two] })
            },
            || {
                let columns = if store.table == TableId::Entities { &ENTITY } else { &RELATION };
                let mut codes = [-1; 3];
                for (code, &column) in codes.iter_mut().zip(columns.codes) {
                    *code = store.made(column)?.category().codes[row];
                }
                let values = columns.values.map(|column| store.made_span(column, row));
                Some(TableRecord { pmid: store.made(columns.pmid)?.int64()[row], codes, values })
            },
        );
        record.expect("a row is packed or in the columns")
    }

    /// The row of the line that a problem of a table file is about, if a row of it is stored.
    pub fn row_of_problem(&self, at: usize) -> Option<usize> {
        let position = self.parsed.position(at);
        let (buffer, bytes) = self.text().bytes().buffer_at(position);
        let at = position - buffer;
        let line_begin = buffer + memrchr(b'\n', &bytes[..at]).map_or(0, |newline| newline + 1);
        let line_end = memchr(b'\n', &bytes[at..]).map_or(buffer + bytes.len(), |newline| position + newline);
        let begin_of = |row: usize| self.table_record(row).values[0].as_ref().map_or(0, |place| place.start);
        let row = first_false(self.records(), |row| begin_of(row) < line_begin);
        (row < self.records() && begin_of(row) <= line_end).then_some(row)
    }

    /// A row of an entity table by value.
    pub fn entity_value(&self, row: usize) -> Entity {
        let record = self.table_record(row);
        let [identifier, mentions] = record.values.map(|place| self.bytes_at(place));
        Entity {
            pmid: record.pmid,
            kind: self.category_bytes(0, record.codes[0]),
            identifier: identifier.unwrap_or_default(),
            mentions,
            resource: self.category_bytes(1, record.codes[1]),
        }
    }

    pub fn table_relation_value(&self, row: usize) -> TableRelation {
        let record = self.table_record(row);
        let [id1, id2] = record.values.map(|place| self.bytes_at(place).unwrap_or_default());
        TableRelation {
            pmid: record.pmid,
            kind: self.category_bytes(0, record.codes[0]).unwrap_or_default(),
            type1: self.category_bytes(1, record.codes[1]),
            id1,
            type2: self.category_bytes(2, record.codes[2]),
            id2,
        }
    }

    fn bytes_at(&self, place: Option<ByteRange>) -> Option<Vec<u8>> {
        place.map(|place| self.text()[place].to_vec())
    }

    fn category_bytes(&self, dictionary: usize, code: i32) -> Option<Vec<u8>> {
        let code = usize::try_from(code).ok()?;
        Some(self.tables[0].categories(dictionary)[code].to_vec())
    }
}
