//! Counts of tables.

use std::ops::Range;

use super::forms::Forms;
use super::text::non_ascii_lines;
use super::{Info, Summarise, Tally};
use crate::analysis::{Family, Separators};
use crate::columns::Categories;
use crate::formats::table::RowSyntax;
use crate::model::table::TableFile;
use crate::model::{TableRow, WindowRows};
use crate::scan;

impl<T: RowSyntax> Summarise for TableFile<T> {
    fn info(&self) -> Info {
        let mut info = Info::of_frame(self.parsed());
        info.rows = self.len() as u64;
        let text: &[u8] = self.text();
        info.non_ascii_bytes = scan::non_ascii(text);
        info.non_ascii = if info.non_ascii_bytes == 0 { 0 } else { non_ascii_lines(text) };
        let names: Vec<_> = (0..T::CATEGORIES.len()).map(|at| self.categories(at)).collect();
        let is_relations = names.len() == 3;
        // Each side of a relation has a type of its own; an entity has one side, whose type is the row's.
        let sides: &[(usize, usize)] = if is_relations { &[(1, 0), (2, 1)] } else { &[(0, 0)] };
        let forms_of = |names: &Categories| {
            let mut separators = Separators::of_types(names, Family::Table);
            // Of what has no type.
            separators.push(Separators::NONE);
            Forms::new(separators)
        };
        let mut forms: Vec<Forms> = sides.iter().map(|&(category, _)| forms_of(names[category])).collect();
        let mut counts: Vec<Vec<u64>> = names.iter().map(|names| vec![0; names.len()]).collect();
        let mut last = None;
        let mut see = |pmid: i64, codes: [i32; 3], cells: [Option<Range<usize>>; 2]| {
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
        let were_shown = self.show(WindowRows::clone, |_, _, found: TableRow, segment| {
            let cells = found.values.map(|value| value.within(segment.base));
            see(found.pmid, self.codes_in(segment, found.codes), cells);
        });
        if !were_shown {
            for row in 0..self.len() {
                let record = self.record(row);
                see(record.pmid, record.codes, record.values);
            }
        }
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
