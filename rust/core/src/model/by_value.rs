//! Documents by value, and data sets of one document.

use super::record::{Annotation, Document, Passage, Relation, Values};
use super::worker_rows::{
    CorpusRows, DocumentRow, ExtraRow, FullAnnotation, PassageRow, RelationRow, WorkerRows,
};
use super::{Dataset, Kind, TableId};
use crate::columns::Span;
use crate::io::TextBuf;
use crate::text::ByteRange;

impl Dataset {
    pub fn to_value(&self, row: usize) -> Document {
        let bytes = |place: ByteRange| self.text()[place].to_vec();
        let document = self.document(row);
        Document {
            document_id: bytes(document.document_id),
            title: document.title.map(bytes),
            abstract_: document.abstract_.map(bytes),
            passages: self.passages_of(row).map(|row| self.passage_value(row)).collect(),
            annotations: document.annotations.map(|row| self.annotation_value(row)).collect(),
            relations: document.relations.map(|row| self.relation_value(row)).collect(),
        }
    }

    pub fn passage_value(&self, row: usize) -> Passage {
        let passage = self.passage(row);
        Passage { tag: self.text()[passage.tag].to_vec(), text: self.text()[passage.text].to_vec() }
    }

    pub fn annotation_value(&self, row: usize) -> Annotation {
        let annotation = self.annotation(row);
        Annotation {
            start: annotation.start,
            end: annotation.end,
            mention: self.text()[annotation.mention].to_vec(),
            kind: self.categories(TableId::Annotations, "type")[annotation.kind as usize].to_vec(),
            identifier: annotation.identifier.map(|place| self.text()[place].to_vec()),
            extra: self.annotation_extra(row).map(|bytes| bytes.into_owned()),
        }
    }

    pub fn relation_value(&self, row: usize) -> Relation {
        let relation = self.relation(row);
        Relation {
            kind: self.categories(TableId::Relations, "type")[relation.kind as usize].to_vec(),
            arg1: self.text()[relation.arg1].to_vec(),
            arg2: self.text()[relation.arg2].to_vec(),
            extra: relation.extra.map(|place| self.text()[place].to_vec()),
        }
    }

    /// Makes a data set of one document. Its text is the concatenated values, not block text; fails if a window cannot
    /// hold it.
    pub fn from_value(document: &Document) -> Result<Self, String> {
        let mut text = Values::default();
        let mut part = CorpusRows::default();
        part.documents.push(DocumentRow {
            id: text.push(&document.document_id),
            title: text.push_some(document.title.as_deref()),
            abstract_: text.push_some(document.abstract_.as_deref()),
            annotations_end: document.annotations.len() as u32,
            relations_end: document.relations.len() as u32,
            ..DocumentRow::default()
        });
        Self::with_rows(document, text, part)
    }

    /// Makes a data set of a document's passages, annotations and relations without the document: its rows belong to
    /// none.
    pub fn of_loose_rows(document: &Document) -> Result<Self, String> {
        Self::with_rows(document, Values::default(), CorpusRows::default())
    }

    fn with_rows(document: &Document, mut text: Values, mut part: CorpusRows) -> Result<Self, String> {
        for passage in &document.passages {
            let (tag, text) = (text.push(&passage.tag), text.push(&passage.text));
            part.passages.push(PassageRow { document: 0, tag, text });
        }
        for (at, annotation) in document.annotations.iter().enumerate() {
            let kind = part.annotations.types.code(&annotation.kind, 0, annotation.kind.len());
            let (start, end) = (annotation.start, annotation.end);
            let mention = text.push(&annotation.mention);
            let identifier = text.push_some(annotation.identifier.as_deref());
            let full = FullAnnotation { start, end, mention, kind, identifier };
            let packed = part.annotations.pack(at, full, annotation.kind.len());
            part.annotations.extend(&[packed]);
            if let Some(extra) = &annotation.extra {
                part.annotations.extra.push(ExtraRow {
                    row: at,
                    value: text.push(extra),
                    rest: Span::ABSENT,
                });
            }
        }
        for relation in &document.relations {
            let kind = part.relations.types.code(&relation.kind, 0, relation.kind.len());
            let (arg1, arg2) = (text.push(&relation.arg1), text.push(&relation.arg2));
            let extra = text.push_some(relation.extra.as_deref());
            part.relations.rows.push(RelationRow { kind, arg1, arg2, extra });
        }
        let Values(bytes) = text;
        if bytes.len() > i32::MAX as usize {
            return Err("a document of 2 GiB and more cannot be held".into());
        }
        Ok(Self::of_values(Kind::Documents, WorkerRows::Documents(part), TextBuf::from(bytes)))
    }
}
