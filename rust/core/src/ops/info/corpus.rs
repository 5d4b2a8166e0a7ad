//! What is in block text.

use super::forms::Forms;
use super::{Survey, Surveyed, Tally};
use crate::analysis::{Family, Separators};
use crate::model::Corpus;
use crate::scan;

impl Surveyed for Corpus {
    fn survey(&self) -> Survey {
        let mut survey = Survey::of_frame(self.frame());
        survey.documents = self.documents_len() as u64;
        survey.annotations = self.annotations_len() as u64;
        survey.relations = self.relations_len() as u64;
        survey.passages = self.passages_len() as u64;
        let text: &[u8] = self.text();
        let before = self.origin().bytes;
        // What lies between documents counts too.
        let mut end = 0;
        for row in 0..self.documents_len() {
            let document = self.document(row);
            survey.pmids += u64::from(crate::text::number::pmid(&text[document.document_id]) >= 0);
            survey.titles += u64::from(document.title.is_some());
            survey.abstracts += u64::from(document.abstract_.is_some());
            let source = document.byte_start - before..document.byte_end - before;
            survey.non_ascii_bytes += scan::non_ascii(&text[end..source.start]);
            end = source.end;
            let own = scan::non_ascii(&text[source]);
            survey.non_ascii_bytes += own;
            survey.non_ascii += u64::from(own > 0);
        }
        survey.non_ascii_bytes += scan::non_ascii(&text[end..]);
        let mut counts = vec![0; self.relation_types().len()];
        (0..self.relations_len()).for_each(|row| counts[self.relation(row).kind as usize] += 1);
        survey.relation_types = Tally::of_counts(self.relation_types(), &counts);
        self.survey_annotations(&mut survey);
        survey
    }
}

impl Corpus {
    fn survey_annotations(&self, survey: &mut Survey) {
        let separators = Separators::of_types(self.annotation_types(), Family::BlockText);
        let mut counts = vec![0; separators.len()];
        let mut forms = Forms::new(separators);
        let text: &[u8] = self.text();
        self.each_identifier(|_, kind, cell| {
            counts[kind] += 1;
            forms.count(kind, text, cell);
        });
        survey.types = Tally::of_counts(self.annotation_types(), &counts);
        survey.forms = forms.tally();
    }
}
