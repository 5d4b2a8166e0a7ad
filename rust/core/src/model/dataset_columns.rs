//! Columns of a data set, and single values of them.

use std::borrow::Cow;
use std::sync::Arc;

use super::spec::Origin;
use super::worker_rows::{DecodeRows, with_rows};
use super::{Column, Dataset, DictionaryColumn, Rows, SharedColumn, StringColumn, TableId, Value};
use crate::Result;
use crate::columns::{Categories, ColumnVec};
use crate::text::number::pmid;

impl Dataset {
    /// A column over all rows of a table, made at its first request. Panics for a name that the table's specification
    /// lacks.
    pub fn column(&self, table: TableId, name: &str) -> Result<Column> {
        self.column_at(table, table.spec().place(name))
    }

    /// Like `column`, but by the column's index in the table's specification.
    pub(super) fn column_at(&self, table: TableId, place: usize) -> Result<Column> {
        let (store, spec) = (self.store(table), &table.spec().columns[place]);
        match spec.origin {
            Origin::Document => {
                let offsets = self.offsets(table)?;
                store.derived(place, || {
                    Ok(Column::Int32(Arc::new(self.parsed.layout.owners(table, &offsets)?)))
                })
            }
            Origin::ByteStart => {
                // A document begins with its id.
                let ids = self.text_column(table, "document_id")?;
                store.derived(place, || {
                    let starts = ids.spans.iter().flat_map(|spans| spans.starts.iter());
                    let byte = |(row, &start): (usize, &i64)| self.parsed.byte(row, start as usize) as i64;
                    Ok(Column::Int64(Arc::new(starts.enumerate().map(byte).collect::<Vec<_>>().into())))
                })
            }
            Origin::Source => store.derived(place, || {
                let mut codes = ColumnVec::zeroed(self.len(table));
                self.parsed.inputs.fill_codes(&mut codes);
                let values = self.parsed.inputs.names();
                Ok(Column::Category(DictionaryColumn { codes: Arc::new(codes), values }))
            }),
            Origin::Row | Origin::OfDocument | Origin::Elsewhere => {
                unreachable!("no column of a table in memory")
            }
            _ => {
                store.make(&self.parsed, &[place])?;
                Ok(store.made(place).expect("it was made").clone())
            }
        }
    }

    pub fn int32_column(&self, table: TableId, name: &str) -> Result<SharedColumn<i32>> {
        self.column(table, name).map(|column| column.int32().clone())
    }

    pub fn int64_column(&self, table: TableId, name: &str) -> Result<SharedColumn<i64>> {
        self.column(table, name).map(|column| column.int64().clone())
    }

    pub fn text_column(&self, table: TableId, name: &str) -> Result<StringColumn> {
        self.column(table, name).map(|column| column.text().clone())
    }

    pub fn category_column(&self, table: TableId, name: &str) -> Result<DictionaryColumn> {
        self.column(table, name).map(|column| column.category().clone())
    }

    /// The values of a dictionary column, in order of first appearance. They are known without making the column.
    pub fn categories(&self, table: TableId, name: &str) -> Categories {
        match table.spec().columns[table.spec().place(name)].origin {
            Origin::Code(dictionary) => self.store(table).categories(dictionary).clone(),
            Origin::Source => self.parsed.inputs.names(),
            _ => panic!("{name} is no dictionary column"),
        }
    }

    /// The row of `table` at which each document's rows begin, and after the last document the end.
    pub fn offsets(&self, table: TableId) -> Result<SharedColumn<i64>> {
        let name = match table {
            TableId::Annotations => "annotation_offsets",
            TableId::Relations => "relation_offsets",
            _ => panic!("documents do not count their rows of this table"),
        };
        self.int64_column(TableId::Documents, name)
    }

    /// Like `offsets`, but for some documents: offsets count from the first row of the first of them.
    pub fn offsets_of(&self, table: TableId, documents: &Rows) -> Result<SharedColumn<i64>> {
        if table != TableId::Passages && *documents == Rows::Range(0..self.len(TableId::Documents)) {
            return self.offsets(table);
        }
        let mut end = 0;
        let ends = documents.iter().map(|document| {
            end += self.rows_of(table, document).len() as i64;
            end
        });
        Ok(Arc::new(std::iter::once(0).chain(ends).collect::<Vec<_>>().into()))
    }

    /// One value of a column, looked up where it is. A column for Arrow alone has none.
    pub fn value(&self, table: TableId, name: &str, row: usize) -> Value<'_> {
        let (store, place) = (self.store(table), table.spec().place(name));
        let spec = &table.spec().columns[place];
        let text = self.text().bytes();
        match spec.origin {
            Origin::Document => return Value::Number(self.document_of(table, row) as i64),
            Origin::ByteStart => return Value::Number(self.document(row).byte_start as i64),
            Origin::Source => return Value::Code(self.parsed.inputs.code(row)),
            Origin::Extra => return Value::Text(self.annotation_extra(row)),
            _ => {}
        }
        store.look_up(
            &self.parsed,
            row,
            |fields, segment| match spec.origin {
                Origin::Number(field, base) => {
                    Value::Number(fields.numbers[field] + self.parsed.layout.base(base, segment))
                }
                Origin::Code(field) => Value::Code(store.code(field, segment.part, fields.codes[field])),
                Origin::Span(field) => {
                    let place = fields.spans[field].within(segment.base);
                    Value::Text(place.map(|place| Cow::Borrowed(text.slice(place))))
                }
                Origin::Pmid => {
                    let place = fields.spans[0].within(segment.base);
                    Value::Number(place.map_or(-1, |place| pmid(text.slice(place))))
                }
                _ => unreachable!("not in parsed rows"),
            },
            || match store.made(place).expect("a value is in the rows or in a column") {
                Column::Int32(column) => Value::Number(column[row].into()),
                Column::Int64(column) => Value::Number(column[row]),
                Column::Category(column) => Value::Code(column.codes[row]),
                Column::Text(column) => {
                    let place = column.spans.as_ref().and_then(|spans| spans.get(row));
                    Value::Text(place.map(|place| Cow::Borrowed(text.slice(place))))
                }
            },
        )
    }

    /// The document that a row of `table` belongs to; the number of documents if there is none.
    pub fn document_of(&self, table: TableId, row: usize) -> usize {
        match table {
            TableId::Annotations => self.document_before(|record| record.annotations.end <= row),
            TableId::Relations => self.document_before(|record| record.relations.end <= row),
            TableId::Passages => self.passage(row).document,
            _ => row,
        }
    }

    /// The rows of `table` that belong to a document.
    pub fn rows_of(&self, table: TableId, document: usize) -> std::ops::Range<usize> {
        match table {
            TableId::Annotations => self.document(document).annotations,
            TableId::Relations => self.document(document).relations,
            TableId::Passages => self.passages_of(document),
            _ => document..document + 1,
        }
    }

    /// The documents of listed rows. None if the rows are not in file order, or if a full column is better.
    pub fn documents_of_listed(&self, table: TableId, rows: &Rows) -> Result<Option<Vec<i32>>> {
        if table != TableId::Annotations || !rows.iter().is_sorted() {
            return Ok(None);
        }
        let offsets = self.offsets(table)?;
        let (mut documents, mut document) = (Vec::with_capacity(rows.len()), 0);
        for row in rows.iter() {
            while offsets[document + 1] <= row as i64 {
                document += 1;
            }
            documents.push(document as i32);
        }
        Ok(Some(documents))
    }

    /// The codes of listed rows in a dictionary column; none if the packed rows were freed.
    pub fn codes_of_listed(&self, table: TableId, name: &str, rows: &Rows) -> Result<Option<Vec<i32>>> {
        let Origin::Code(field) = table.spec().columns[table.spec().place(name)].origin else {
            return Ok(None);
        };
        let store = self.store(table);
        with_rows!(&*store.packed(), parts => {
            if parts.is_empty() {
                return Ok(None);
            }
            let mut codes = Vec::with_capacity(rows.len());
            self.parsed.layout.walk(table, rows, 0..rows.len(), |segment| (&parts[segment.part], *segment), |(part, segment), at, _| {
                let first = segment.local.of(table);
                let code = part.fields(first + at, part.window(first)[at]).codes[field];
                codes.push(store.code(field, segment.part, code));
            });
            Ok(Some(codes))
        })
    }
}

impl super::spec::TableSpec {
    /// The index of a column. Panics for an unknown name.
    pub const fn place(&self, name: &str) -> usize {
        let mut at = 0;
        while at < self.columns.len() {
            if is_same(self.columns[at].name.as_bytes(), name.as_bytes()) {
                return at;
            }
            at += 1;
        }
        panic!("the table has no such column")
    }
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::Options;
    use crate::model::Kind;
    use crate::model::spec::ColumnKind;

    proptest! {
        #[test]
        fn listed_rows_have_what_the_whole_columns_have(
            counts in proptest::collection::vec(0..5_usize, 1..20),
            picked in proptest::collection::vec(any::<usize>(), 0..40),
            is_sorted: bool,
            window in 0..200_usize,
        ) {
            let mut text = String::new();
            for (document, &count) in counts.iter().enumerate() {
                text += &format!("{document}|t|title\n");
                for at in 0..count {
                    text += &format!("{document}\t0\t5\ttitle\tT{}\t7\n", (document + at) % 7);
                }
                text += "\n";
            }
            let options = Options { window, threads: 2, ..Options::default() };
            let data = Dataset::parse(Kind::Documents, text.into_bytes().into(), "test", &options).expect("it parses");
            let table = TableId::Annotations;
            let total = data.len(table);
            prop_assume!(total > 0);
            let mut list: Vec<i64> = picked.iter().map(|at| (at % total) as i64).collect();
            if is_sorted {
                list.sort_unstable();
            }
            let rows: Rows = list.iter().copied().collect();
            let documents = data.documents_of_listed(table, &rows).expect("offsets");
            let codes = data.codes_of_listed(table, "type", &rows).expect("no error");
            let all = data.int32_column(table, "document").expect("a column");
            let all_codes = data.category_column(table, "type").expect("a column").codes;
            if list.is_sorted() {
                let expected: Vec<i32> = list.iter().map(|&row| all[row as usize]).collect();
                prop_assert_eq!(documents, Some(expected));
            } else {
                prop_assert_eq!(documents, None);
            }
            let expected: Vec<i32> = list.iter().map(|&row| all_codes[row as usize]).collect();
            prop_assert_eq!(codes, Some(expected));
        }

        #[test]
        fn values_are_those_of_the_columns_packed_or_not(
            counts in proptest::collection::vec(0..5_usize, 1..20),
            window in 0..200_usize,
        ) {
            let mut text = String::new();
            for (document, &count) in counts.iter().enumerate() {
                text += &format!("{document}|t|title\n{document}|a|abstract\n{document}|k|more\n");
                for at in 0..count {
                    text += &format!("{document}\t0\t5\ttitle\tT{at}\t{at}\tmore\n{document}\tCID\t{at}\tD2\n");
                }
            }
            let options = Options { window, threads: 2, ..Options::default() };
            let data = Dataset::parse(Kind::Documents, text.into_bytes().into(), "test", &options).expect("it parses");
            for _ in 0..2 {
                for &table in Kind::Documents.tables() {
                    for spec in table.spec().attributes() {
                        if matches!(spec.kind, ColumnKind::Offsets(..)) {
                            continue;
                        }
                        let values: Vec<_> = (0..data.len(table)).map(|row| data.value(table, spec.name, row)).collect();
                        let column = data.column(table, spec.name).expect("a column");
                        for (row, value) in values.into_iter().enumerate() {
                            let expected = match &column {
                                Column::Int32(column) => Value::Number(column[row].into()),
                                Column::Int64(column) => Value::Number(column[row]),
                                Column::Category(column) => Value::Code(column.codes[row]),
                                Column::Text(column) => Value::Text(column.get(row).map(Cow::Borrowed)),
                            };
                            prop_assert_eq!(value, expected, "{} {}", spec.name, row);
                        }
                    }
                    data.offsets(TableId::Annotations).and(data.offsets(TableId::Relations)).expect("offsets");
                }
            }
        }
    }
}
