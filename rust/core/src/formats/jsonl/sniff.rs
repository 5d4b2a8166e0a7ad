//! Detects the kind of JSON by the keys of the first object.

use std::fmt;

use memchr::memchr;
use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};

/// The content of a JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sniff {
    /// A document a line.
    Documents,
    /// A row of a table of entities a line.
    Entities,
    /// A row of a table of relations a line.
    Relations,
    /// Rows of one table of block text, which are not whole documents.
    TableRows,
    /// Documents or rows, but not one a line.
    NotLines,
}

/// Detects the content of a JSON text by its beginning; none if it is not of a known kind.
pub fn sniff(text: &[u8]) -> Option<Sniff> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start();
    if let Some(list) = text.strip_prefix(b"[") {
        return Keys::of(list).look().map(|_| Sniff::NotLines);
    }
    let end = memchr(b'\n', text);
    let keys = Keys::of(&text[..end.unwrap_or(text.len())]);
    if keys.end != ObjectEnd::Cut || end.is_none() {
        return keys.look();
    }
    Keys::of(text).look().map(|_| Sniff::NotLines)
}

/// The keys of an object, or of the beginning of one.
struct Keys {
    names: Vec<String>,
    end: ObjectEnd,
}

#[derive(PartialEq, Eq)]
enum ObjectEnd {
    Complete,
    /// The text ends in the middle of the object.
    Cut,
    /// The object is not valid JSON.
    Broken,
}

impl Keys {
    fn of(text: &[u8]) -> Self {
        let mut names = Vec::new();
        let end = match serde_json::Deserializer::from_slice(text).deserialize_map(KeyNames(&mut names)) {
            Ok(()) => ObjectEnd::Complete,
            Err(error) if error.is_eof() => ObjectEnd::Cut,
            Err(_) => ObjectEnd::Broken,
        };
        Self { names, end }
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|found| found == name)
    }

    /// True if there are keys, and all of them are `known`.
    fn are_among(&self, known: &[&str]) -> bool {
        !self.names.is_empty() && self.names.iter().all(|name| known.contains(&name.as_str()))
    }

    /// The content that the keys tell. If the object is not complete, the deciding key may be still to come.
    fn look(&self) -> Option<Sniff> {
        const OF_ONE_TABLE: [&str; 7] =
            ["document", "annotation_start", "byte_start", "start", "mention", "arg1", "tag"];
        const DOCUMENT: [&str; 7] =
            ["document_id", "pmid", "title", "abstract", "passages", "annotations", "relations"];
        const ENTITY: [&str; 5] = ["pmid", "type", "identifier", "mentions", "resource"];
        const RELATION: [&str; 6] = ["pmid", "type", "type1", "id1", "type2", "id2"];
        let has_one = |names: &[&str]| names.iter().any(|name| self.has(name));
        if has_one(&OF_ONE_TABLE) && has_one(&["document_id", "pmid"]) {
            Some(Sniff::TableRows)
        } else if self.has("document_id") {
            Some(Sniff::Documents)
        } else if self.has("id1") && self.has("id2") {
            Some(Sniff::Relations)
        } else if self.has("identifier") && self.has("pmid") {
            Some(Sniff::Entities)
        } else if self.end == ObjectEnd::Complete {
            None
        } else if self.are_among(&DOCUMENT) && has_one(&["title", "abstract", "annotations"]) {
            Some(Sniff::Documents)
        } else if self.are_among(&ENTITY) {
            Some(Sniff::Entities)
        } else if self.are_among(&RELATION) {
            Some(Sniff::Relations)
        } else {
            None
        }
    }
}

/// Collects the names of keys, as far as they can be read.
struct KeyNames<'n>(&'n mut Vec<String>);

impl<'de> Visitor<'de> for KeyNames<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(name) = object.next_key()? {
            self.0.push(name);
            object.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_the_first_object_tell() {
        for (text, expected) in [
            (r#"{"document_id":"1"}"#, Some(Sniff::Documents)),
            ("\u{feff}\n \r\n { \"pmid\" : 1, \"document_id\": \"1\" }\n[", Some(Sniff::Documents)),
            (r#"{"document_id":"1","title":"broken"#, Some(Sniff::Documents)),
            (r#"{"pmid":1,"type":null,"identifier":"x"}"#, Some(Sniff::Entities)),
            (r#"{"pmid":1,"type":"x","type1":"a","id1":"b","type2":"c","id2":"d"}"#, Some(Sniff::Relations)),
            (r#"{"document":0,"document_id":"1","pmid":1,"start":0}"#, Some(Sniff::TableRows)),
            (r#"{"document":0,"document_id":"1","title":null}"#, Some(Sniff::TableRows)),
            ("{\n \"document_id\": \"1\"\n}\n", Some(Sniff::NotLines)),
            (r#"[{"document_id":"1"},{"document_id":"2"}]"#, Some(Sniff::NotLines)),
            (r#"{"id":"1","infons":{},"passages":[{"document_id":"1"}]}"#, None),
            (r#"{"documents":[{"document_id":"1"}]}"#, None),
            (r#"{"title":"\"document_id\":"}"#, None),
            (r#"{"title":"document_id"}"#, None),
            ("1|t|{\"document_id\":\"1\"}", None),
            ("{", None),
            ("}", None),
            ("[", None),
            ("{]]]}", None),
            ("", None),
        ] {
            assert_eq!(sniff(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn a_line_that_goes_on_is_told_by_the_keys_at_hand() {
        for (text, expected) in [
            (r#"{"abstract":"very lo"#, Some(Sniff::Documents)),
            (r#"{"annotations":[{"end":7"#, Some(Sniff::Documents)),
            (r#"{"passages":[{"infons":"#, None),
            (r#"{"infons":{},"title":""#, None),
            (r#"{"mentions":"very lo"#, Some(Sniff::Entities)),
            (r#"{"pmid":1,"type":"x","id1":"very lo"#, Some(Sniff::Relations)),
        ] {
            assert_eq!(sniff(text.as_bytes()), expected, "{text:?}");
            let ended = sniff(format!("{text}\n").as_bytes());
            assert_eq!(ended, expected.map(|_| Sniff::NotLines), "{text:?}");
        }
    }
}
