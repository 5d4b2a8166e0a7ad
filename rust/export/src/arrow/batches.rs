//! Reads a table as record batches.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchOptions, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use pubfast_core::{Error, guard};

use super::ExportTable;
use super::columns::Columns;
use super::schema::WantedColumns;

/// The largest number of rows of a batch, so large that a corpus of a gigabyte is a single batch.
const BATCH_ROWS: usize = 1 << 24;

/// Reads a table batch by batch. A panic becomes an error, since it must not unwind into C code.
pub struct Batches {
    columns: Columns,
    is_loaded: bool,
    schema: SchemaRef,
    rows: Range<usize>,
    most: usize,
}

impl Batches {
    /// Reads all rows of the wanted columns.
    pub fn new(table: Arc<ExportTable>, wanted: WantedColumns) -> Self {
        let schema = table.schema(&wanted);
        let rows = 0..table.len;
        Self { columns: Columns::new(table, wanted), is_loaded: false, schema, rows, most: BATCH_ROWS }
    }

    /// Limits batches to `most` rows.
    #[must_use]
    pub fn of_rows(self, most: usize) -> Self {
        Self { most: most.max(1), ..self }
    }

    /// True if all rows were returned.
    pub(crate) fn is_done(&self) -> bool {
        self.rows.is_empty()
    }

    pub(crate) fn advance(&mut self) -> Result<RecordBatch, Error> {
        if !self.is_loaded {
            self.columns.load()?;
            self.is_loaded = true;
        }
        let rows = self.next_rows();
        let columns = self.columns.arrays(&rows, self.columns.table.threads)?;
        self.rows.start = rows.end;
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        RecordBatch::try_new_with_options(self.schema.clone(), columns, &options).map_err(unexpected)
    }

    /// The next rows: as many as a batch can hold.
    fn next_rows(&self) -> Range<usize> {
        let start = self.rows.start;
        let mut end = self.rows.end.min(start + self.most);
        while end - start > 1 && !self.columns.fit(&(start..end)) {
            end = start + (end - start) / 2;
        }
        start..end
    }
}

/// An error that only a bug in this crate can cause.
pub(crate) fn unexpected(error: ArrowError) -> Error {
    Error::Panic { message: error.to_string() }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done() {
            return None;
        }
        let made = guard(|| self.advance());
        if made.is_err() {
            self.rows = 0..0;
        }
        // The message becomes a C string, which would end at a zero byte.
        Some(made.map_err(|error| ArrowError::ExternalError(error.to_string().replace('\0', "").into())))
    }
}

impl RecordBatchReader for Batches {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;
    use arrow_array::types::Int32Type;
    use arrow_array::{Array, ArrayRef, StringArray};
    use arrow_schema::{DataType, Field, Schema};
    use pubfast_core::base::Options;
    use pubfast_core::model::spec::PROBLEMS;
    use pubfast_core::model::{Dataset, DocumentOfRow, InvalidUtf8, Kind, Rows, TableId};

    use super::*;
    use crate::arrow::Strings;

    const TEXT: &[u8] = b"1|t|A title of some length\n1|a|\xffbad bytes in a long abstract\n\
        1\t0\t7\ta mention of some length\tGene\t7\n1\t0\t1\tx\tDis\xffease\n1\t2\t3\ty\tDis\xfeease\t\tmore\n\
        PMC2|t|\nPMC2\t0\t1\tz\tGene\tanother identifier\n";

    fn corpus() -> Arc<Dataset> {
        let options = Options { threads: 2, ..Options::default() };
        let text = TEXT.to_vec().into();
        Arc::new(Dataset::parse(Kind::Documents, text, "test", &options).expect("it parses"))
    }

    fn annotations(rows: &Rows) -> Arc<ExportTable> {
        Arc::new(crate::arrow::rows(&corpus(), TableId::Annotations, rows, &DocumentOfRow::From(0)))
    }

    fn batches(table: &Arc<ExportTable>, strings: Strings, most: usize) -> Vec<RecordBatch> {
        let wanted = table.wanted(None, strings).expect("all columns are there");
        let made = Batches::new(table.clone(), wanted).of_rows(most);
        made.map(|batch| batch.expect("no errors")).inspect(is_valid).collect()
    }

    fn is_valid(batch: &RecordBatch) {
        for column in batch.columns() {
            column.to_data().validate_full().expect("arrays are what their types say");
        }
    }

    /// Values of a column of strings, whatever their type.
    fn strings(batches: &[RecordBatch], name: &str) -> Vec<Option<String>> {
        let column = |batch: &RecordBatch| batch.column_by_name(name).expect("the column is there").clone();
        let values = |column: ArrayRef| -> Vec<Option<String>> {
            let owned = |value: Option<&str>| value.map(str::to_owned);
            match column.data_type() {
                DataType::Utf8View => column.as_string_view().iter().map(owned).collect(),
                DataType::LargeUtf8 => column.as_string::<i64>().iter().map(owned).collect(),
                DataType::Utf8 => column.as_string::<i32>().iter().map(owned).collect(),
                _ => {
                    let values = column.as_dictionary::<Int32Type>();
                    let names = values.values().as_string::<i32>();
                    values
                        .keys()
                        .iter()
                        .map(|code| code.map(|code| names.value(code as usize).into()))
                        .collect()
                }
            }
        };
        batches.iter().flat_map(|batch| values(column(batch))).collect()
    }

    #[test]
    fn batches_of_any_size_have_the_same_rows() {
        let table = annotations(&Rows::Range(0..4));
        let whole = batches(&table, Strings::View, 100);
        assert_eq!(whole.len(), 1);
        for most in 1..5 {
            for form in [Strings::View, Strings::Large, Strings::Small] {
                let parts = batches(&table, form, most);
                assert_eq!(parts.len(), 4_usize.div_ceil(most));
                for name in ["document_id", "mention", "type", "identifier", "extra"] {
                    assert_eq!(strings(&parts, name), strings(&whole, name), "{name} by {most}, {form:?}");
                }
            }
        }
        let absent = |name| strings(&whole, name).iter().map(Option::is_none).collect::<Vec<_>>();
        assert_eq!(absent("identifier"), [false, true, false, false]);
        assert_eq!(absent("extra"), [true, true, false, true]);
        assert_eq!(whole[0].column_by_name("pmid").expect("it is there").null_count(), 1);
    }

    #[test]
    fn dictionaries_are_the_same_in_all_batches_and_have_a_value_once() {
        for batch in batches(&annotations(&Rows::Range(0..4)), Strings::View, 1) {
            let kinds =
                batch.column_by_name("type").expect("it is there").as_dictionary::<Int32Type>().clone();
            assert_eq!(kinds.values().as_ref(), &StringArray::from(vec!["Gene", "Dis\u{fffd}ease"]));
        }
    }

    #[test]
    fn rows_in_another_order_are_put_together() {
        let rows: Rows = [3, 0, 0, 2].into_iter().collect();
        let found = batches(&annotations(&rows), Strings::View, 3);
        let mentions = ["z", "a mention of some length", "a mention of some length", "y"];
        assert_eq!(strings(&found, "mention"), mentions.map(|value| Some(value.to_owned())));
        assert_eq!(strings(&found, "document_id")[..2], [Some("PMC2".to_owned()), Some("1".to_owned())]);
    }

    #[test]
    fn strings_are_stored_as_asked_for() {
        let table = annotations(&Rows::Range(0..4));
        let mut wanted =
            table.wanted(Some(&["type".into(), "start".into()]), Strings::View).expect("they are there");
        let field = |name, data_type| Field::new(name, data_type, true);
        let requested = [
            field("type", DataType::LargeUtf8),
            field("start", DataType::Utf8),
            field("mention", DataType::Utf8),
        ];
        wanted.comply(&Schema::new(requested.to_vec()));
        let found: Vec<_> =
            Batches::new(table.clone(), wanted).map(|batch| batch.expect("no errors")).collect();
        found.iter().for_each(is_valid);
        let types: Vec<_> =
            found[0].schema().fields().iter().map(|field| field.data_type().clone()).collect();
        assert_eq!(types, [DataType::LargeUtf8, DataType::Int32]);
        assert_eq!(strings(&found, "type")[2].as_deref(), Some("Dis\u{fffd}ease"));
        assert_eq!(table.wanted(Some(&["titel".into()]), Strings::View).err().as_deref(), Some("titel"));
    }

    #[test]
    fn a_panic_is_an_error_and_the_end() {
        let load = || -> crate::arrow::table::LoadColumn { Box::new(|| panic!("at \0 seven")) };
        let columns = [("line", load()), ("byte", load()), ("code", load()), ("message", load())];
        let table = Arc::new(ExportTable::new(&PROBLEMS, 3, &InvalidUtf8::default(), columns));
        let wanted = table.wanted(None, Strings::View).expect("all columns are there");
        let mut batches = Batches::new(table, wanted);
        let error = batches.next().expect("there is something").expect_err("it panics");
        assert!(error.to_string().contains("at  seven"), "{error}");
        assert!(batches.next().is_none());
    }
}
