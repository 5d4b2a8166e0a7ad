//! Formats that are converted to the text of another format while they are read.

use std::io::Read;

use super::detect::{DetectedFormat, detect};
use super::jsonl::JsonLines;
use crate::io::codec::IndependentReader;
use crate::io::compressed_blocks::Decode;

/// The text that a format is converted to: lines of JSON, of at most `max_record` bytes each, become block text, or the
/// lines of a table. None if the format is not converted.
pub(crate) fn converted(
    format: DetectedFormat,
    reader: impl Read + Send + 'static,
    max_record: usize,
) -> Option<Box<dyn Decode>> {
    Some(Box::new(IndependentReader::new(JsonLines::new(reader, format.lines()?, max_record))))
}

/// True if a text that begins with `head`, which is as much as [`detect`] examines, is converted before it is parsed.
pub(crate) fn is_converted(head: &[u8]) -> bool {
    may_be_converted(head) && detect(head).is_json
}

/// False if a text that begins with `head` is certainly not converted. A text that only has white space so far may be.
pub(crate) fn may_be_converted(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    matches!(head.trim_ascii_start().first(), None | Some(b'{'))
}
