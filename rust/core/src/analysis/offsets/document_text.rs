//! The text that the offsets of a document refer to.

use std::ops::Range;

use crate::text::{OffsetUnit, Positions};

/// The title and, if there is an abstract, one blank and the abstract; passages of other tags are not part of it.
///
/// Bytes that are not UTF-8 read as U+FFFD. Offsets in bytes nevertheless refer to the bytes of the file, because a
/// tool that counted bytes counted those.
#[derive(Debug, Default)]
pub struct DocumentText {
    text: String,
    positions: Positions,
    /// For a text that was not UTF-8: the byte of the file at which each code point begins, and the end.
    raw: Option<Vec<u32>>,
}

impl DocumentText {
    /// The text of a document.
    pub fn new(title: Option<&[u8]>, abstract_: Option<&[u8]>) -> Self {
        let mut text = Self::default();
        text.set(title, abstract_);
        text
    }

    /// Replaces the text by that of another document, reusing the memory.
    pub fn set(&mut self, title: Option<&[u8]>, abstract_: Option<&[u8]>) {
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        bytes.clear();
        bytes.extend_from_slice(title.unwrap_or_default());
        if let Some(abstract_) = abstract_ {
            bytes.push(b' ');
            bytes.extend_from_slice(abstract_);
        }
        self.raw = None;
        self.text = String::from_utf8(bytes).unwrap_or_else(|invalid| {
            self.raw = Some(beginnings(invalid.as_bytes()));
            String::from_utf8_lossy(invalid.as_bytes()).into_owned()
        });
        self.positions.set(&self.text);
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The length of the text in `unit`.
    pub fn len(&self, unit: OffsetUnit) -> usize {
        match (unit, &self.raw) {
            (OffsetUnit::Bytes, Some(raw)) => raw[raw.len() - 1] as usize,
            _ => self.positions.len(unit),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// True if the text is ASCII: then an offset is equal in all units.
    pub fn is_ascii(&self) -> bool {
        self.positions.is_ascii()
    }

    /// True if the text has a code point of two UTF-16 units.
    pub fn has_pairs(&self) -> bool {
        self.positions.has_pairs()
    }

    /// Converts an offset to another unit. None beyond the end of the text, or inside a code point.
    pub fn convert(&self, offset: usize, from: OffsetUnit, to: OffsetUnit) -> Option<usize> {
        let Some(raw) = &self.raw else {
            return self.positions.convert(offset, from, to);
        };
        let code_point = match from {
            OffsetUnit::Bytes => raw.binary_search(&u32::try_from(offset).ok()?).ok()?,
            _ => self.positions.convert(offset, from, OffsetUnit::CodePoints)?,
        };
        match to {
            OffsetUnit::Bytes => raw.get(code_point).map(|&byte| byte as usize),
            _ => self.positions.convert(code_point, OffsetUnit::CodePoints, to),
        }
    }

    /// The text between two code points; none if the text does not have them.
    pub fn get(&self, span: Range<usize>) -> Option<&str> {
        self.text.get(self.place(span.start)?..self.place(span.end)?)
    }

    /// The byte at which a code point begins.
    #[inline]
    pub(super) fn place(&self, code_point: usize) -> Option<usize> {
        self.positions.byte_of(code_point, OffsetUnit::CodePoints)
    }

    /// The code point that begins at a byte of the text.
    #[inline]
    pub(super) fn code_point(&self, place: usize) -> Option<usize> {
        self.positions.offset_of(place, OffsetUnit::CodePoints)
    }
}

/// The byte at which each code point of the repaired text begins in `bytes`, and the end.
fn beginnings(bytes: &[u8]) -> Vec<u32> {
    let mut beginnings = Vec::with_capacity(bytes.len() + 1);
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid();
        beginnings.extend(valid.char_indices().map(|(place, _)| (at + place) as u32));
        at += valid.len();
        if !chunk.invalid().is_empty() {
            beginnings.push(at as u32);
            at += chunk.invalid().len();
        }
    }
    beginnings.push(at as u32);
    beginnings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_those_of_the_file() {
        let text = DocumentText::new(Some(b"a\xe2\x82b\xff"), Some("é\u{1f9ec}".as_bytes()));
        assert_eq!(text.as_str(), "a\u{fffd}b\u{fffd} é\u{1f9ec}");
        assert_eq!(
            [OffsetUnit::CodePoints, OffsetUnit::Bytes, OffsetUnit::Utf16].map(|unit| text.len(unit)),
            [7, 12, 8]
        );
        let bytes = [Some(0), Some(1), None, Some(2), Some(3), Some(4), Some(5), None, Some(6), None];
        for (byte, expected) in bytes.into_iter().enumerate() {
            assert_eq!(text.convert(byte, OffsetUnit::Bytes, OffsetUnit::CodePoints), expected, "{byte}");
        }
        for code_point in 0..=7 {
            for unit in [OffsetUnit::Bytes, OffsetUnit::Utf16] {
                let there = text.convert(code_point, OffsetUnit::CodePoints, unit).expect("a place");
                assert_eq!(text.convert(there, unit, OffsetUnit::CodePoints), Some(code_point));
            }
        }
        assert_eq!(text.convert(13, OffsetUnit::Bytes, OffsetUnit::CodePoints), None);
        assert_eq!(text.convert(8, OffsetUnit::CodePoints, OffsetUnit::Bytes), None);
        assert_eq!(text.get(5..7), Some("é\u{1f9ec}"));
        assert_eq!((text.get(5..8), text.get(9..9)), (None, None));
    }

    #[test]
    fn a_document_may_lack_parts() {
        for (title, abstract_, expected) in [
            (None, None, ""),
            (Some("a"), None, "a"),
            (None, Some("b"), " b"),
            (Some(""), Some(""), " "),
            (Some("a "), Some("b"), "a  b"),
        ] {
            let text = DocumentText::new(title.map(str::as_bytes), abstract_.map(str::as_bytes));
            assert_eq!(text.as_str(), expected);
        }
    }
}
