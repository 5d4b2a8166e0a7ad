//! Excerpts of tables.

use memchr::{memchr, memrchr};

use super::{Chosen, Conditions, Select, WantedIds};
use crate::Result;
use crate::analysis::{Family, Separators};
use crate::formats::block_text::complete;
use crate::formats::table::{RowSyntax, shape};
use crate::model::Rows;
use crate::model::table::TableFile;
use crate::text::mark;

impl<T: RowSyntax> Select for TableFile<T> {
    fn units(&self) -> usize {
        self.len()
    }

    fn before(&self) -> usize {
        self.origin().rows
    }

    fn with_ids(&self, ids: &WantedIds) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        self.each_pmid(|row, pmid| found.extend(ids.find_pmid(pmid).map(|id| (row, id))));
        found
    }

    fn meeting(&self, conditions: &Conditions) -> Result<(Vec<usize>, Option<Vec<i64>>)> {
        let mut rows: Vec<usize> = self.rows_where(&conditions.types).iter().collect();
        if let Some(ids) = &conditions.ids {
            let mut has_id = vec![false; self.len()];
            self.each_pmid(|row, pmid| has_id[row] = ids.find_pmid(pmid).is_some());
            rows.retain(|&row| has_id[row]);
        }
        if conditions.identifiers.is_some() {
            // Each side of a relation has a type of its own; an entity has one side, whose type is the row's.
            let sides: &[(usize, usize)] =
                if T::CATEGORIES.len() == 3 { &[(1, 0), (2, 1)] } else { &[(0, 0)] };
            let separators: Vec<_> = (0..T::CATEGORIES.len())
                .map(|at| Separators::of_types(self.categories(at), Family::Table))
                .collect();
            rows.retain(|&row| {
                let record = self.record(row);
                sides.iter().any(|&(category, value)| {
                    let cell = record.values[value].clone().map(|place| &self.text()[place]);
                    let code = usize::try_from(record.codes[category]).ok();
                    let separators = code.map_or(Separators::NONE, |code| separators[category][code]);
                    conditions.accepts_identifier(cell, separators)
                })
            });
        }
        Ok((rows, None))
    }

    fn write(&self, chosen: &Chosen, text: &mut Vec<u8>) -> Vec<usize> {
        let write = |unit: &super::ChosenRecord| {
            let begin = text.len();
            text.extend_from_slice(self.line_of(unit.row));
            complete(text, begin);
            text.len()
        };
        chosen.units.iter().map(write).collect()
    }

    fn rows_of(&self, chosen: &Chosen, _: &str) -> Rows {
        chosen.units.iter().map(|unit| unit.row as i64).collect()
    }

    fn head(&self) -> &[u8] {
        let text: &[u8] = self.text();
        if self.origin().bytes > 0 || shape::head(&text[mark(text)..]).shape.is_none() {
            return b"";
        }
        let is_line = |line: &&[u8]| shape::is_header(crate::text::strip(line));
        text[mark(text)..].split_inclusive(|&byte| byte == b'\n').find(is_line).unwrap_or_default()
    }
}

impl<T: RowSyntax> TableFile<T> {
    /// The PMIDs of all rows.
    fn each_pmid(&self, mut see: impl FnMut(usize, i64)) {
        if !self.show(|_| (), |(), row, found, _| see(row, found.pmid)) {
            (0..self.len()).for_each(|row| see(row, self.record(row).pmid));
        }
    }

    /// The line of a row.
    fn line_of(&self, row: usize) -> &[u8] {
        let text: &[u8] = self.text();
        let [one, two] = self.record(row).values;
        let at = one.or(two).map_or(0, |place| place.start);
        let begin = memrchr(b'\n', &text[..at]).map_or_else(|| mark(text), |newline| newline + 1);
        let end = memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline + 1);
        &text[begin..end]
    }
}
