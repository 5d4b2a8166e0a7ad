//! Counts of block text.

use super::forms::Forms;
use super::{Info, Tally};
use crate::analysis::{Family, Separators};
use crate::model::{Dataset, TableId};
use crate::scan;

impl Dataset {
    /// Counts what is in documents.
    pub(super) fn documents_info(&self) -> Info {
        let mut info = Info::of_input(self.parsed());
        info.documents = self.len(TableId::Documents) as u64;
        info.annotations = self.len(TableId::Annotations) as u64;
        info.relations = self.len(TableId::Relations) as u64;
        info.passages = self.len(TableId::Passages) as u64;
        let text: &[u8] = self.text().whole();
        // What lies between documents counts too.
        let mut end = 0;
        for row in 0..self.len(TableId::Documents) {
            let document = self.document(row);
            let source = document.place();
            info.pmids += u64::from(crate::text::number::pmid(&text[document.document_id]) >= 0);
            info.titles += u64::from(document.title.is_some());
            info.abstracts += u64::from(document.abstract_.is_some());
            info.non_ascii_bytes += scan::non_ascii(&text[end..source.start]);
            end = source.end;
            let own = scan::non_ascii(&text[source]);
            info.non_ascii_bytes += own;
            info.non_ascii += u64::from(own > 0);
        }
        info.non_ascii_bytes += scan::non_ascii(&text[end..]);
        let types = self.categories(TableId::Relations, "type");
        let mut counts = vec![0; types.len()];
        (0..self.len(TableId::Relations)).for_each(|row| counts[self.relation(row).kind as usize] += 1);
        info.relation_types = Tally::of_counts(&types, &counts);
        self.count_annotations(&mut info);
        info
    }

    fn count_annotations(&self, info: &mut Info) {
        let types = self.categories(TableId::Annotations, "type");
        let separators = Separators::of_types(&types, Family::BlockText);
        let mut counts = vec![0; separators.len()];
        let mut forms = Forms::new(separators);
        let text: &[u8] = self.text().whole();
        self.each_identifier(|_, kind, cell| {
            counts[kind] += 1;
            forms.count(kind, text, cell);
        });
        info.types = Tally::of_counts(&types, &counts);
        info.forms = forms.tally();
    }
}
