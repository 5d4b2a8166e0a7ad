//! Excerpts of table files.

use memchr::{memchr, memrchr};

use super::{Chosen, ChosenRecord, Conditions};
use crate::Result;
use crate::analysis::{Family, Separators};
use crate::formats::block_text::complete;
use crate::formats::table::shape;
use crate::model::{Dataset, Kind, TableId};
use crate::text::mark;

impl Dataset {
    pub(super) fn table_rows_meeting(&self, conditions: &Conditions) -> Result<Vec<usize>> {
        let table = self.kind().main_table();
        let mut rows: Vec<usize> = self.rows_where(table, &conditions.types)?.iter().collect();
        if let Some(ids) = &conditions.ids {
            let mut has_id = vec![false; self.records()];
            self.each_table_row(|row, record| has_id[row] = ids.find_pmid(record.pmid).is_some());
            rows.retain(|&row| has_id[row]);
        }
        if conditions.identifiers.is_some() {
            let types: &[&str] =
                if table == TableId::TableRelations { &["type", "type1", "type2"] } else { &["type"] };
            let separators: Vec<_> = types
                .iter()
                .map(|name| Separators::of_types(&self.categories(table, name), Family::Table))
                .collect();
            rows.retain(|&row| {
                let record = self.table_record(row);
                table.sides().iter().any(|&(category, value)| {
                    let cell = record.values[value].clone().map(|place| &self.text()[place]);
                    let code = usize::try_from(record.codes[category]).ok();
                    let separators = code.map_or(Separators::NONE, |code| separators[category][code]);
                    conditions.accepts_identifier(cell, separators)
                })
            });
        }
        Ok(rows)
    }

    pub(super) fn write_table_rows(&self, chosen: &Chosen, text: &mut Vec<u8>) -> Vec<usize> {
        let write = |unit: &ChosenRecord| {
            let begin = text.len();
            text.extend_from_slice(self.line_of(unit.row));
            complete(text, begin);
            text.len()
        };
        chosen.units.iter().map(write).collect()
    }

    /// The line that must precede any record for it to be read correctly: the header row of a table.
    pub fn header_line(&self) -> &[u8] {
        let text: &[u8] = self.text().whole();
        if self.kind() == Kind::Documents
            || self.origin().bytes > 0
            || shape::head(&text[mark(text)..]).shape.is_none()
        {
            return b"";
        }
        let is_line = |line: &&[u8]| shape::is_header(crate::text::strip(line));
        text[mark(text)..].split_inclusive(|&byte| byte == b'\n').find(is_line).unwrap_or_default()
    }

    fn line_of(&self, row: usize) -> &[u8] {
        let text: &[u8] = self.text().whole();
        let [one, two] = self.table_record(row).values;
        let at = one.or(two).map_or(0, |place| place.start);
        let begin = memrchr(b'\n', &text[..at]).map_or_else(|| mark(text), |newline| newline + 1);
        let end = memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline + 1);
        &text[begin..end]
    }
}
