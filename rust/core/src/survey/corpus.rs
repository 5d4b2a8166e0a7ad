//! What is in block text.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use super::text::non_ascii_bytes;
use super::{Form, Survey, Surveyed, Tally};
use crate::cells::{Family, Separators, pieces};
use crate::corpus::Corpus;
use crate::frame::{Format as _, Packed as _, Rows, Unpack as _};

impl Surveyed for Corpus {
    fn survey(&self) -> Survey {
        let mut survey = Survey::of_frame(self.frame());
        survey.documents = self.documents_len() as u64;
        survey.annotations = self.annotations_len() as u64;
        survey.relations = self.relations_len() as u64;
        survey.passages = self.passages_len() as u64;
        let text: &[u8] = self.text();
        let before = self.origin().bytes;
        let is_ascii = text.is_ascii();
        survey.non_ascii_bytes = non_ascii_bytes(text);
        for row in 0..self.documents_len() {
            let document = self.document(row);
            survey.pmids += u64::from(crate::pubtator::number::pmid(&text[document.document_id]) >= 0);
            survey.titles += u64::from(document.title.is_some());
            survey.abstracts += u64::from(document.abstract_.is_some());
            let source = document.byte_start - before..document.byte_end - before;
            survey.non_ascii += u64::from(!is_ascii && !text[source].is_ascii());
        }
        let kinds = (0..self.relations_len()).map(|row| self.relation(row).kind);
        survey.relation_types = Tally::of_codes(self.relation_types(), kinds);
        self.survey_annotations(&mut survey);
        survey
    }
}

impl Corpus {
    fn survey_annotations(&self, survey: &mut Survey) {
        let rows = Rows::Range(0..self.annotations_len());
        let separators = Separators::of_types(self.annotation_types(), Family::BlockText);
        let mut forms = Forms::default();
        let kinds = match self.kinds_of_listed(&rows) {
            Ok(Some(kinds)) => kinds,
            _ => rows.iter().map(|row| self.annotation(row).kind).collect(),
        };
        let packed = self.packed();
        if let Some(packed) = packed {
            let mut at = 0;
            packed.strings(&rows, 0..rows.len(), |[_, identifier]| {
                forms.count(identifier.map(|place| &self.text()[place]), separators[kinds[at] as usize]);
                at += 1;
            });
        } else {
            for (row, &kind) in kinds.iter().enumerate() {
                let identifier = self.annotation(row).identifier;
                forms.count(identifier.map(|place| &self.text()[place]), separators[kind as usize]);
            }
        }
        survey.types = Tally::of_codes(self.annotation_types(), kinds.into_iter());
        survey.forms = forms.tally();
    }
}

/// Forms, and how many identifiers have them.
#[derive(Default)]
pub(super) struct Forms {
    counts: Vec<(Form, u64)>,
    places: HashMap<Form, usize, RandomState>,
    /// The place of the form before: the next is often the same.
    last: usize,
}

impl Forms {
    /// Counts the identifiers of a cell.
    #[inline]
    pub fn count(&mut self, cell: Option<&[u8]>, separators: Separators) {
        match cell {
            Some(cell) if !cell.is_empty() => {
                pieces(cell, separators).for_each(|piece| self.add(Form::of(Some(&cell[piece]))));
            }
            cell => self.add(Form::of(cell)),
        }
    }

    #[inline]
    fn add(&mut self, form: Form) {
        if self.counts.get(self.last).is_none_or(|(last, _)| *last != form) {
            self.last = *self.places.entry(form).or_insert_with(|| {
                self.counts.push((form, 0));
                self.counts.len() - 1
            });
        }
        self.counts[self.last].1 += 1;
    }

    /// By name.
    pub fn tally(self) -> Tally {
        let mut tally = Tally::default();
        self.counts.into_iter().for_each(|(form, count)| tally.count(&form.name(), count));
        tally
    }
}
