//! String columns as users get them.

use std::sync::Arc;

use super::SharedColumn;
use crate::columns::{Categories, Spans};
use crate::io::TextBuf;
use crate::text::ByteRange;

/// A string column: a buffer and places in it.
#[derive(Clone, Debug)]
pub struct StringColumn {
    /// The bytes of the values: the input, or a buffer of their own if they are not neighbours in the input.
    pub buffer: Arc<TextBuf>,
    /// The places; none where every value is absent.
    pub spans: Option<Arc<Spans>>,
    pub len: usize,
}

impl StringColumn {
    pub(crate) fn new(buffer: &Arc<TextBuf>, spans: Arc<Spans>) -> Self {
        Self { buffer: buffer.clone(), len: spans.starts.len(), spans: Some(spans) }
    }

    /// The bytes of a value, if there is one.
    pub fn get(&self, row: usize) -> Option<&[u8]> {
        let place: ByteRange = self.spans.as_ref()?.get(row)?;
        Some(&self.buffer[place])
    }
}

/// A dictionary column: a code for each row, and the value of each code.
#[derive(Clone, Debug)]
pub struct DictionaryColumn {
    /// The codes.
    pub codes: SharedColumn<i32>,
    /// The values, in order of first appearance.
    pub values: Categories,
}
