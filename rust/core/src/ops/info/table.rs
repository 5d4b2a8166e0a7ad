//! What is in a table.

use std::ops::Range;

use super::forms::Forms;
use super::text::non_ascii_lines;
use super::{Survey, Surveyed, Tally};
use crate::analysis::{Family, Separators};
use crate::columns::Names;
use crate::formats::table::RowSyntax;
use crate::model::table::TableFile;
use crate::model::{Segment, TableRow};
use crate::scan;

impl<T: RowSyntax> Surveyed for TableFile<T> {
    fn survey(&self) -> Survey {
        let mut survey = Survey::of_frame(self.frame());
        survey.rows = self.len() as u64;
        let text: &[u8] = self.text();
        survey.non_ascii_bytes = scan::non_ascii(text);
        survey.non_ascii = if survey.non_ascii_bytes == 0 { 0 } else { non_ascii_lines(text) };
        let names: Vec<_> = (0..T::CATEGORIES.len()).map(|at| self.categories(at)).collect();
        let is_relations = names.len() == 3;
        // Each side of a relation has a type of its own; an entity has one side, whose type is the row's.
        let sides: &[(usize, usize)] = if is_relations { &[(1, 0), (2, 1)] } else { &[(0, 0)] };
        let forms_of = |names: &Names| {
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
                survey.documents += 1;
                survey.pmids += u64::from(pmid >= 0);
            }
            let first = survey.ends.map_or(pmid, |(first, _)| first);
            survey.ends = Some((first, pmid));
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
        let were_shown = self.show(Segment::clone, |_, _, found: TableRow, segment| {
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
            survey.relations = survey.rows;
            survey.relation_types = first;
            survey.types = tallies.next().unwrap_or_default();
            tallies.for_each(|tally| survey.types.add(&tally));
        } else {
            survey.types = first;
            survey.resources = tallies.next().unwrap_or_default();
        }
        forms.into_iter().for_each(|forms| survey.forms.add(&forms.tally()));
        survey
    }
}
