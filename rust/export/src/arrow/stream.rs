//! Makes record batches of the batches of a stream, on the threads that parse them.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, StringViewArray};
use arrow_schema::{Schema, SchemaRef};
use pubfast_core::Result;
use pubfast_core::io::Text;
use pubfast_core::model::filter::Filter;
use pubfast_core::model::{Dataset, Kind, TableId};

use super::batches::unexpected;
use super::schema::{self, Strings, WantedColumns};
use super::{Batches, rows_of_input};

/// The wanted table, columns and rows of a stream.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// The name of the table; none stands for [`Kind::main_table`].
    pub table: Option<String>,
    /// The names of the columns; none stands for all.
    pub columns: Option<Vec<String>>,
    pub strings: Strings,
    pub filter: Filter,
    /// The largest number of rows of a batch, for a caller that wants only the first rows of a stream.
    pub most: Option<usize>,
}

/// Makes record batches of the batches of a stream.
pub struct Recipe {
    table: TableId,
    wanted: WantedColumns,
    schema: SchemaRef,
    filter: Filter,
    most: Option<usize>,
}

impl Recipe {
    /// A recipe for the batches of an input of a kind. Fails with a message if the kind has no such table or columns,
    /// or if the filter does not apply to the table.
    pub fn new(kind: Kind, query: Query, requested: Option<&Schema>) -> std::result::Result<Self, String> {
        let Query { table: name, columns, strings, filter, most } = query;
        let table = match &name {
            None => kind.main_table(),
            Some(name) => kind.table(name).ok_or_else(|| {
                format!("no table {name:?}; there are {}", kind.table_names().collect::<Vec<_>>().join(", "))
            })?,
        };
        let all: Vec<&str> = schema::columns(table.spec()).map(|column| column.name).collect();
        let mut wanted = WantedColumns::new(table.spec(), columns.as_deref(), strings)
            .map_err(|column| format!("no column {column:?}; there are {}", all.join(", ")))?;
        if let Some(column) = filter.columns().find(|column| !all.contains(column)) {
            return Err(format!("no column {column:?} to choose by; there are {}", all.join(", ")));
        }
        if let Some(requested) = requested {
            wanted.comply(requested);
        }
        let schema = of_stream(&wanted.schema(0));
        Ok(Self { table, wanted, schema, filter, most })
    }

    /// The schema of the record batches.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Makes record batches of a batch: usually one, and none if no row is wanted.
    pub fn make(&self, data: Dataset) -> Result<Vec<RecordBatch>> {
        let data = Arc::new(data);
        let mut rows = data.rows_where(self.table, &self.filter)?;
        if let Some(most) = self.most.filter(|&most| most < rows.len()) {
            rows = rows.slice(0, 1, most);
        }
        let table = rows_of_input(&data, self.table, &rows);
        let mut batches = Batches::new(Arc::new(table), self.wanted.clone());
        let mut made = Vec::new();
        while !batches.is_done() {
            let (_, columns, rows) = batches.advance()?.into_parts();
            let columns = columns.into_iter().map(|column| compact(column, data.text())).collect();
            let options = RecordBatchOptions::new().with_row_count(Some(rows));
            let batch = RecordBatch::try_new_with_options(self.schema.clone(), columns, &options);
            made.push(batch.map_err(unexpected)?);
        }
        Ok(made)
    }
}

/// The schema without the facts about a single input, which are unknown before the end of a stream.
fn of_stream(schema: &Schema) -> SchemaRef {
    let mut metadata = schema.metadata().clone();
    metadata.remove("pubfast.invalid_utf8_lines");
    Arc::new(Schema::new(schema.fields().clone()).with_metadata(metadata))
}

/// Copies the values of views if they would keep a much larger text in memory, which the stream could reuse. A
/// mapped file costs nothing to keep.
fn compact(column: ArrayRef, text: &Text) -> ArrayRef {
    /// The length of the longest value that is stored in its view.
    const INLINE: u32 = 12;
    /// The values are copied if they are less than one part in `PART` of the text.
    const PART: usize = 4;
    let Some(strings) = column.as_any().downcast_ref::<StringViewArray>() else { return column };
    if text.is_mapped() || strings.data_buffers().is_empty() {
        return column;
    }
    let long = strings.views().iter().map(|&view| view as u32).filter(|&length| length > INLINE);
    let bytes: usize = long.map(|length| length as usize).sum();
    if bytes < text.len() / PART { Arc::new(strings.gc()) } else { column }
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Int32Type, Int64Type};
    use pubfast_core::base::Options;
    use pubfast_core::engine::stream::{Sizes, Stream, StreamPlan};
    use pubfast_core::io::Source;
    use pubfast_core::model::filter::{NumberSet, StringSet};
    use pubfast_core::model::spec::PROBLEMS;
    use pubfast_core::model::{InvalidUtf8, TextPosition};

    use super::*;
    use crate::arrow::ExportTable;
    use crate::arrow::rows::int64;
    use crate::arrow::table::LoadColumn;

    /// Documents, each with a gene and an annotation of a type of its own, and a malformed line.
    fn text() -> Vec<u8> {
        let document = |at: usize| {
            let long = "an identifier of some length";
            format!("{at}|t|title\n{at}\t0\t5\ttitle\tT{at}\t{long}\n{at}\t0\t5\ttitle\tGene\t{at}\nwhat\n\n")
        };
        (0..50).map(document).collect::<String>().into_bytes()
    }

    fn query(table: &str, columns: &[&str]) -> Query {
        let columns = Some(columns.iter().map(|&name| name.to_owned()).collect());
        Query { table: Some(table.into()), columns, ..Query::default() }
    }

    fn batches(query: Query, sizes: Sizes, threads: usize) -> Vec<RecordBatch> {
        let recipe = Recipe::new(Kind::Documents, query, None).expect("there is such a table");
        let options = Options { threads, trusted: true, ..Options::default() };
        let plan = StreamPlan {
            sizes,
            before: TextPosition::default().after(TableId::Documents, 1000),
            same_codes: true,
            make: Box::new(move |batch| recipe.make(batch)),
            executor: None,
        };
        let stream = Stream::making(Kind::Documents, Source::Bytes(Arc::new(text())), options, plan)
            .expect("it opens");
        stream.flat_map(|made| made.expect("no errors")).collect()
    }

    #[test]
    fn rows_are_chosen_and_numbered_on() {
        let mut chosen = query("annotations", &["document", "pmid", "identifier"]);
        let among = |value: &str| StringSet::new([value.as_bytes().into()], true);
        chosen.filter.strings("type", among("Gene")).expect("annotations have types");
        chosen.filter.numbers("pmid", NumberSet::new([10..=19])).expect("annotations have PMIDs");
        for (first, most, threads) in [(1, 1, 1), (100, 100, 3), (1, 10_000, 2)] {
            let made = batches(chosen.clone(), Sizes { first, most }, threads);
            let documents =
                made.iter().flat_map(|batch| batch.column(0).as_primitive::<Int32Type>().values());
            assert!(documents.copied().eq(1010..1020));
            let pmids = made.iter().flat_map(|batch| batch.column(1).as_primitive::<Int64Type>().values());
            assert!(pmids.copied().eq(10..20));
            assert!(made.iter().all(|batch| batch.num_rows() > 0 && batch.num_columns() == 3));
        }
        chosen.most = Some(3);
        assert_eq!(batches(chosen, Sizes::even(1 << 20), 1)[0].num_rows(), 3);
    }

    #[test]
    fn batches_grow() {
        let made = batches(query("documents", &["line"]), Sizes { first: 1, most: 1000 }, 1);
        let rows: Vec<_> = made.iter().map(RecordBatch::num_rows).collect();
        assert_eq!(rows[0], 1);
        assert!(rows.iter().max() > Some(&5) && rows.iter().sum::<usize>() == 50, "{rows:?}");
    }

    #[test]
    fn codes_stand_for_the_same_in_all_batches() {
        for (table, column) in [("annotations", "type"), ("problems", "code")] {
            let made = batches(query(table, &[column]), Sizes::even(100), 2);
            assert!(made.len() > 10);
            let values = |batch: &RecordBatch| {
                let values = batch.column(0).as_dictionary::<Int32Type>().values().clone();
                values.as_string::<i32>().iter().map(|value| value.map(str::to_owned)).collect::<Vec<_>>()
            };
            let last = values(made.last().expect("there are batches"));
            assert!(made.iter().all(|batch| last.starts_with(&values(batch))));
        }
    }

    #[test]
    fn long_values_do_not_keep_a_text_that_can_be_used_again() {
        let bytes = |numbers: std::ops::RangeInclusive<i64>| {
            let mut chosen = query("annotations", &["identifier"]);
            chosen.filter.numbers("pmid", NumberSet::new([numbers])).expect("annotations have PMIDs");
            let made = batches(chosen, Sizes::even(1 << 20), 1);
            let strings = made[0].column(0).as_string_view().clone();
            strings.data_buffers().iter().map(|buffer| buffer.len()).sum::<usize>()
        };
        let (text, length) = (text().len(), "an identifier of some length".len());
        assert!(50 * length > text / 4 && bytes(0..=49) > 50 * length, "a large part is not copied");
        assert_eq!(bytes(0..=19), 20 * length);
    }

    #[test]
    fn columns_that_are_not_wanted_are_not_made() {
        let numbers = || -> LoadColumn { Box::new(|| Ok(int64(vec![0; 3]))) };
        let never = || -> LoadColumn { Box::new(|| panic!("the column is not wanted")) };
        let columns = [("line", never()), ("byte", numbers()), ("code", never()), ("message", never())];
        let table = ExportTable::new(&PROBLEMS, 3, &InvalidUtf8::default(), columns);
        let wanted = table.wanted(Some(&["byte".into()]), Strings::View).expect("it is there");
        let made = Batches::new(Arc::new(table), wanted).next().expect("there are rows").expect("no errors");
        assert_eq!((made.num_rows(), made.num_columns()), (3, 1));
    }

    #[test]
    fn what_is_not_there_is_named() {
        let fails = |query| Recipe::new(Kind::Documents, query, None).err().expect("it fails");
        assert!(fails(query("titles", &[])).starts_with("no table \"titles\"; there are documents"));
        assert!(fails(query("documents", &["start"])).starts_with("no column \"start\"; there are document"));
        let mut chosen = query("documents", &["line"]);
        chosen.filter.strings("type", StringSet::new([], true)).expect("a column of some tables");
        assert!(fails(chosen).starts_with("no column \"type\" to choose by"));
    }
}
