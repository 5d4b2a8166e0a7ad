//! Columns as users get them.

use std::borrow::Cow;
use std::sync::Arc;

use crate::columns::{Categories, ColumnVec, Spans};
use crate::io::Text;

/// A number column over the whole input, shared.
pub type SharedColumn<T> = Arc<ColumnVec<T>>;

/// A column over the whole input.
#[derive(Clone, Debug)]
pub enum Column {
    Int32(SharedColumn<i32>),
    Int64(SharedColumn<i64>),
    Text(StringColumn),
    Category(DictionaryColumn),
}

/// One value of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'d> {
    Number(i64),
    /// The bytes of a string, if there is one.
    Text(Option<Cow<'d, [u8]>>),
    /// The code of a category, -1 where there is no value.
    Code(i32),
}

/// A string column: a buffer, and the position of each value in it.
#[derive(Clone, Debug)]
pub struct StringColumn {
    /// The bytes of the values: the input, or a buffer of their own if they are not neighbours in the input.
    pub buffer: Arc<Text>,
    /// The positions; none if every value is absent.
    pub spans: Option<Arc<Spans>>,
    pub len: usize,
}

impl StringColumn {
    pub(crate) fn new(buffer: &Arc<Text>, spans: Arc<Spans>) -> Self {
        Self { buffer: buffer.clone(), len: spans.starts.len(), spans: Some(spans) }
    }

    /// The bytes of a value, if there is one.
    #[inline]
    pub fn get(&self, row: usize) -> Option<&[u8]> {
        Some(self.buffer.bytes().slice(self.spans.as_ref()?.get(row)?))
    }
}

/// A dictionary column: a code for each row, and the value of each code.
#[derive(Clone, Debug)]
pub struct DictionaryColumn {
    pub codes: SharedColumn<i32>,
    /// The values, in order of first appearance.
    pub values: Categories,
}

/// Conversions. They panic for a column of another kind; the specification says which kind a column has.
impl Column {
    #[inline]
    pub fn int32(&self) -> &SharedColumn<i32> {
        match self {
            Self::Int32(column) => column,
            _ => panic!("a column of 32-bit numbers"),
        }
    }

    #[inline]
    pub fn int64(&self) -> &SharedColumn<i64> {
        match self {
            Self::Int64(column) => column,
            _ => panic!("a column of 64-bit numbers"),
        }
    }

    #[inline]
    pub fn text(&self) -> &StringColumn {
        match self {
            Self::Text(column) => column,
            _ => panic!("a column of strings"),
        }
    }

    #[inline]
    pub fn category(&self) -> &DictionaryColumn {
        match self {
            Self::Category(column) => column,
            _ => panic!("a dictionary column"),
        }
    }
}
