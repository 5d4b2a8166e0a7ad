//! Counts of tables.

use super::forms::Forms;
use super::text::non_ascii_lines;
use super::{Info, Tally};
use crate::analysis::{Family, Separators};
use crate::columns::Categories;
use crate::model::{Dataset, TableId, TableRecord};
use crate::scan;

impl Dataset {
    /// Counts what is in a table file.
    pub(super) fn table_info(&self) -> Info {
        let mut info = Info::of_input(self.parsed());
        info.rows = self.records() as u64;
        let text: &[u8] = self.text().whole();
        info.non_ascii_bytes = scan::non_ascii(text);
        info.non_ascii = if info.non_ascii_bytes == 0 { 0 } else { non_ascii_lines(text) };
        let table = self.kind().main_table();
        let is_relations = table == TableId::TableRelations;
        let columns: &[&str] = if is_relations { &["type", "type1", "type2"] } else { &["type", "resource"] };
        let names: Vec<_> = columns.iter().map(|name| self.categories(table, name)).collect();
        let sides = table.sides();
        let forms_of = |names: &Categories| {
            let mut separators = Separators::of_types(names, Family::Table);
            // The separators of rows without a type.
            separators.push(Separators::NONE);
            Forms::new(separators)
        };
        let mut forms: Vec<Forms> = sides.iter().map(|&(category, _)| forms_of(&names[category])).collect();
        let mut counts: Vec<Vec<u64>> = names.iter().map(|names| vec![0; names.len()]).collect();
        let mut last = None;
        let mut see = |TableRecord { pmid, codes, values: cells }| {
            if last != Some(pmid) {
                info.documents += 1;
                info.pmids += u64::from(pmid >= 0);
            }
            let first = info.ends.map_or(pmid, |(first, _)| first);
            info.ends = Some((first, pmid));
            last = Some(pmid);
            for (counts, code) in counts.iter_mut().zip(codes) {
                if let Ok(code) = usize::try_from(code) {
                    counts[code] += 1;
                }
            }
            for (forms, &(category, cell)) in forms.iter_mut().zip(sides) {
                let code = usize::try_from(codes[category]).unwrap_or(names[category].len());
                forms.count(code, text, cells[cell].clone());
            }
        };
        self.each_table_row(|_, record| see(record));
        let mut tallies = names.iter().zip(&counts).map(|(names, counts)| Tally::of_counts(names, counts));
        let first = tallies.next().unwrap_or_default();
        if is_relations {
            info.relations = info.rows;
            info.relation_types = first;
            info.types = tallies.next().unwrap_or_default();
            tallies.for_each(|tally| info.types.add(&tally));
        } else {
            info.types = first;
            info.resources = tallies.next().unwrap_or_default();
        }
        forms.into_iter().for_each(|forms| info.forms.add(&forms.tally()));
        info
    }
}
