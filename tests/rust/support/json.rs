//! Documents as lines of JSON, written in many ways, and read by a slow twin that knows JSON from `serde_json`.

use std::fmt;

use pubfast_core::formats::block_text::write::{self, LineEnd};
use pubfast_core::formats::jsonl::LineKind;
use pubfast_core::model::record::{Annotation, Bytes, Document, Passage, Relation};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// JSON in which no key stands twice.
#[derive(Clone, Debug)]
pub enum Tree {
    Null,
    Bool,
    Whole(i64),
    Other(f64),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Tree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E>(self) -> Result<Tree, E> {
                Ok(Tree::Null)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Tree, E> {
                Ok(Tree::Bool)
            }

            fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
                Ok(Tree::Whole(value))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
                Ok(i64::try_from(value).map_or(Tree::Other(value as f64), Tree::Whole))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
                Ok(Tree::Other(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
                Ok(Tree::Text(value.into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = list.next_element()? {
                    values.push(value);
                }
                Ok(Tree::List(values))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Tree, A::Error> {
                let mut values: Vec<(String, Tree)> = Vec::new();
                while let Some((key, value)) = object.next_entry::<String, Tree>()? {
                    if values.iter().any(|(other, _)| *other == key) {
                        return Err(A::Error::custom("a key stands twice"));
                    }
                    values.push((key, value));
                }
                Ok(Tree::Object(values))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl Tree {
    /// The values of some keys, which are all that there are.
    fn object<const N: usize>(&self, keys: [&str; N]) -> Option<[Tree; N]> {
        let Self::Object(values) = self else { return None };
        let is_known = |(key, _): &(String, Tree)| keys.contains(&key.as_str());
        let value = |key| values.iter().find(|(found, _)| found == key);
        values
            .iter()
            .all(is_known)
            .then(|| keys.map(|key| value(key).map_or(Tree::Null, |(_, value)| value.clone())))
    }

    fn bytes(&self) -> Option<Bytes> {
        if let Self::Text(text) = self { Some(text.clone().into_bytes()) } else { None }
    }

    fn some_bytes(&self) -> Option<Option<Bytes>> {
        if matches!(self, Self::Null) { Some(None) } else { self.bytes().map(Some) }
    }

    fn whole(&self) -> Option<i64> {
        match self {
            Self::Whole(value) => Some(*value),
            Self::Other(value) if value.fract() == 0.0 && value.abs() < 2_f64.powi(53) => Some(*value as i64),
            _ => None,
        }
    }

    fn list<T>(&self, value: impl Fn(&Tree) -> Option<T>) -> Option<Vec<T>> {
        match self {
            Self::Null => Some(Vec::new()),
            Self::List(values) => values.iter().map(value).collect(),
            _ => None,
        }
    }
}

/// The document that a line is, if it is one.
pub fn twin(line: &[u8]) -> Option<Document> {
    let tree: Tree = serde_json::from_slice(line).ok()?;
    let keys = ["document_id", "pmid", "title", "abstract", "passages", "annotations", "relations"];
    let [id, pmid, title, abstract_, passages, annotations, relations] = tree.object(keys)?;
    let pmid = if matches!(pmid, Tree::Null) { None } else { Some(pmid.whole().filter(|pmid| *pmid >= 0)?) };
    let document_id = match (&id, pmid) {
        (Tree::Text(id), None) => id.clone(),
        (Tree::Text(id), Some(pmid)) if *id == pmid.to_string() && id.len() <= 18 => id.clone(),
        (id, Some(pmid)) if id.whole() == Some(pmid) && pmid < 10_i64.pow(18) => pmid.to_string(),
        _ => return None,
    };
    let passage = |tree: &Tree| {
        let [tag, text] = tree.object(["tag", "text"])?;
        Some(Passage { tag: tag.bytes()?, text: text.bytes()? })
    };
    let annotation = |tree: &Tree| {
        let [start, end, mention, kind, identifier, extra] =
            tree.object(["start", "end", "mention", "type", "identifier", "extra"])?;
        Some(Annotation {
            start: start.whole()?.try_into().ok()?,
            end: end.whole()?.try_into().ok()?,
            mention: mention.bytes()?,
            kind: kind.bytes()?,
            identifier: identifier.some_bytes()?,
            extra: extra.some_bytes()?,
        })
    };
    let relation = |tree: &Tree| {
        let [kind, arg1, arg2, extra] = tree.object(["type", "arg1", "arg2", "extra"])?;
        Some(Relation {
            kind: kind.bytes()?,
            arg1: arg1.bytes()?,
            arg2: arg2.bytes()?,
            extra: extra.some_bytes()?,
        })
    };
    Some(Document {
        document_id: document_id.into_bytes(),
        title: title.some_bytes()?,
        abstract_: abstract_.some_bytes()?,
        passages: passages.list(passage)?,
        annotations: annotations.list(annotation)?,
        relations: relations.list(relation)?,
    })
}

/// The text that a line is converted to.
pub fn converted(line: &[u8]) -> Result<Vec<u8>, String> {
    let mut text = b"before".to_vec();
    let outcome = LineKind::Documents.convert(line, &mut text);
    assert!(text.starts_with(b"before"));
    if let Err(wrong) = outcome {
        assert_eq!(text, b"before", "a refused line leaves nothing");
        return Err(wrong.to_string());
    }
    Ok(text.split_off(6))
}

/// The text that a line stands for, according to the slow twin.
pub fn expected(line: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    write::document(&twin(line)?, LineEnd::Lf, &mut text).ok()?;
    text.push(b'\n');
    Some(text)
}

/// A document as it is when all of it is UTF-8.
pub fn repaired(document: &Document) -> Document {
    let text = |value: &Bytes| String::from_utf8_lossy(value).into_owned().into_bytes();
    let some = |value: &Option<Bytes>| value.as_ref().map(text);
    let mut document = document.clone();
    document.document_id = text(&document.document_id);
    document.title = some(&document.title);
    document.abstract_ = some(&document.abstract_);
    for row in &mut document.passages {
        (row.tag, row.text) = (text(&row.tag), text(&row.text));
    }
    for row in &mut document.annotations {
        (row.mention, row.kind) = (text(&row.mention), text(&row.kind));
        (row.identifier, row.extra) = (some(&row.identifier), some(&row.extra));
    }
    for row in &mut document.relations {
        (row.kind, row.arg1, row.arg2) = (text(&row.kind), text(&row.arg1), text(&row.arg2));
        row.extra = some(&row.extra);
    }
    document
}

/// A style of writing JSON.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Spaces between all parts.
    pub spaces: bool,
    /// In values everything but letters as `\uxxxx`.
    pub escapes: bool,
    /// Keys from the last to the first.
    pub backwards: bool,
    /// Nothing for null and empty lists.
    pub short: bool,
    /// Numbers as some programs write them.
    pub floats: bool,
}

impl Style {
    pub fn of(number: u8) -> Self {
        let bit = |at: u8| number >> at & 1 == 1;
        Self { spaces: bit(0), escapes: bit(1), backwards: bit(2), short: bit(3), floats: bit(4) }
    }

    /// A document, in one line without a line end.
    pub fn document(self, document: &Document) -> String {
        let id = String::from_utf8_lossy(&document.document_id);
        let is_plain = id == "0" || (!id.starts_with('0') && id.bytes().all(|byte| byte.is_ascii_digit()));
        let pmid = (is_plain && (1..=18).contains(&id.len())).then(|| id.parse::<i64>().expect("digits"));
        self.object([
            ("document_id", Some(self.text(&document.document_id))),
            ("pmid", pmid.map(|pmid| pmid.to_string())),
            ("title", self.some(&document.title)),
            ("abstract", self.some(&document.abstract_)),
            ("passages", self.list(&document.passages, |row| self.passage(row))),
            ("annotations", self.list(&document.annotations, |row| self.annotation(row))),
            ("relations", self.list(&document.relations, |row| self.relation(row))),
        ])
    }

    fn passage(self, row: &Passage) -> String {
        self.object([("tag", Some(self.text(&row.tag))), ("text", Some(self.text(&row.text)))])
    }

    fn annotation(self, row: &Annotation) -> String {
        let number = |number: i32| Some(if self.floats { format!("{number}.0") } else { number.to_string() });
        self.object([
            ("start", number(row.start)),
            ("end", number(row.end)),
            ("mention", Some(self.text(&row.mention))),
            ("type", Some(self.text(&row.kind))),
            ("identifier", self.some(&row.identifier)),
            ("extra", self.some(&row.extra)),
        ])
    }

    fn relation(self, row: &Relation) -> String {
        self.object([
            ("type", Some(self.text(&row.kind))),
            ("arg1", Some(self.text(&row.arg1))),
            ("arg2", Some(self.text(&row.arg2))),
            ("extra", self.some(&row.extra)),
        ])
    }

    fn object<const N: usize>(self, values: [(&str, Option<String>); N]) -> String {
        let space = if self.spaces { " \t" } else { "" };
        let mut values: Vec<_> = values
            .into_iter()
            .filter(|(_, value)| value.is_some() || !self.short)
            .map(|(key, value)| {
                let value = value.unwrap_or("null".into());
                format!("{space}\"{key}\"{space}:{space}{value}{space}")
            })
            .collect();
        if self.backwards {
            values.reverse();
        }
        format!("{{{}}}", values.join(","))
    }

    fn list<T>(self, rows: &[T], row: impl Fn(&T) -> String) -> Option<String> {
        if self.short && rows.is_empty() {
            return None;
        }
        let rows: Vec<_> = rows.iter().map(row).collect();
        Some(if self.spaces { format!("[ {} ]", rows.join(" , ")) } else { format!("[{}]", rows.join(",")) })
    }

    fn some(self, value: &Option<Bytes>) -> Option<String> {
        value.as_deref().map(|value| self.text(value))
    }

    fn text(self, value: &[u8]) -> String {
        let value = String::from_utf8_lossy(value);
        if !self.escapes {
            return serde_json::to_string(&value).expect("a string");
        }
        let escape = |unit: u16| match char::from_u32(unit.into()) {
            Some(letter) if letter.is_ascii_lowercase() => letter.to_string(),
            _ => format!("\\u{unit:04x}"),
        };
        format!("\"{}\"", value.encode_utf16().map(escape).collect::<String>())
    }
}
