//! A document as JSON.

use serde::Deserialize;

use super::error::{JsonError, Result};
use super::value::{Object, WholeNumber, read};
use crate::base::MAX_WINDOW;
use crate::formats::block_text::write::{self, LineEnd};
use crate::model::record::{Annotation, Document, Passage, Relation};
use crate::text::number;

type List<T> = Option<Vec<Object<T>>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentObject {
    document_id: JsonId,
    pmid: Option<WholeNumber<i64>>,
    title: Option<String>,
    #[serde(rename = "abstract")]
    abstract_: Option<String>,
    passages: List<PassageObject>,
    annotations: List<AnnotationObject>,
    relations: List<RelationObject>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "must be a string")]
enum JsonId {
    Text(String),
    /// A number, as written by programs that take strings of digits for numbers.
    Number(WholeNumber<i64>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PassageObject {
    tag: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnnotationObject {
    start: WholeNumber<i32>,
    end: WholeNumber<i32>,
    mention: String,
    r#type: String,
    identifier: Option<String>,
    extra: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RelationObject {
    r#type: String,
    arg1: String,
    arg2: String,
    extra: Option<String>,
}

/// Reads a document.
fn document(line: &[u8]) -> Result<Document> {
    let object: DocumentObject = read(line)?;
    let pmid = object.pmid.map(|WholeNumber(pmid)| pmid);
    let is_pmid = |id: &str| pmid.is_some_and(|pmid| pmid >= 0 && pmid == number::pmid(id.as_bytes()));
    let document_id = match object.document_id {
        JsonId::Text(id) => id,
        JsonId::Number(WholeNumber(id)) if is_pmid(&id.to_string()) => id.to_string(),
        JsonId::Number(WholeNumber(id)) => {
            let what = "a number will do only if pmid is the same";
            return Err(JsonError::new(None, &format!("document_id must be a string, not {id}; {what}")));
        }
    };
    if pmid.is_some() && !is_pmid(&document_id) {
        let what = format!("pmid is another number than document_id {document_id:?}: change both");
        return Err(JsonError::new(None, &what));
    }
    Ok(Document {
        document_id: document_id.into_bytes(),
        title: object.title.map(String::into_bytes),
        abstract_: object.abstract_.map(String::into_bytes),
        passages: rows(object.passages, |row| Passage {
            tag: row.tag.into_bytes(),
            text: row.text.into_bytes(),
        }),
        annotations: rows(object.annotations, |row| Annotation {
            start: row.start.0,
            end: row.end.0,
            mention: row.mention.into_bytes(),
            kind: row.r#type.into_bytes(),
            identifier: row.identifier.map(String::into_bytes),
            extra: row.extra.map(String::into_bytes),
        }),
        relations: rows(object.relations, |row| Relation {
            kind: row.r#type.into_bytes(),
            arg1: row.arg1.into_bytes(),
            arg2: row.arg2.into_bytes(),
            extra: row.extra.map(String::into_bytes),
        }),
    })
}

fn rows<O, R>(list: List<O>, row: impl Fn(O) -> R) -> Vec<R> {
    list.into_iter().flatten().map(|Object(object)| row(object)).collect()
}

/// Appends a document as block text, and the blank line that ends it.
pub(super) fn convert(line: &[u8], text: &mut Vec<u8>) -> Result<()> {
    let document = document(line)?;
    // Each line of the document has the id.
    let lines = document.passages.len() + document.annotations.len() + document.relations.len() + 2;
    if lines.saturating_mul(document.document_id.len()).saturating_add(line.len()) > MAX_WINDOW {
        return Err(JsonError::new(None, "as block text this would have 2 GiB and more"));
    }
    write::document(&document, LineEnd::Lf, text)
        .map_err(|refusal| JsonError::new(None, &refusal.to_string()))?;
    text.push(b'\n');
    Ok(())
}
