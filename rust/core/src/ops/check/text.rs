//! The text of a batch and its lines.

use std::ops::Deref;

use memchr::{memchr, memrchr};

use crate::model::ParsedInput;
use crate::text::{mark, strip};

#[derive(Clone, Copy, Debug)]
pub(super) struct BatchText<'t> {
    bytes: &'t [u8],
    /// The length of the byte-order mark at the head of the input, which is no part of the first line.
    mark: usize,
}

impl<'t> BatchText<'t> {
    pub fn of(parsed: &'t ParsedInput) -> Self {
        Self::new(parsed.text.whole(), parsed.layout.origin.bytes == 0)
    }

    pub fn new(bytes: &'t [u8], is_head: bool) -> Self {
        Self { bytes, mark: if is_head { mark(bytes) } else { 0 } }
    }

    #[inline]
    pub fn bytes(&self) -> &'t [u8] {
        self.bytes
    }

    /// The beginning of the line of a byte.
    pub fn line_begin(&self, byte: usize) -> usize {
        memrchr(b'\n', &self.bytes[..byte]).map_or(self.mark.min(byte), |newline| newline + 1)
    }

    /// The end of the line of a byte, its newline not included.
    pub fn line_end(&self, byte: usize) -> usize {
        memchr(b'\n', &self.bytes[byte..]).map_or(self.bytes.len(), |newline| byte + newline)
    }

    /// The line of a byte, without its end.
    pub fn line(&self, byte: usize) -> &'t [u8] {
        strip(&self.bytes[self.line_begin(byte)..self.line_end(byte)])
    }
}

impl Deref for BatchText<'_> {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_begin_and_end() {
        let text = BatchText::new(b"ab\r\n\ncd", true);
        assert_eq!([0, 2, 4, 5, 6].map(|byte| text.line_begin(byte)), [0, 0, 4, 5, 5]);
        assert_eq!([0, 2, 4, 5, 7].map(|byte| text.line_end(byte)), [3, 3, 4, 7, 7]);
        assert_eq!([0, 4, 6].map(|byte| text.line(byte)), [&b"ab"[..], b"", b"cd"]);
        let marked = b"\xef\xbb\xbfab\n";
        assert_eq!([true, false].map(|is_head| BatchText::new(marked, is_head).line_begin(4)), [3, 0]);
    }
}
