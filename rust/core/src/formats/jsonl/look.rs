//! What JSON is, by its beginning: the keys of the first object tell.

use std::fmt;

use memchr::memchr;
use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess, Visitor};

/// What a text of JSON has in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
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

/// Says what the beginning of a text is, if it is anything of ours.
pub fn look(text: &[u8]) -> Option<Look> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start();
    if let Some(list) = text.strip_prefix(b"[") {
        return Keys::of(list).look().map(|_| Look::NotLines);
    }
    let end = memchr(b'\n', text);
    let keys = Keys::of(&text[..end.unwrap_or(text.len())]);
    if keys.end != End::Cut || end.is_none() {
        return keys.look();
    }
    Keys::of(text).look().map(|_| Look::NotLines)
}

/// The keys of an object, or of the beginning of one.
struct Keys {
    names: Vec<String>,
    end: End,
}

/// How an object ends.
#[derive(PartialEq, Eq)]
enum End {
    Complete,
    /// In the middle.
    Cut,
    /// In what is not JSON.
    Broken,
}

impl Keys {
    fn of(text: &[u8]) -> Self {
        let mut names = Vec::new();
        let end = match serde_json::Deserializer::from_slice(text).deserialize_map(Names(&mut names)) {
            Ok(()) => End::Complete,
            Err(error) if error.is_eof() => End::Cut,
            Err(_) => End::Broken,
        };
        Self { names, end }
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|found| found == name)
    }

    /// Whether there are keys, but none but these.
    fn are_among(&self, known: &[&str]) -> bool {
        !self.names.is_empty() && self.names.iter().all(|name| known.contains(&name.as_str()))
    }

    /// What has such keys. If the object is not complete, the one that tells may be still to come.
    fn look(&self) -> Option<Look> {
        const OF_ONE_TABLE: [&str; 7] =
            ["document", "annotation_start", "byte_start", "start", "mention", "arg1", "tag"];
        const DOCUMENT: [&str; 7] =
            ["document_id", "pmid", "title", "abstract", "passages", "annotations", "relations"];
        const ENTITY: [&str; 5] = ["pmid", "type", "identifier", "mentions", "resource"];
        const RELATION: [&str; 6] = ["pmid", "type", "type1", "id1", "type2", "id2"];
        let has_one = |names: &[&str]| names.iter().any(|name| self.has(name));
        if has_one(&OF_ONE_TABLE) && has_one(&["document_id", "pmid"]) {
            Some(Look::TableRows)
        } else if self.has("document_id") {
            Some(Look::Documents)
        } else if self.has("id1") && self.has("id2") {
            Some(Look::Relations)
        } else if self.has("identifier") && self.has("pmid") {
            Some(Look::Entities)
        } else if self.end == End::Complete {
            None
        } else if self.are_among(&DOCUMENT) && has_one(&["title", "abstract", "annotations"]) {
            Some(Look::Documents)
        } else if self.are_among(&ENTITY) {
            Some(Look::Entities)
        } else if self.are_among(&RELATION) {
            Some(Look::Relations)
        } else {
            None
        }
    }
}

/// Takes the names of keys as far as they can be read.
struct Names<'n>(&'n mut Vec<String>);

impl<'de> Visitor<'de> for Names<'_> {
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
            (r#"{"document_id":"1"}"#, Some(Look::Documents)),
            ("\u{feff}\n \r\n { \"pmid\" : 1, \"document_id\": \"1\" }\n[", Some(Look::Documents)),
            (r#"{"document_id":"1","title":"broken"#, Some(Look::Documents)),
            (r#"{"pmid":1,"type":null,"identifier":"x"}"#, Some(Look::Entities)),
            (r#"{"pmid":1,"type":"x","type1":"a","id1":"b","type2":"c","id2":"d"}"#, Some(Look::Relations)),
            (r#"{"document":0,"document_id":"1","pmid":1,"start":0}"#, Some(Look::TableRows)),
            (r#"{"document":0,"document_id":"1","title":null}"#, Some(Look::TableRows)),
            ("{\n \"document_id\": \"1\"\n}\n", Some(Look::NotLines)),
            (r#"[{"document_id":"1"},{"document_id":"2"}]"#, Some(Look::NotLines)),
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
            assert_eq!(look(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn a_line_that_goes_on_is_told_by_the_keys_at_hand() {
        for (text, expected) in [
            (r#"{"abstract":"very lo"#, Some(Look::Documents)),
            (r#"{"annotations":[{"end":7"#, Some(Look::Documents)),
            (r#"{"passages":[{"infons":"#, None),
            (r#"{"infons":{},"title":""#, None),
            (r#"{"mentions":"very lo"#, Some(Look::Entities)),
            (r#"{"pmid":1,"type":"x","id1":"very lo"#, Some(Look::Relations)),
        ] {
            assert_eq!(look(text.as_bytes()), expected, "{text:?}");
            let ended = look(format!("{text}\n").as_bytes());
            assert_eq!(ended, expected.map(|_| Look::NotLines), "{text:?}");
        }
    }
}
