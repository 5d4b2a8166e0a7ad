//! The bytes that a document was read from, and how it is written.
//!
//! A document of an input is written as its own bytes, from its first stored line to its last. Lines between them of
//! which nothing is stored stay; lines between documents do not. A document that was made in memory is written by
//! [`write::document`]. A blank line separates documents, so that none continues in the next.

use memchr::{memchr, memrchr};

use super::write::{self, LineEnd, Refusal};
use crate::model::Dataset;
use crate::text::ByteRange;

/// The bytes between the output so far and its next document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Separator {
    /// The line end and the blank line that are still to be written.
    pub between: &'static [u8],
    /// True if no document was written yet, so that comments may still follow.
    pub is_head: bool,
}

impl Default for Separator {
    fn default() -> Self {
        Self { between: b"", is_head: true }
    }
}

impl Separator {
    /// The separator after a document's complete lines.
    pub(crate) fn after(lines: &[u8]) -> Self {
        let between: &[u8] = if lines.ends_with(b"\r\n") { b"\r\n" } else { b"\n" };
        Self { between, is_head: false }
    }

    /// The bytes to write before block text that begins with a document.
    pub(crate) fn opening(self, text: &[u8]) -> Result<[&'static [u8]; 2], Refusal> {
        Ok([self.between, if self.is_head { write::opening(text)? } else { b"" }])
    }
}

impl Dataset {
    /// The lines that a document was read from; none if it was made in memory.
    pub fn source_of(&self, document: usize) -> Option<&[u8]> {
        self.is_parsed().then(|| self.text().bytes().slice(self.document(document).place()))
    }

    /// Appends a separator and a document; nothing if the document is refused. Returns the separator before the next.
    pub fn write_document(
        &self,
        document: usize,
        before: Separator,
        text: &mut Vec<u8>,
    ) -> Result<Separator, Refusal> {
        match self.source_of(document) {
            Some(source) => append(before, text, |text| {
                text.extend_from_slice(source);
                Ok(())
            }),
            None => append(before, text, |text| write::document(&self.to_value(document), LineEnd::Lf, text)),
        }
    }

    /// Like `write_document`, but only with some annotations, given by ascending rows, and without relations: the lines
    /// of the document's text and of these rows, in file order.
    pub fn write_excerpt(
        &self,
        document: usize,
        annotations: impl Iterator<Item = usize> + Clone,
        before: Separator,
        text: &mut Vec<u8>,
    ) -> Result<Separator, Refusal> {
        if !self.is_parsed() {
            let mut value = self.to_value(document);
            value.annotations = annotations.map(|row| self.annotation_value(row)).collect();
            value.relations = Vec::new();
            return append(before, text, |text| write::document(&value, LineEnd::Lf, text));
        }
        let record = self.document(document);
        let begin = record.place().start;
        let passages = self.passages_of(document).map(|row| self.passage(row).text);
        let texts = [record.title, record.abstract_].into_iter().flatten().chain(passages);
        let rows = annotations.map(|row| self.annotation(row).mention);
        let mut lines: Vec<ByteRange> =
            texts.chain(rows).map(|place| self.line_around(place, begin)).collect();
        if !lines.is_sorted_by_key(|line| line.start) {
            lines.sort_unstable_by_key(|line| line.start);
        }
        append(before, text, |text| {
            lines.into_iter().for_each(|line| text.extend_from_slice(&self.text()[line]));
            Ok(())
        })
    }

    /// The line of a value, with its line end; the lines of its document begin at `begin`.
    fn line_around(&self, value: ByteRange, begin: usize) -> ByteRange {
        let text = self.text().bytes();
        let start = memrchr(b'\n', &text[begin..value.start]).map_or(begin, |newline| begin + newline + 1);
        let (buffer, bytes) = text.buffer_at(value.start);
        let rest = &bytes[value.start - buffer..];
        start..value.start + memchr(b'\n', rest).map_or(rest.len(), |newline| newline + 1)
    }
}

/// Appends the lines of a document that `lines` writes.
fn append(
    before: Separator,
    text: &mut Vec<u8>,
    lines: impl FnOnce(&mut Vec<u8>) -> Result<(), Refusal>,
) -> Result<Separator, Refusal> {
    let whole = text.len();
    text.extend_from_slice(before.between);
    let begin = text.len();
    let written = lines(text).and_then(|()| before.opening(&text[begin..]));
    match written {
        Ok([_, opening]) => {
            if !opening.is_empty() {
                text.splice(begin..begin, opening.iter().copied());
            }
            complete(text, begin);
            Ok(Separator::after(&text[begin..]))
        }
        Err(refusal) => {
            text.truncate(whole);
            Err(refusal)
        }
    }
}

/// Ends the last line of `text[begin..]` like the lines before it.
pub(crate) fn complete(text: &mut Vec<u8>, begin: usize) {
    text.extend_from_slice(line_end(&text[begin..]));
}

/// The line end that the last line lacks.
pub(crate) fn line_end(lines: &[u8]) -> &'static [u8] {
    if lines.is_empty() || lines.ends_with(b"\n") {
        return b"";
    }
    // A carriage return at the end is half of the line end.
    let is_crlf = memrchr(b'\n', lines).is_some_and(|newline| lines[..newline].ends_with(b"\r"));
    if is_crlf && !lines.ends_with(b"\r") { b"\r\n" } else { b"\n" }
}
