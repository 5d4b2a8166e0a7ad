//! Writes a document as block text: title, abstract, passages, annotations, relations.
//!
//! Block text has no escapes, so not every value can be written. Each line is checked with [`classify`]: it must read
//! back, column by column, as what was meant. Otherwise the document is refused.

use memchr::{memchr, memchr2};

use super::line::{DIRECTION, Line, classify, is_abstract, is_title};
use crate::base::MAX_WINDOW;
use crate::model::record::{Annotation, Document, Passage, Relation};
use crate::text::{ByteRange, strip};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnd {
    /// `\n`.
    #[default]
    Lf,
    /// `\r\n`.
    CrLf,
}

impl LineEnd {
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Self::Lf => b"\n",
            Self::CrLf => b"\r\n",
        }
    }
}

/// The reason why a document cannot be block text: a sentence that names the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);

type Result<T> = std::result::Result<T, Refusal>;

/// Appends a document's lines, without the blank line that ends it; nothing if it is refused.
pub fn document(document: &Document, line_end: LineEnd, text: &mut Vec<u8>) -> Result<()> {
    let begin = text.len();
    let written = Lines { id: &document.document_id, line_end, text }.document(document);
    if written.is_err() {
        text.truncate(begin);
    }
    written
}

/// The bytes that must precede the lines of a document at the head of a file: nearly always none.
pub fn opening(text: &[u8]) -> Result<&'static [u8]> {
    if text.starts_with(b"##") {
        let id = &text[..memchr2(b'|', b'\t', text).unwrap_or(text.len())];
        let id = quoted(id);
        return Err(Refusal(format!(
            "the document id {id} begins with ##, and would be taken for a comment at the beginning of a file: put \
             another document before it"
        )));
    }
    Ok(opening_of_rows(text))
}

/// Like `opening`, but for text in which no line can be a comment: rows of a table, and documents that are not in a
/// file.
pub fn opening_of_rows(text: &[u8]) -> &'static [u8] {
    // Only the first bytes of a file are a byte-order mark.
    if text.starts_with(b"\xef\xbb\xbf") { b"\n" } else { b"" }
}

/// The lines of a document.
struct Lines<'d, 't> {
    id: &'d [u8],
    line_end: LineEnd,
    text: &'t mut Vec<u8>,
}

impl Lines<'_, '_> {
    fn document(&mut self, document: &Document) -> Result<()> {
        let has_text =
            document.title.is_some() || document.abstract_.is_some() || !document.passages.is_empty();
        self.check_id(has_text)?;
        let begin = self.text.len();
        if let Some(title) = &document.title {
            self.text_line("title", b"t", title)?;
        }
        if let Some(abstract_) = &document.abstract_ {
            self.text_line("abstract", b"a", abstract_)?;
        }
        for passage in &document.passages {
            self.passage(passage, document.abstract_.is_some())?;
        }
        document.annotations.iter().try_for_each(|annotation| self.annotation(annotation))?;
        document.relations.iter().try_for_each(|relation| self.relation(relation))?;
        match self.text.len() - begin {
            0 => Err(self.refusal("has neither text nor rows, and block text has no line for it")),
            MAX_WINDOW.. => Err(self.refusal("would be 2 GiB or more, which no reader can hold")),
            _ => Ok(()),
        }
    }

    fn refusal(&self, why: &str) -> Refusal {
        Refusal(format!("document {} {why}", quoted(self.id)))
    }

    fn check_id(&self, has_text: bool) -> Result<()> {
        if self.id.is_empty() {
            return Err(Refusal(
                "the document id is empty: block text has it at the beginning of each line".into(),
            ));
        }
        // Rows end the id at a tab, and are checked one by one.
        if has_text {
            self.without("document id", self.id, b'|', "a pipe in it: block text ends the id there")?;
        }
        self.without("document id", self.id, b'\t', "a tab in it: block text ends the id there")?;
        self.without("document id", self.id, b'\n', "a line break in it: block text has it in each line")
    }

    /// Refuses a value that contains `byte`.
    fn without(&self, what: &str, value: &[u8], byte: u8, has: &str) -> Result<()> {
        if memchr(byte, value).is_none() {
            return Ok(());
        }
        let of =
            if what == "document id" { String::new() } else { format!(" of document {}", quoted(self.id)) };
        Err(Refusal(format!("the {what} {}{of} has {has}", quoted(value))))
    }

    fn text_line(&mut self, what: &str, tag: &[u8], value: &[u8]) -> Result<()> {
        self.without(what, value, b'\n', "a line break in it: block text has a line for each text")?;
        let mine = self.id;
        let is_meant = |line: &[u8], found: &Line| {
            let Line::Text { id, tag: found, text } = found else { return false };
            &line[..*id] == mine && &line[found.clone()] == tag && &line[text.clone()] == value
        };
        self.line("a text", &[self.id, tag, value], b'|', is_meant)
    }

    fn passage(&mut self, passage: &Passage, has_abstract: bool) -> Result<()> {
        let tag = &passage.tag;
        if tag.is_empty() {
            return Err(self.refusal("has a passage without a tag: block text has one between two pipes"));
        }
        for (byte, has) in [
            (b'|', "a pipe in it: block text ends the tag there"),
            (b'\t', "a tab in it: the line would be read as a row"),
            (b'\n', "a line break in it: block text has a line for each text"),
        ] {
            self.without("passage tag", tag, byte, has)?;
        }
        if is_title(tag) {
            let tag = quoted(tag);
            return Err(
                self.refusal(&format!("has a passage with the tag {tag}, which would be read as a title"))
            );
        }
        if is_abstract(tag) && !has_abstract {
            let tag = quoted(tag);
            return Err(self.refusal(&format!(
                "has a passage with the tag {tag} and no abstract, and it would be read as the abstract"
            )));
        }
        self.text_line("passage text", tag, &passage.text)
    }

    fn annotation(&mut self, annotation: &Annotation) -> Result<()> {
        let Annotation { start, end, mention, kind, identifier, extra } = annotation;
        let (first, last) = (start.to_string(), end.to_string());
        let span = [first.as_bytes(), last.as_bytes()];
        self.column("mention", mention)?;
        self.column("annotation type", kind)?;
        self.column("identifier", identifier.as_deref().unwrap_or_default())?;
        self.without(
            "extra of an annotation",
            extra.as_deref().unwrap_or_default(),
            b'\n',
            "a line break in it: block text has a line for each annotation",
        )?;
        if let (None, Some(extra)) = (identifier, extra)
            && !is_term(extra)
        {
            return Err(self.refusal(&format!(
                "has an annotation with the extra {} and without the identifier that stands before it in block text",
                quoted(extra)
            )));
        }
        let columns = match (identifier, extra) {
            (None, None) => vec![self.id, span[0], span[1], mention, kind],
            (Some(identifier), None) => vec![self.id, span[0], span[1], mention, kind, identifier],
            (Some(identifier), Some(extra)) => {
                vec![self.id, span[0], span[1], mention, kind, identifier, extra]
            }
            // The dialect of FBK, which numbers annotations.
            (None, Some(extra)) => vec![self.id, extra, kind, span[0], span[1], mention],
        };
        let mine = self.id;
        let is_meant = |line: &[u8], found: &Line| {
            let Line::Annotation(row) = found else { return false };
            let value = |place: &ByteRange| &line[place.clone()];
            &line[..row.id] == mine
                && (row.start, row.end) == (*start, *end)
                && value(&row.mention) == mention
                && value(&row.kind) == kind
                && row.identifier.as_ref().map(value) == identifier.as_deref()
                && row.extra.as_ref().map(value) == extra.as_deref()
                && row.extra_rest.is_none()
        };
        self.line("an annotation", &columns, b'\t', is_meant)
    }

    fn relation(&mut self, relation: &Relation) -> Result<()> {
        let Relation { kind, arg1, arg2, extra } = relation;
        self.column("relation type", kind)?;
        self.column("argument", arg1)?;
        self.column("argument", arg2)?;
        self.column("extra of a relation", extra.as_deref().unwrap_or_default())?;
        let columns = match extra {
            Some(extra) if kind == DIRECTION && extra.starts_with(b"Subject:") => {
                vec![self.id, arg1, arg2, extra]
            }
            Some(extra) => vec![self.id, kind, arg1, arg2, extra],
            None => vec![self.id, kind, arg1, arg2],
        };
        let mine = self.id;
        let is_meant = |line: &[u8], found: &Line| {
            let Line::Relation(row) = found else { return false };
            let value = |place: &ByteRange| &line[place.clone()];
            &line[..row.id] == mine
                && row.kind.as_ref().map_or(DIRECTION, value) == kind
                && value(&row.arg1) == arg1
                && value(&row.arg2) == arg2
                && row.extra.as_ref().map(value) == extra.as_deref()
        };
        self.line("a relation", &columns, b'\t', is_meant)
    }

    /// Refuses a value that would be read as several columns or several lines.
    fn column(&self, what: &str, value: &[u8]) -> Result<()> {
        self.without(what, value, b'\t', "a tab in it: block text ends the column there")?;
        self.without(what, value, b'\n', "a line break in it: block text has a line for each row")
    }

    /// Appends a line of columns, unless it would be read as something else.
    fn line(
        &mut self,
        what: &str,
        columns: &[&[u8]],
        between: u8,
        is_meant: impl Fn(&[u8], &Line) -> bool,
    ) -> Result<()> {
        let begin = self.text.len();
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                self.text.push(between);
            }
            self.text.extend_from_slice(column);
        }
        let end = self.text.len();
        // Readers remove one carriage return before the newline, even if it belongs to the value.
        let is_return = self.text.ends_with(b"\r");
        self.text.extend_from_slice(if is_return { LineEnd::CrLf } else { self.line_end }.bytes());
        let line = &self.text[begin..end];
        if strip(&self.text[begin..]) == line && is_meant(line, &classify(line)) {
            return Ok(());
        }
        let instead = match classify(strip(line)) {
            Line::Blank => "as a blank line".into(),
            Line::Text { .. } => "as a text".into(),
            Line::Annotation(_) => "as an annotation".into(),
            Line::Relation(_) => "as another relation".into(),
            Line::Problem(code) => format!("as a problem ({})", code.slug()),
        };
        Err(self.refusal(&format!("has {what} whose line {} would be read {instead}", quoted(line))))
    }
}

/// True if `extra` is a number that FBK's dialect gives an annotation.
fn is_term(extra: &[u8]) -> bool {
    matches!(extra, [b'T', digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
}

/// A value in quotes, cut short if it is long.
fn quoted(value: &[u8]) -> String {
    const MAX_SHOWN: usize = 60;
    let value = String::from_utf8_lossy(&value[..value.len().min(4 * MAX_SHOWN)]).into_owned();
    let shown: String = value.chars().take(MAX_SHOWN).flat_map(char::escape_debug).collect();
    let more = if value.chars().nth(MAX_SHOWN).is_some() { "…" } else { "" };
    format!("'{shown}{more}'")
}
