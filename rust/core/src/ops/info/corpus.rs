//! Counts of block text.

use super::forms::Forms;
use super::{Info, Summarise, Tally};
use crate::analysis::{Family, Separators};
use crate::model::Corpus;
use crate::scan;

impl Summarise for Corpus {
    fn info(&self) -> Info {
        let mut info = Info::of_frame(self.parsed());
        info.documents = self.documents_len() as u64;
        info.annotations = self.annotations_len() as u64;
        info.relations = self.relations_len() as u64;
        info.passages = self.passages_len() as u64;
        let text: &[u8] = self.text();
        let before = self.origin().bytes;
        // What lies between documents counts too.
        let mut end = 0;
        for row in 0..self.documents_len() {
            let document = self.document(row);
            info.pmids += u64::from(crate::text::number::pmid(&text[document.document_id]) >= 0);
            info.titles += u64::from(document.title.is_some());
            info.abstracts += u64::from(document.abstract_.is_some());
            let source = document.byte_start - before..document.byte_end - before;
            info.non_ascii_bytes += scan::non_ascii(&text[end..source.start]);
            end = source.end;
            let own = scan::non_ascii(&text[source]);
            info.non_ascii_bytes += own;
            info.non_ascii += u64::from(own > 0);
        }
        info.non_ascii_bytes += scan::non_ascii(&text[end..]);
        let mut counts = vec![0; self.relation_types().len()];
        (0..self.relations_len()).for_each(|row| counts[self.relation(row).kind as usize] += 1);
        info.relation_types = Tally::of_counts(self.relation_types(), &counts);
        self.count_annotations(&mut info);
        info
    }
}

impl Corpus {
    fn count_annotations(&self, info: &mut Info) {
        let separators = Separators::of_types(self.annotation_types(), Family::BlockText);
        let mut counts = vec![0; separators.len()];
        let mut forms = Forms::new(separators);
        let text: &[u8] = self.text();
        self.each_identifier(|_, kind, cell| {
            counts[kind] += 1;
            forms.count(kind, text, cell);
        });
        info.types = Tally::of_counts(self.annotation_types(), &counts);
        info.forms = forms.tally();
    }
}
