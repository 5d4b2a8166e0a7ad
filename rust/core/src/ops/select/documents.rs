//! Excerpts of documents.

use super::{Chosen, ChosenRecord, Conditions};
use crate::Result;
use crate::analysis::{Family, Separators};
use crate::formats::block_text::Separator;
use crate::model::{Dataset, Rows, TableId};

impl Dataset {
    pub(super) fn documents_meeting(
        &self,
        conditions: &Conditions,
    ) -> Result<(Vec<usize>, Option<Vec<i64>>)> {
        let matching = self.annotations_meeting(conditions)?;
        let (mut documents, mut annotations) = (Vec::new(), Vec::new());
        // The matching annotations before the document.
        let mut before = 0;
        for row in 0..self.records() {
            let document = self.document(row);
            let is_here = |at: usize| at < matching.len() && matching.at(at) < document.annotations.end;
            let count = match &matching {
                Rows::Range(_) => document.annotations.len(),
                Rows::List(_) => (before..).take_while(|&at| is_here(at)).count(),
            };
            let here = before..before + count;
            before = here.end;
            let has_id = || {
                conditions
                    .ids
                    .as_ref()
                    .is_none_or(|ids| ids.find(&self.text()[document.document_id]).is_some())
            };
            if (conditions.least..=conditions.most).contains(&count) && has_id() {
                documents.push(row);
                if conditions.only_annotations {
                    annotations.extend(here.map(|at| matching.at(at) as i64));
                }
            }
        }
        Ok((documents, conditions.only_annotations.then_some(annotations)))
    }

    pub(super) fn write_documents(&self, chosen: &Chosen, text: &mut Vec<u8>) -> Vec<usize> {
        const APART: Separator = Separator { between: b"", is_head: false };
        let mut annotations =
            chosen.annotations.as_deref().map(|rows| rows.iter().map(|&row| row as usize).peekable());
        let write = |unit: &ChosenRecord| {
            let written = match &mut annotations {
                None => self.write_document(unit.row, APART, text),
                Some(rows) => {
                    let end = self.document(unit.row).annotations.end;
                    let own: Vec<usize> = std::iter::from_fn(|| rows.next_if(|&row| row < end)).collect();
                    self.write_excerpt(unit.row, own.into_iter(), APART, text)
                }
            };
            // A document that was read can be written.
            let after = written.map_or(b"\n" as &[u8], |after| after.between);
            text.extend_from_slice(after);
            text.len()
        };
        chosen.units.iter().map(write).collect()
    }

    /// The annotations that meet the conditions on annotations, in file order.
    fn annotations_meeting(&self, conditions: &Conditions) -> Result<Rows> {
        if conditions.identifiers.is_none() {
            return self.rows_where(TableId::Annotations, &conditions.types);
        }
        let names = self.categories(TableId::Annotations, "type");
        let types = conditions.types.accepted_types(&names);
        let separators = Separators::of_types(&names, Family::BlockText);
        let mut accepted = Vec::new();
        let text: &[u8] = self.text().whole();
        self.each_identifier(|row, kind, place| {
            if types[kind] && conditions.accepts_identifier(place.map(|place| &text[place]), separators[kind])
            {
                accepted.push(row as i64);
            }
        });
        Ok(accepted.into_iter().collect())
    }
}
