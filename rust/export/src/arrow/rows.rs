//! Makes columns of rows of a data set: shared if they are many, copied if they are few.

use std::borrow::Cow;
use std::sync::Arc;

use pubfast_core::Result;
use pubfast_core::columns::Spans;
use pubfast_core::io::Text;
use pubfast_core::model::spec::{Base, ColumnKind, NESTED_DOCUMENTS, Origin};
use pubfast_core::model::{
    Column, Dataset, DocumentOfRow, InvalidUtf8, Rows, SharedColumn, StringColumn, TableId, Value, belonging,
};

use super::problems::{problems, problems_of_input};
use super::schema::{ArrowColumn, WantedColumns};
use super::{ColumnValues, ExportTable, Selection};

/// A selection of rows of a table.
///
/// The values of few rows are looked up one by one, so that ten rows of a large dump neither build a whole column nor
/// keep the text of the dump in memory.
pub(crate) struct DataRows {
    pub data: Arc<Dataset>,
    pub table: TableId,
    pub rows: Rows,
    /// The numbering of the rows' documents.
    owners: DocumentOfRow,
    /// True if rows are numbered as in the whole input, false if they are numbered from the first selected one.
    is_of_input: bool,
}

/// Exports rows of a table. Documents and the rows that belong to them are numbered from the first selected one.
pub fn rows(data: &Arc<Dataset>, table: TableId, rows: &Rows, owners: &DocumentOfRow) -> ExportTable {
    match table {
        TableId::Problems => problems(data, rows),
        _ => ExportTable::of_rows(table.spec(), DataRows::new(data, table, rows, owners, false)),
    }
}

/// Like `rows`, but for a batch of a stream, with the numbers of the whole input.
pub fn rows_of_input(data: &Arc<Dataset>, table: TableId, rows: &Rows) -> ExportTable {
    let owners = DocumentOfRow::of_input(data.origin());
    match table {
        TableId::Problems => problems_of_input(data, rows),
        _ => ExportTable::of_rows(table.spec(), DataRows::new(data, table, rows, &owners, true)),
    }
}

/// Exports documents, a row each, with lists of their annotations, relations and passages.
pub fn nested_documents(data: &Arc<Dataset>, rows: &Rows) -> ExportTable {
    let rows = DataRows::new(data, TableId::Documents, rows, &DocumentOfRow::From(0), false);
    ExportTable::of_rows(&NESTED_DOCUMENTS, rows)
}

impl DataRows {
    fn new(
        data: &Arc<Dataset>,
        table: TableId,
        rows: &Rows,
        owners: &DocumentOfRow,
        is_of_input: bool,
    ) -> Self {
        Self { data: data.clone(), table, rows: rows.clone(), owners: owners.clone(), is_of_input }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    fn total(&self) -> usize {
        self.data.len(self.table)
    }

    /// True if the rows are so few that their values are looked up one by one.
    pub fn are_few(&self) -> bool {
        self.rows.are_few(self.total())
    }

    /// True if the codes of the rows are looked up one by one in the packed rows.
    fn are_listed(&self) -> bool {
        matches!(&self.rows, Rows::List(list) if list.len() <= self.total() / 2)
    }

    /// Makes all wanted columns that are not looked up row by row, in one pass over the packed rows.
    pub fn make(&self, wanted: &WantedColumns, is_packed: impl Fn(&ArrowColumn) -> bool) -> Result<()> {
        if self.are_few() {
            return Ok(());
        }
        let is_looked_up =
            |column: &ArrowColumn| column.spec.kind == ColumnKind::Category && self.are_listed();
        let names: Vec<&str> = wanted
            .iter()
            .map(|(column, _)| column)
            .filter(|column| {
                matches!(column.spec.origin, Origin::Number(_, Base::Zero | Base::Byte | Base::Line))
                    || matches!(column.spec.origin, Origin::Code(_)) && !is_looked_up(column)
                    || matches!(column.spec.origin, Origin::Span(_) | Origin::Pmid) && !is_packed(column)
            })
            .map(|column| column.spec.name)
            .collect();
        self.data.make_columns(self.table, &names)
    }

    pub fn values(&self, column: &ArrowColumn) -> Result<ColumnValues> {
        let (table, name) = (self.table, column.spec.name);
        match column.spec.origin {
            Origin::Row => Ok(self.row_numbers()),
            Origin::OfDocument => self.of_documents(name, column.spec.kind),
            Origin::Document | Origin::Number(_, Base::Row(TableId::Documents)) => self.documents(),
            _ => match column.spec.kind {
                ColumnKind::Offsets(..) => self.offsets(column),
                ColumnKind::Lists(elements) => self.lists(elements),
                ColumnKind::Int32 if self.are_few() => {
                    Ok(int32(self.numbers(name).map(|number| number as i32).collect()))
                }
                ColumnKind::Int64 if self.are_few() => Ok(int64(self.numbers(name).collect())),
                ColumnKind::Text if self.are_few() => {
                    Ok(own(self.rows.iter().map(|row| text_of(self.data.value(table, name, row)))))
                }
                ColumnKind::Category => self.category(name),
                ColumnKind::Int32 | ColumnKind::Int64 | ColumnKind::Text => {
                    Ok(self.shared(self.data.column(table, name)?, Selection::Rows(self.rows.clone())))
                }
            },
        }
    }

    /// The number of each row in the column `name`, looked up one by one.
    fn numbers(&self, name: &'static str) -> impl Iterator<Item = i64> {
        self.rows.iter().map(|row| match self.data.value(self.table, name, row) {
            Value::Number(number) => number,
            Value::Text(_) | Value::Code(_) => unreachable!("a column of numbers"),
        })
    }

    fn row_numbers(&self) -> ColumnValues {
        let before = self.data.origin().rows(self.table);
        int32(match self.is_of_input {
            true => self.rows.iter().map(|row| (before + row) as i32).collect(),
            false => (0..self.len() as i32).collect(),
        })
    }

    /// The numbers of the rows' documents.
    fn documents(&self) -> Result<ColumnValues> {
        let whole = || self.data.int32_column(self.table, "document");
        let one = |row| self.data.document_of(self.table, row);
        let (values, rows) = self.owners.values(&self.rows, self.total(), whole, one)?;
        Ok(ColumnValues::Int32(values, Selection::Rows(rows)))
    }

    /// The values that the rows' documents have in their column `name`.
    fn of_documents(&self, name: &'static str, kind: ColumnKind) -> Result<ColumnValues> {
        let (data, table) = (&self.data, TableId::Documents);
        if self.are_few() {
            let values =
                self.rows.iter().map(|row| data.value(table, name, data.document_of(self.table, row)));
            if kind == ColumnKind::Text {
                return Ok(own(values.map(text_of)));
            }
            let number = |value| match value {
                Value::Number(number) => number,
                Value::Text(_) | Value::Code(_) => unreachable!("a column of numbers"),
            };
            return Ok(int64(values.map(number).collect()));
        }
        let listed = if self.are_listed() { data.documents_of_listed(self.table, &self.rows)? } else { None };
        let (documents, rows) = match listed {
            Some(documents) => (Arc::new(documents.into()), Rows::Range(0..self.len())),
            None => (data.int32_column(self.table, "document")?, self.rows.clone()),
        };
        Ok(self.shared(data.column(table, name)?, Selection::Through(documents, rows)))
    }

    /// The number of the first row, or one past the last, that each document has in another table.
    fn offsets(&self, column: &ArrowColumn) -> Result<ColumnValues> {
        let Origin::Number(_, Base::Row(other)) = column.spec.origin else {
            unreachable!("offsets count rows of a table")
        };
        if self.is_of_input {
            let (before, offsets) = (self.data.origin().rows(other) as i64, self.data.offsets(other)?);
            return Ok(int64(self.rows.iter().map(|row| before + offsets[row + column.end]).collect()));
        }
        let offsets = self.data.offsets_of(other, &self.rows)?;
        let places = Rows::Range(column.end..column.end + self.len());
        Ok(ColumnValues::Int64(offsets, Selection::Rows(places)))
    }

    /// The rows of `table` that belong to each document.
    fn lists(&self, table: TableId) -> Result<ColumnValues> {
        let (elements, owners) = belonging(&self.rows, |row| self.data.rows_of(table, row));
        let offsets = self.data.offsets_of(table, &self.rows)?;
        let elements = rows(&self.data, table, &elements, &owners);
        Ok(ColumnValues::Lists(offsets, Arc::new(elements)))
    }

    fn category(&self, name: &'static str) -> Result<ColumnValues> {
        let (data, table) = (&self.data, self.table);
        let all = |codes: Vec<i32>| {
            let rows = Rows::Range(0..codes.len());
            ColumnValues::Category(Arc::new(codes.into()), data.categories(table, name), rows)
        };
        if self.are_listed()
            && let Some(codes) = data.codes_of_listed(table, name, &self.rows)?
        {
            return Ok(all(codes));
        }
        if self.are_few() {
            let code = |row| match data.value(table, name, row) {
                Value::Code(code) => code,
                Value::Number(_) | Value::Text(_) => unreachable!("a dictionary column"),
            };
            return Ok(all(self.rows.iter().map(code).collect()));
        }
        let column = data.category_column(table, name)?;
        Ok(ColumnValues::Category(column.codes, column.values, self.rows.clone()))
    }

    /// The selected values of a whole column. Values outside the text are checked for UTF-8 here.
    fn shared(&self, column: Column, selection: Selection) -> ColumnValues {
        match column {
            Column::Int32(values) => ColumnValues::Int32(values, selection),
            Column::Int64(values) => ColumnValues::Int64(values, selection),
            Column::Text(column) => {
                let was_parsed = Arc::ptr_eq(&column.buffer, self.data.text());
                let invalid = match was_parsed {
                    true => self.data.invalid().clone(),
                    false => InvalidUtf8::unknown(column.buffer.len()),
                };
                ColumnValues::Text(column, selection, invalid)
            }
            Column::Category(_) => unreachable!("a dictionary column is no column of its values"),
        }
    }
}

fn text_of(value: Value<'_>) -> Option<Cow<'_, [u8]>> {
    match value {
        Value::Text(text) => text,
        Value::Number(_) | Value::Code(_) => unreachable!("a column of strings"),
    }
}

pub(crate) fn int32(values: Vec<i32>) -> ColumnValues {
    let all = Selection::Rows(Rows::Range(0..values.len()));
    ColumnValues::Int32(Arc::new(values.into()), all)
}

pub(crate) fn int64(values: Vec<i64>) -> ColumnValues {
    let all = Selection::Rows(Rows::Range(0..values.len()));
    let values: SharedColumn<i64> = Arc::new(values.into());
    ColumnValues::Int64(values, all)
}

/// Copies values into a string column of their own.
pub(crate) fn own<'s>(values: impl Iterator<Item = Option<Cow<'s, [u8]>>>) -> ColumnValues {
    let mut text = Vec::new();
    let (mut starts, mut lengths) = (Vec::new(), Vec::new());
    for value in values {
        starts.push(text.len() as i64);
        lengths.push(value.as_ref().map_or(-1, |value| value.len() as i32));
        text.extend_from_slice(&value.unwrap_or_default());
    }
    let index = Selection::Rows(Rows::Range(0..starts.len()));
    let invalid = InvalidUtf8::unknown(text.len());
    let spans = Arc::new(Spans { starts: starts.into(), lengths: lengths.into() });
    let column =
        StringColumn { buffer: Arc::new(Text::from(text)), len: spans.starts.len(), spans: Some(spans) };
    ColumnValues::Text(column, index, invalid)
}
