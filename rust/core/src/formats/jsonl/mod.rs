//! Lines of JSON: each is a document, or a row of a table, and becomes block text, or a line of a table.
//!
//! [`fn@sniff`] detects the kind of the lines, and [`LineKind::convert`] converts one. `fast` converts documents of the
//! usual form; `document` and `row` convert all others, from the values that `serde_json` reads. Nothing is ignored: a
//! line has exactly the known keys and its values appear unchanged in the text, or it is refused.

mod document;
mod error;
mod fast;
mod lines;
mod row;
mod sniff;
mod value;

use memchr::{memchr, memchr_iter, memmem};

pub use error::JsonError;
pub(crate) use lines::JsonLines;
pub use sniff::{Sniff, sniff};

use super::block_text::write;
use super::table::Shape;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    Documents,
    /// Rows of a table of entities of this shape.
    Entities(Shape),
    /// Rows of a table of relations.
    Relations,
}

impl LineKind {
    /// Appends the text that a line stands for; nothing if the line is refused.
    pub fn convert(self, line: &[u8], text: &mut Vec<u8>) -> std::result::Result<(), JsonError> {
        let begin = text.len();
        let converted = match self {
            Self::Documents if fast::convert(line, text) => Ok(()),
            Self::Documents => document::convert(line, text),
            Self::Entities(shape) => row::entity(line, shape, text),
            Self::Relations => row::relation(line, text),
        };
        if converted.is_err() {
            text.truncate(begin);
        }
        converted
    }

    /// Like `convert`, but for the first line, which decides the shape of a table. Some bytes may have to precede it.
    pub fn convert_first(&mut self, line: &[u8], text: &mut Vec<u8>) -> std::result::Result<(), JsonError> {
        let mut converted = Vec::new();
        if matches!(self, Self::Entities(_)) && row::is_untyped(line) {
            *self = Self::Entities(Shape::Untyped);
            text.extend_from_slice(row::UNTYPED.as_bytes());
        }
        self.convert(line, &mut converted)?;
        if *self == Self::Documents {
            text.extend_from_slice(write::opening_of_rows(&converted));
        }
        text.append(&mut converted);
        Ok(())
    }

    /// The most bytes that a line can become, if that is known without reading the line.
    pub fn room(self, line: &[u8]) -> Option<usize> {
        if self != Self::Documents {
            return Some(line.len());
        }
        let id = id_length(line)?;
        if id <= fast::SHORT {
            return Some(line.len());
        }
        // Each object becomes a line, and the document two.
        let lines = memchr_iter(b'{', line).count().saturating_add(1);
        Some(line.len().saturating_add(lines.saturating_mul(id)))
    }
}

/// The largest possible length of a document's id, if its key is found.
fn id_length(line: &[u8]) -> Option<usize> {
    const KEY: &[u8] = b"\"document_id\"";
    let mut begin = 0;
    loop {
        begin += memmem::find(&line[begin..], KEY)? + KEY.len();
        // As a value it says nothing.
        if let Some(value) = line[begin..].trim_ascii_start().strip_prefix(b":") {
            // An escaped quote within it is longer than the quote alone.
            let value = value.trim_ascii_start();
            return match value.strip_prefix(b"\"") {
                Some(id) => string_length(id),
                None => memchr(b',', value).or_else(|| memchr(b'}', value)),
            };
        }
    }
}

/// The bytes of a string, up to the quote at its end.
fn string_length(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match text.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}
