//! The rows of a table that meet conditions.

use super::{TableFile, TableRows};
use crate::model::Rows;
use crate::model::filter::Filter;
use crate::text::ByteRange;

impl<T: TableRows> TableFile<T> {
    /// The rows that meet conditions: on the type, which is the first dictionary column, on the identifier, which is
    /// the first string column, and on the PMID. In file order.
    pub fn rows_where(&self, filter: &Filter) -> Rows {
        if filter.is_empty() {
            return Rows::Range(0..self.len());
        }
        let types = filter.accepted_types(self.categories(0));
        let is_any_type = filter.types.is_empty();
        let has_type = |code: i32| is_any_type || usize::try_from(code).is_ok_and(|code| types[code]);
        let codes = &self.columns.dictionaries[0].codes;
        let mut accepted = Vec::new();
        let were_shown = self.show(
            |segment| &codes[segment.part][..],
            |codes, row, found, segment| {
                let code = usize::try_from(found.codes[0]).map_or(-1, |code| codes[code]);
                if has_type(code)
                    && filter.accepts_pmid(found.pmid)
                    && (filter.identifiers.is_empty()
                        || filter.accepts_identifier(
                            found.values[0].within(segment.base).map(|place| &self.text()[place]),
                        ))
                {
                    accepted.push(row as i64);
                }
            },
        );
        if were_shown {
            return accepted.into_iter().collect();
        }
        let is_accepted = |&row: &usize| {
            let record = self.record(row);
            let identifier = record.values[0].clone().map(|place| &self.text()[place]);
            has_type(record.codes[0])
                && filter.accepts_pmid(record.pmid)
                && filter.accepts_identifier(identifier)
        };
        (0..self.len()).filter(is_accepted).map(|row| row as i64).collect()
    }

    /// Shows the PMID of every row, and where its strings are.
    pub(crate) fn places(&self, mut see: impl FnMut(i64, [Option<ByteRange>; 2])) {
        let were_shown = self.show(
            |_| (),
            |(), _, row, segment| see(row.pmid, row.values.map(|value| value.within(segment.base))),
        );
        if !were_shown {
            for row in 0..self.len() {
                let record = self.record(row);
                see(record.pmid, record.values);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::Options;
    use crate::model::filter::{NumberSet, StringSet};
    use crate::model::table::EntityTable;

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
            let table = EntityTable::parse(text.into_bytes().into(), "test", &options).expect("it parses");
            let mut filter = Filter::default();
            let among = |values: Vec<String>, is_one| {
                StringSet::new(values.into_iter().map(|value| value.into_bytes().into()), is_one)
            };
            filter.types.extend(types.map(|(types, is_one)| among(types, is_one)));
            filter.identifiers.extend(identifiers.map(|values| among(values, true)));
            filter.pmids.extend(pmids.map(|(start, end)| NumberSet::new([start..=end])));
            let is_accepted = |&row: &usize| {
                let entity = table.value(row);
                filter.pmids.iter().all(|numbers| numbers.accepts(entity.pmid))
                    && filter.types.iter().all(|among| among.accepts(entity.kind.as_deref()))
                    && filter.identifiers.iter().all(|among| among.accepts(Some(&entity.identifier)))
            };
            let expected: Vec<_> = (0..table.len()).filter(is_accepted).collect();
            prop_assert_eq!(&table.rows_where(&filter).iter().collect::<Vec<_>>(), &expected);
            for make in EntityTable::strings_and_all() {
                make(&table).expect("a column");
            }
            prop_assert_eq!(table.rows_where(&filter).iter().collect::<Vec<_>>(), expected);
        }
    }

    impl EntityTable {
        fn strings_and_all() -> impl Iterator<Item = fn(&Self) -> crate::Result<()>> {
            use crate::model::EntityRows;
            EntityRows::COLUMNS.iter().map(|(_, make)| *make)
        }
    }
}
