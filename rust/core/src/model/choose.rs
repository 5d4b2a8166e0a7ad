//! Selects the rows of a table that meet conditions.

use std::ops::Range;

use super::filter::Filter;
use super::worker_rows::PackedTable;
use super::{Dataset, Rows, TableId};
use crate::Result;

impl Dataset {
    /// The rows of a table, in file order, that meet the conditions on themselves and on the ids of their documents.
    /// Problems meet all conditions.
    pub fn rows_where(&self, table: TableId, filter: &Filter) -> Result<Rows> {
        if filter.is_empty() {
            return Ok(Rows::Range(0..self.len(table)));
        }
        match table {
            TableId::Documents => Ok(self.documents_where(filter)),
            TableId::Annotations => self.annotations_where(filter),
            TableId::Relations => self.relations_where(filter),
            TableId::Passages => Ok(self.passages_where(filter)),
            TableId::Entities | TableId::TableRelations => Ok(self.table_rows_where(filter)),
            TableId::Problems => Ok(Rows::Range(0..self.len(table))),
        }
    }

    fn documents_where(&self, filter: &Filter) -> Rows {
        let all = 0..self.len(TableId::Documents);
        if !filter.is_about_documents() {
            return Rows::Range(all);
        }
        all.filter(|&row| self.is_accepted(row, filter)).map(|row| row as i64).collect()
    }

    fn annotations_where(&self, filter: &Filter) -> Result<Rows> {
        let runs = self.runs(filter, TableId::Annotations)?;
        if filter.types.is_empty() && filter.identifiers.is_empty() {
            return Ok(together(&runs));
        }
        Ok(self.annotations_among(&runs, filter))
    }

    fn relations_where(&self, filter: &Filter) -> Result<Rows> {
        let runs = self.runs(filter, TableId::Relations)?;
        if filter.types.is_empty() {
            return Ok(together(&runs));
        }
        let types = filter.accepted_types(&self.categories(TableId::Relations, "type"));
        let accepted = runs.into_iter().flatten().filter(|&row| types[self.relation(row).kind as usize]);
        Ok(accepted.map(|row| row as i64).collect())
    }

    fn passages_where(&self, filter: &Filter) -> Rows {
        let all = 0..self.len(TableId::Passages);
        if !filter.is_about_documents() {
            return Rows::Range(all);
        }
        // Neighbouring rows mostly belong to one document.
        let mut last = (usize::MAX, false);
        let mut is_accepted = |document: usize| {
            if last.0 != document {
                let is_there = document < self.len(TableId::Documents);
                last = (document, is_there && self.is_accepted(document, filter));
            }
            last.1
        };
        all.filter(|&row| is_accepted(self.passage(row).document)).map(|row| row as i64).collect()
    }

    /// The rows of a table file that meet the conditions on the type (the first dictionary column), the identifier (the
    /// first string column) and the PMID.
    fn table_rows_where(&self, filter: &Filter) -> Rows {
        let types = filter.accepted_types(self.tables[0].categories(0));
        let is_any_type = filter.types.is_empty();
        let has_type = |code: i32| is_any_type || usize::try_from(code).is_ok_and(|code| types[code]);
        let is_any_identifier = filter.identifiers.is_empty();
        let (text, mut accepted) = (self.text().bytes(), Vec::new());
        self.each_table_row(|row, record| {
            let identifier = || record.values[0].clone().map(|place| text.slice(place));
            if has_type(record.codes[0])
                && filter.accepts_pmid(record.pmid)
                && (is_any_identifier || filter.accepts_identifier(identifier()))
            {
                accepted.push(row as i64);
            }
        });
        accepted.into_iter().collect()
    }

    fn is_accepted(&self, document: usize, filter: &Filter) -> bool {
        filter.accepts_document(&self.text()[self.document(document).document_id], || self.pmid(document))
    }

    /// The rows of `table` whose documents meet the conditions, as ranges.
    fn runs(&self, filter: &Filter, table: TableId) -> Result<Vec<Range<usize>>> {
        if !filter.is_about_documents() {
            return Ok(std::iter::once(0..self.len(table)).collect());
        }
        let offsets = self.offsets(table)?;
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

    /// The annotations in `runs` that meet the conditions on annotations.
    fn annotations_among(&self, runs: &[Range<usize>], filter: &Filter) -> Rows {
        let (table, text) = (TableId::Annotations, self.text().bytes());
        let store = self.store(table);
        let types = filter.accepted_types(store.categories(0));
        let packed = store.packed();
        let parts = match &*packed {
            PackedTable::Annotations(parts) if !parts.is_empty() => parts,
            _ => {
                drop(packed);
                let is_accepted = |&row: &usize| {
                    let annotation = self.annotation(row);
                    let identifier = annotation.identifier.map(|place| text.slice(place));
                    types[annotation.kind as usize] && filter.accepts_identifier(identifier)
                };
                return runs.iter().cloned().flatten().filter(is_accepted).map(|row| row as i64).collect();
            }
        };
        let mut accepted = Vec::new();
        for segment in &self.parsed.layout.segments {
            let (rows, base) = (&parts[segment.part], segment.base);
            let codes = &store.dictionaries[0].codes[segment.part];
            let types: Vec<bool> = codes.iter().map(|&code| types[code as usize]).collect();
            let (first, local) = (segment.first.of(table), segment.local.of(table));
            for run in runs {
                let begin = run.start.max(first);
                let end = run.end.min(first + segment.counts.of(table));
                if begin >= end {
                    continue;
                }
                // The processor cannot predict whether a type matches, so every row is written and only the matches are
                // kept.
                let (before, mut kept) = (accepted.len(), accepted.len());
                accepted.resize(before + end - begin, 0);
                for row in begin..end {
                    accepted[kept] = row as i64;
                    kept += usize::from(types[rows.kind(local + row - first) as usize]);
                }
                accepted.truncate(kept);
                if filter.identifiers.is_empty() {
                    continue;
                }
                let mut kept = before;
                for at in before..accepted.len() {
                    let row = accepted[at];
                    let identifier = rows.get(local + row as usize - first).identifier.within(base);
                    accepted[kept] = row;
                    kept += usize::from(filter.accepts_identifier(identifier.map(|place| text.slice(place))));
                }
                accepted.truncate(kept);
            }
        }
        accepted.into_iter().collect()
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
    use crate::model::Kind;
    use crate::model::filter::{NumberSet, StringSet};

    proptest! {
        #[test]
        fn rows_are_those_of_the_slow_twin(
            rows in prop::collection::vec((0_usize..4, 0_usize..4, 0_usize..4), 0..40),
            window in 1_usize..200,
            types in prop::option::of((prop::collection::vec("Gene|Disease|Other", 0..3), any::<bool>())),
            identifiers in prop::option::of(prop::collection::vec("7|MESH:D000001||8", 0..3)),
            pmids in prop::option::of((0_i64..5, 0_i64..6_000_000_000)),
        ) {
            let mut text = String::new();
            for &(pmid, kind, identifier) in &rows {
                let pmid = ["1", "22", "x", "5000000000"][pmid];
                let kind = ["Gene", "Disease", "Chemical", "Mutation"][kind];
                let identifier = ["7", "MESH:D000001", "", "-"][identifier];
                text += &format!("{pmid}\t{kind}\t{identifier}\tm\tr\n");
            }
            let options = Options { threads: 2, window, trusted: true, ..Options::default() };
            let table = Dataset::parse(Kind::Entities, text.into_bytes().into(), "test", &options).expect("it parses");
            let mut filter = Filter::default();
            let among = |values: Vec<String>, is_one| {
                StringSet::new(values.into_iter().map(|value| value.into_bytes().into()), is_one)
            };
            filter.types.extend(types.map(|(types, is_one)| among(types, is_one)));
            filter.identifiers.extend(identifiers.map(|values| among(values, true)));
            filter.pmids.extend(pmids.map(|(start, end)| NumberSet::new([start..=end])));
            let is_accepted = |&row: &usize| {
                let entity = table.entity_value(row);
                filter.pmids.iter().all(|numbers| numbers.accepts(entity.pmid))
                    && filter.types.iter().all(|among| among.accepts(entity.kind.as_deref()))
                    && filter.identifiers.iter().all(|among| among.accepts(Some(&entity.identifier)))
            };
            let expected: Vec<_> = (0..table.records()).filter(is_accepted).collect();
            let found = table.rows_where(TableId::Entities, &filter).expect("rows");
            prop_assert_eq!(&found.iter().collect::<Vec<_>>(), &expected);
            table.make_columns(TableId::Entities, &["pmid", "type", "identifier", "mentions", "resource"]).expect("columns");
            let found = table.rows_where(TableId::Entities, &filter).expect("rows");
            prop_assert_eq!(found.iter().collect::<Vec<_>>(), expected);
        }
    }
}
