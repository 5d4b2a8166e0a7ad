//! The rows of a corpus that meet conditions.

use std::ops::Range;

use crate::Result;
use crate::model::filter::Filter;
use crate::model::{Corpus, Rows, SharedColumn};

/// Rows in file order.
impl Corpus {
    /// The documents that meet conditions on their ids.
    pub fn documents_where(&self, filter: &Filter) -> Rows {
        let all = 0..self.documents_len();
        if !filter.is_about_documents() {
            return Rows::Range(all);
        }
        all.filter(|&row| self.is_accepted(row, filter)).map(|row| row as i64).collect()
    }

    /// The annotations that meet conditions on themselves and on the ids of their documents.
    pub fn annotations_where(&self, filter: &Filter) -> Result<Rows> {
        let runs = self.runs(filter, self.annotations_len(), Self::annotation_offsets)?;
        if filter.types.is_empty() && filter.identifiers.is_empty() {
            return Ok(together(&runs));
        }
        Ok(self.annotations_among(&runs, filter))
    }

    /// The relations that meet conditions on their types and on the ids of their documents.
    pub fn relations_where(&self, filter: &Filter) -> Result<Rows> {
        let runs = self.runs(filter, self.relations_len(), Self::relation_offsets)?;
        if filter.types.is_empty() {
            return Ok(together(&runs));
        }
        let types = filter.accepted_types(self.relation_types());
        let accepted = runs.into_iter().flatten().filter(|&row| types[self.relation(row).kind as usize]);
        Ok(accepted.map(|row| row as i64).collect())
    }

    /// The passages that meet conditions on the ids of their documents.
    pub fn passages_where(&self, filter: &Filter) -> Rows {
        let all = 0..self.passages_len();
        if !filter.is_about_documents() {
            return Rows::Range(all);
        }
        // Neighbours are of one document, most often.
        let mut last = (usize::MAX, false);
        let mut is_accepted = |document: usize| {
            if last.0 != document {
                last = (document, document < self.documents_len() && self.is_accepted(document, filter));
            }
            last.1
        };
        all.filter(|&row| is_accepted(self.passage(row).document)).map(|row| row as i64).collect()
    }

    fn is_accepted(&self, document: usize, filter: &Filter) -> bool {
        filter.accepts_document(&self.text()[self.document(document).document_id], || self.pmid(document))
    }

    /// The rows of another table whose documents meet the conditions, as runs of neighbours.
    fn runs(
        &self,
        filter: &Filter,
        total: usize,
        offsets: impl Fn(&Self) -> Result<SharedColumn<i64>>,
    ) -> Result<Vec<Range<usize>>> {
        if !filter.is_about_documents() {
            return Ok(std::iter::once(0..total).collect());
        }
        let offsets = offsets(self)?;
        let mut runs: Vec<Range<usize>> = Vec::new();
        for document in self.documents_where(filter).iter() {
            let rows = offsets[document] as usize..offsets[document + 1] as usize;
            match runs.last_mut() {
                Some(run) if run.end == rows.start => run.end = rows.end,
                _ => runs.push(rows),
            }
        }
        Ok(runs)
    }
}

fn together(runs: &[Range<usize>]) -> Rows {
    match runs {
        [] => Rows::Range(0..0),
        [run] => Rows::Range(run.clone()),
        runs => runs.iter().cloned().flatten().map(|row| row as i64).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::Options;
    use crate::model::filter::{NumberSet, StringSet};

    /// The slow twin: one row after another, by value.
    fn annotations(corpus: &Corpus, filter: &Filter) -> Vec<usize> {
        let is_accepted = |&row: &usize| {
            let document = corpus.to_value(corpus.document_of_annotation(row));
            let annotation = corpus.annotation_value(row);
            let pmid = corpus.pmid(corpus.document_of_annotation(row));
            filter.document_ids.iter().all(|among| among.accepts(Some(&document.document_id)))
                && filter.pmids.iter().all(|numbers| numbers.accepts(pmid))
                && filter.types.iter().all(|among| among.accepts(Some(&annotation.kind)))
                && filter.identifiers.iter().all(|among| among.accepts(annotation.identifier.as_deref()))
        };
        (0..corpus.annotations_len()).filter(is_accepted).collect()
    }

    fn text(rows: &[(u8, u8, u8)]) -> Vec<u8> {
        let mut text = String::new();
        let mut last = u8::MAX;
        for &(document, kind, identifier) in rows {
            let id = ["1", "2", "PMC3", "04", "50000"][usize::from(document)];
            if document != last {
                text += &format!("\n{id}|t|A title\n{id}|a|\n");
                last = document;
            }
            let kind = ["Gene", "Disease", "T", "Chemical"][usize::from(kind)];
            let identifier = ["\t7", "\tMESH:D000001", "\t", "", "\t-"][usize::from(identifier)];
            text += &format!("{id}\t0\t1\tA{}\t{kind}{identifier}\n", "x".repeat(usize::from(document)));
            if kind == "T" {
                text += &format!("{id}\tBinds\t7\t9\n{id}|x|A passage\n");
            }
        }
        text.into_bytes()
    }

    fn among(values: Vec<String>, is_one: bool) -> StringSet {
        StringSet::new(values.into_iter().map(|value| value.into_bytes().into()), is_one)
    }

    proptest! {
        #[test]
        fn rows_are_those_of_the_slow_twin(
            rows in prop::collection::vec((0_u8..5, 0_u8..4, 0_u8..5), 0..40),
            window in 1_usize..200,
            types in prop::option::of((prop::collection::vec("Gene|Disease|T|Other", 0..3), any::<bool>())),
            identifiers in prop::option::of(prop::collection::vec("7|MESH:D000001||-|8", 0..3)),
            ids in prop::option::of(prop::collection::vec("1|2|PMC3|04", 0..3)),
            pmids in prop::option::of((0_i64..5, 0_i64..60_000)),
        ) {
            let options = Options { threads: 2, window, trusted: true, ..Options::default() };
            let corpus = Corpus::parse(text(&rows).into(), "test", &options).expect("it parses");
            let mut filter = Filter::default();
            filter.types.extend(types.map(|(types, is_one)| among(types, is_one)));
            filter.identifiers.extend(identifiers.map(|values| among(values, true)));
            filter.document_ids.extend(ids.map(|values| among(values, true)));
            filter.pmids.extend(pmids.map(|(start, end)| NumberSet::new([start..=end])));
            let expected = annotations(&corpus, &filter);
            let found: Vec<_> = corpus.annotations_where(&filter).expect("no errors").iter().collect();
            prop_assert_eq!(&found, &expected);

            let documents = corpus.documents_where(&filter);
            let of_documents = |row: usize| documents.iter().any(|document| document == row);
            let passages: Vec<_> = corpus.passages_where(&filter).iter().collect();
            let here = |&row: &usize| of_documents(corpus.passage(row).document);
            prop_assert_eq!(passages, (0..corpus.passages_len()).filter(here).collect::<Vec<_>>());
            filter.types = vec![among(vec!["Binds".into()], true)];
            let relations: Vec<_> = corpus.relations_where(&filter).expect("no errors").iter().collect();
            let here = |&row: &usize| of_documents(corpus.document_of_relation(row));
            prop_assert_eq!(relations, (0..corpus.relations_len()).filter(here).collect::<Vec<_>>());

            // The same when the rows have become columns.
            for make in [Corpus::annotation_starts, Corpus::annotation_ends] {
                make(&corpus).expect("a column");
            }
            corpus.annotation_mentions().expect("a column");
            corpus.annotation_kinds().expect("a column");
            corpus.annotation_identifiers().expect("a column");
            corpus.annotation_extras().expect("a column");
            filter.types.clear();
            let expected = annotations(&corpus, &filter);
            let found: Vec<_> = corpus.annotations_where(&filter).expect("no errors").iter().collect();
            prop_assert_eq!(found, expected);
        }
    }
}
