//! What JSON is, by its beginning: the keys of the first object tell.

use memchr::memchr;

use super::{document, row};

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

/// Says what the beginning of a text is, if it is anything of ours. A text that `is_cut` goes on.
pub fn look(text: &[u8], is_cut: bool) -> Option<Look> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start();
    if let Some(list) = text.strip_prefix(b"[") {
        return of_keys(&Keys::of(list, is_cut)).map(|_| Look::NotLines);
    }
    let end = memchr(b'\n', text);
    let keys = Keys::of(&text[..end.unwrap_or(text.len())], is_cut && end.is_none());
    if keys.is_complete || end.is_none() {
        return of_keys(&keys);
    }
    of_keys(&Keys::of(text, is_cut)).map(|_| Look::NotLines)
}

/// The keys of an object, or of the beginning of one.
struct Keys<'t> {
    names: Vec<&'t [u8]>,
    /// Whether the object ends.
    is_complete: bool,
    /// Whether more of it may follow.
    is_cut: bool,
}

impl<'t> Keys<'t> {
    fn of(text: &'t [u8], is_cut: bool) -> Self {
        let text = text.trim_ascii_start();
        let mut keys = Self { names: Vec::new(), is_complete: false, is_cut };
        if text.first() != Some(&b'{') {
            keys.is_cut = false;
            return keys;
        }
        let mut depth = 0_usize;
        let mut at = 0;
        while at < text.len() {
            match text[at] {
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 1 => {
                    (keys.is_complete, keys.is_cut) = (true, false);
                    break;
                }
                b'}' | b']' => depth -= 1,
                b'"' => {
                    let Some(end) = string_end(text, at) else { break };
                    let is_key = text[end..].trim_ascii_start().first() == Some(&b':');
                    if depth == 1 && is_key {
                        keys.names.push(&text[at + 1..end - 1]);
                    }
                    at = end - 1;
                }
                _ => {}
            }
            at += 1;
        }
        keys
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains(&name.as_bytes())
    }

    /// Whether there are keys, but none but these.
    fn are_among(&self, known: &[&str]) -> bool {
        !self.names.is_empty()
            && self.names.iter().all(|name| known.iter().any(|key| key.as_bytes() == *name))
    }
}

/// Where a string ends that begins at a place.
fn string_end(text: &[u8], begin: usize) -> Option<usize> {
    let mut at = begin + 1;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// What has such keys. If the object is cut, the one that tells may be still to come.
fn of_keys(keys: &Keys<'_>) -> Option<Look> {
    const OF_ONE_TABLE: [&str; 7] =
        ["document", "annotation_start", "byte_start", "start", "mention", "arg1", "tag"];
    if OF_ONE_TABLE.iter().any(|name| keys.has(name)) && (keys.has("document_id") || keys.has("pmid")) {
        Some(Look::TableRows)
    } else if keys.has("document_id") {
        Some(Look::Documents)
    } else if keys.has("id1") && keys.has("id2") {
        Some(Look::Relations)
    } else if keys.has("identifier") && keys.has("pmid") {
        Some(Look::Entities)
    } else if !keys.is_cut {
        None
    } else if keys.are_among(&document::KEYS)
        && ["title", "abstract", "annotations"].iter().any(|key| keys.has(key))
    {
        Some(Look::Documents)
    } else if keys.are_among(&row::ENTITY) {
        Some(Look::Entities)
    } else if keys.are_among(&row::RELATION) {
        Some(Look::Relations)
    } else {
        None
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
            assert_eq!(look(text.as_bytes(), false), expected, "{text:?}");
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
            assert_eq!(look(text.as_bytes(), true), expected, "{text:?}");
            let ended = look(format!("{text}\n").as_bytes(), true);
            assert_eq!(ended, expected.map(|_| Look::NotLines), "{text:?}");
        }
    }
}
