//! A document as JSON.

use std::borrow::Cow;

use super::cursor::{Cursor, require};
use super::wrong::{Result, Wrong};
use crate::input::LARGEST;
use crate::pubtator::number;
use crate::pubtator::write::{self, LineEnd};
use crate::values::{Annotation, Bytes, Document, Passage, Relation};

/// The keys of a document.
pub(super) const KEYS: [&str; 7] =
    ["document_id", "pmid", "title", "abstract", "passages", "annotations", "relations"];

/// The id as it stands.
enum Id<'l> {
    Text(Cow<'l, str>),
    /// As programs write it that take strings of digits for numbers.
    Number(&'l str),
}

/// Reads a document.
pub(super) fn document(line: &[u8]) -> Result<Document> {
    let mut cursor = Cursor::new(line)?;
    let mut document = Document::default();
    let (mut id, mut pmid) = (None, None);
    let found = cursor.object(&KEYS, |cursor, key| {
        match key {
            0 => id = Some((cursor.at(), read_id(cursor)?)),
            1 => pmid = cursor.optional(|cursor| cursor.whole("a whole number or null"))?,
            2 => document.title = cursor.optional(bytes)?,
            3 => document.abstract_ = cursor.optional(bytes)?,
            4 => cursor.list(|cursor| passage(cursor).map(|row| document.passages.push(row)))?,
            5 => cursor.list(|cursor| annotation(cursor).map(|row| document.annotations.push(row)))?,
            _ => cursor.list(|cursor| relation(cursor).map(|row| document.relations.push(row)))?,
        }
        Ok(())
    })?;
    require(found, 1, &KEYS, 0)?;
    cursor.end()?;
    let pmid: Option<i64> = pmid.map(|pmid: &str| pmid.parse().unwrap_or(-1));
    let is_pmid = |id: &str| pmid.is_some_and(|pmid| pmid >= 0 && pmid == number::pmid(id.as_bytes()));
    let id = match id {
        Some((at, Id::Number(id))) if !is_pmid(id) => {
            let what = format!("must be a string, not {id}; a number will do only if pmid is the same");
            return Err(Wrong::value(at, what).within(KEYS[0]));
        }
        Some((_, Id::Number(id))) => Cow::Borrowed(id),
        Some((_, Id::Text(id))) => id,
        None => Cow::Borrowed(""),
    };
    if pmid.is_some() && !is_pmid(&id) {
        return Err(Wrong::sentence(format!("pmid is another number than document_id {id:?}: change both")));
    }
    document.document_id = id.into_owned().into_bytes();
    Ok(document)
}

/// Appends a document as block text, and the blank line that ends it.
pub(super) fn convert(line: &[u8], text: &mut Vec<u8>) -> Result<()> {
    let document = document(line)?;
    // All of it has the id in every line.
    let lines = document.passages.len() + document.annotations.len() + document.relations.len() + 2;
    if lines.saturating_mul(document.document_id.len()).saturating_add(line.len()) > LARGEST {
        return Err(Wrong::sentence("as block text this would have 2 GiB and more".into()));
    }
    write::document(&document, LineEnd::Lf, text).map_err(|refusal| Wrong::sentence(refusal.to_string()))?;
    text.push(b'\n');
    Ok(())
}

fn read_id<'l>(cursor: &mut Cursor<'l>) -> Result<Id<'l>> {
    match cursor.is_number() {
        true => cursor.whole("a string").map(Id::Number),
        false => cursor.string().map(Id::Text),
    }
}

fn bytes(cursor: &mut Cursor<'_>) -> Result<Bytes> {
    cursor.string().map(|value| value.into_owned().into_bytes())
}

fn passage(cursor: &mut Cursor<'_>) -> Result<Passage> {
    const KEYS: [&str; 2] = ["tag", "text"];
    let begin = cursor.at();
    let mut row = Passage::default();
    let found = cursor.object(&KEYS, |cursor, key| {
        *if key == 0 { &mut row.tag } else { &mut row.text } = bytes(cursor)?;
        Ok(())
    })?;
    require(found, 0b11, &KEYS, begin)?;
    Ok(row)
}

fn annotation(cursor: &mut Cursor<'_>) -> Result<Annotation> {
    const KEYS: [&str; 6] = ["start", "end", "mention", "type", "identifier", "extra"];
    let begin = cursor.at();
    let mut row = Annotation::default();
    let found = cursor.object(&KEYS, |cursor, key| {
        match key {
            0 => row.start = cursor.int32()?,
            1 => row.end = cursor.int32()?,
            2 => row.mention = bytes(cursor)?,
            3 => row.kind = bytes(cursor)?,
            4 => row.identifier = cursor.optional(bytes)?,
            _ => row.extra = cursor.optional(bytes)?,
        }
        Ok(())
    })?;
    require(found, 0b1111, &KEYS, begin)?;
    Ok(row)
}

fn relation(cursor: &mut Cursor<'_>) -> Result<Relation> {
    const KEYS: [&str; 4] = ["type", "arg1", "arg2", "extra"];
    let begin = cursor.at();
    let mut row = Relation::default();
    let found = cursor.object(&KEYS, |cursor, key| {
        match key {
            0 => row.kind = bytes(cursor)?,
            1 => row.arg1 = bytes(cursor)?,
            2 => row.arg2 = bytes(cursor)?,
            _ => row.extra = cursor.optional(bytes)?,
        }
        Ok(())
    })?;
    require(found, 0b111, &KEYS, begin)?;
    Ok(row)
}
