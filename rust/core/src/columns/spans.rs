//! A string column over the whole input.

use std::ops::Range;
use std::sync::Arc;

use super::{ColumnVec, PagePool, Span};

/// Positions in a text: 12 bytes a value, with the types that arrays in Python have.
#[derive(Debug, Default)]
pub struct Spans {
    /// The first byte of each value; 0 where it is absent.
    pub starts: ColumnVec<i64>,
    /// The number of bytes of each value; -1 where it is absent.
    pub lengths: ColumnVec<i32>,
}

impl Spans {
    /// `len` empty values, to be filled in place.
    pub fn zeroed(len: usize) -> Self {
        Self { starts: ColumnVec::zeroed(len), lengths: ColumnVec::zeroed(len) }
    }

    /// `len` values of arbitrary content, to be overwritten.
    pub(crate) fn unset(len: usize, memory: Option<&Arc<PagePool>>) -> Self {
        Self { starts: ColumnVec::unset(len, memory), lengths: ColumnVec::unset(len, memory) }
    }

    /// The position of a value, if there is one.
    #[inline]
    pub fn get(&self, row: usize) -> Option<Range<usize>> {
        let start = self.starts[row] as usize;
        usize::try_from(self.lengths[row]).ok().map(|length| start..start + length)
    }

    /// Appends a value of a window that begins at `base`.
    pub fn push(&mut self, base: usize, span: Span) {
        self.starts.push(span.within(base).map_or(0, |range| range.start as i64));
        self.lengths.push(span.length());
    }
}
