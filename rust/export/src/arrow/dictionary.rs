//! Columns of codes as dictionary arrays or as strings.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, PrimitiveArray, StringArray};
use arrow_buffer::ScalarBuffer;
use pubfast_core::Result;
use pubfast_core::columns::{Categories, ColumnVec, Spans};
use pubfast_core::io::Text;
use pubfast_core::model::{InvalidUtf8, Rows, SharedColumn, StringColumn};

use super::batches::unexpected;
use super::{Selection, nulls, numbers};

/// A dictionary array; its values are the same in every batch.
pub(crate) fn array(
    codes: &SharedColumn<i32>,
    names: &Categories,
    places: &Rows,
    rows: &Range<usize>,
    threads: usize,
) -> Result<ArrayRef> {
    let (values, same) = distinct(names);
    let codes = if values.len() == names.len() { codes.clone() } else { translated(codes, &same) };
    let keys = match (places, Selection::Rows(places.clone()).neighbours(rows)) {
        (_, Some(run)) => ScalarBuffer::new(numbers::buffer(codes), run.start, run.len()),
        (places, None) => {
            let gathered: Vec<i32> = rows.clone().map(|row| codes[places.at(row)]).collect();
            ScalarBuffer::from(gathered)
        }
    };
    let nulls = nulls::of_numbers(&keys, threads)?;
    let keys = PrimitiveArray::<Int32Type>::new(keys, nulls);
    let array = DictionaryArray::try_new(keys, Arc::new(StringArray::from(values))).map_err(unexpected)?;
    Ok(Arc::new(array))
}

/// The distinct values as strings, and for each code the index of its value: values that differ in invalid bytes
/// alone read the same, and a dictionary has each value once.
fn distinct(names: &Categories) -> (Vec<String>, Vec<i32>) {
    let mut places = HashMap::new();
    let mut values = Vec::new();
    let place = |name: &[u8]| {
        let value = String::from_utf8_lossy(name).into_owned();
        *places.entry(value.clone()).or_insert_with(|| {
            values.push(value);
            values.len() as i32 - 1
        })
    };
    let same = names.iter().map(place).collect();
    (values, same)
}

fn translated(codes: &[i32], same: &[i32]) -> SharedColumn<i32> {
    let one = |&code: &i32| usize::try_from(code).map_or(code, |code| same[code]);
    Arc::new(ColumnVec::from(codes.iter().map(one).collect::<Vec<_>>()))
}

/// Like `as_dictionary`, but as a column of strings.
pub(crate) fn as_text(
    codes: &SharedColumn<i32>,
    names: &Categories,
    places: &Rows,
) -> (StringColumn, Selection, InvalidUtf8) {
    let text = names.concat();
    let mut spans = Spans::default();
    let mut start = 0;
    for name in names.iter() {
        spans.starts.push(start);
        spans.lengths.push(name.len() as i32);
        start += name.len() as i64;
    }
    let invalid = InvalidUtf8::unknown(text.len());
    let column =
        StringColumn { buffer: Arc::new(Text::from(text)), spans: Some(Arc::new(spans)), len: names.len() };
    (column, Selection::Through(codes.clone(), places.clone()), invalid)
}
