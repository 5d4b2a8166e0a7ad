//! Writes the rows of a table as JSON objects, with a key for each column and null for absent values.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{
    Array, DictionaryArray, Int32Array, Int64Array, RecordBatch, StringArray, StringViewArray,
};
use arrow_schema::DataType;

use super::text::quoted;

/// The columns of a table that are written.
pub(super) struct Rows<'b> {
    columns: Vec<JsonColumn<'b>>,
}

struct JsonColumn<'b> {
    /// The bytes before a value: a comma or a brace, and the name.
    key: Vec<u8>,
    values: JsonValues<'b>,
}

enum JsonValues<'b> {
    Int32(&'b Int32Array),
    Int64(&'b Int64Array),
    Text(&'b StringViewArray),
    Category(&'b DictionaryArray<Int32Type>, &'b StringArray),
}

impl<'b> Rows<'b> {
    /// Takes the columns of a batch whose names are `wanted`.
    pub fn new(batch: &'b RecordBatch, wanted: impl Fn(&str) -> bool) -> Self {
        let mut columns = Vec::new();
        for (field, array) in batch.schema_ref().fields().iter().zip(batch.columns()) {
            if !wanted(field.name()) {
                continue;
            }
            let mut key = vec![if columns.is_empty() { b'{' } else { b',' }];
            quoted(field.name(), &mut key);
            key.push(b':');
            let values = match array.data_type() {
                DataType::Int32 => JsonValues::Int32(array.as_primitive::<Int32Type>()),
                DataType::Int64 => JsonValues::Int64(array.as_primitive::<Int64Type>()),
                DataType::Dictionary(..) => {
                    let codes = array.as_dictionary::<Int32Type>();
                    JsonValues::Category(codes, codes.values().as_string())
                }
                _ => JsonValues::Text(array.as_string_view()),
            };
            columns.push(JsonColumn { key, values });
        }
        Self { columns }
    }

    /// Appends a row as an object.
    pub fn write(&self, row: usize, text: &mut Vec<u8>) {
        self.open(row, text);
        text.push(b'}');
    }

    /// Like `write`, but without the closing brace.
    pub fn open(&self, row: usize, text: &mut Vec<u8>) {
        for column in &self.columns {
            text.extend_from_slice(&column.key);
            column.values.write(row, text);
        }
    }
}

impl JsonValues<'_> {
    fn write(&self, row: usize, text: &mut Vec<u8>) {
        match self {
            Self::Int32(values) => number(values.value(row).into(), text),
            Self::Int64(values) if values.is_valid(row) => number(values.value(row), text),
            Self::Text(values) if values.is_valid(row) => quoted(values.value(row), text),
            Self::Category(codes, names) if codes.is_valid(row) => {
                quoted(names.value(codes.keys().value(row) as usize), text);
            }
            _ => text.extend_from_slice(b"null"),
        }
    }
}

/// Appends a number in decimal digits.
fn number(value: i64, text: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let (mut begin, mut rest) = (digits.len(), value.unsigned_abs());
    loop {
        begin -= 1;
        digits[begin] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        text.push(b'-');
    }
    text.extend_from_slice(&digits[begin..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_full() {
        for value in [0, 7, -7, 10, i64::MAX, i64::MIN, i64::from(i32::MIN)] {
            let mut text = Vec::new();
            number(value, &mut text);
            assert_eq!(String::from_utf8(text).expect("digits"), value.to_string());
        }
    }
}
