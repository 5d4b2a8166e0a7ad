//! Single documents, annotations, relations and passages, as positions in the text and rows of other tables.

use std::borrow::Cow;
use std::ops::Range;

use super::row_store::RowStore;
use super::spec::{ANNOTATIONS, DOCUMENTS, PASSAGES, RELATIONS};
use super::worker_rows::{AnnotationRows, DocumentRow, PackedTable};
use super::{Dataset, ParsedInput, TableId, WindowIndex, WindowRows};
use crate::columns::ColumnVec;
use crate::text::ByteRange;
use crate::text::number::pmid;

/// A document: positions in the text, and rows of the other tables.
#[derive(Clone, Debug)]
pub struct DocumentRecord {
    pub document_id: ByteRange,
    pub title: Option<ByteRange>,
    pub abstract_: Option<ByteRange>,
    /// Its annotations, as rows of their table.
    pub annotations: Range<usize>,
    /// Its relations, as rows of their table.
    pub relations: Range<usize>,
    /// The first byte of its first stored line, in the input.
    pub byte_start: usize,
    /// One past its last stored line, in the input.
    pub byte_end: usize,
    /// Its first stored line, counted from 1.
    pub line: usize,
}

/// An annotation: numbers as in the file, and positions in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationRecord {
    /// First code point.
    pub start: i32,
    /// One past the last code point.
    pub end: i32,
    pub mention: ByteRange,
    /// The code of its type.
    pub kind: i32,
    /// The identifier, if its row has that column.
    pub identifier: Option<ByteRange>,
}

/// A relation: positions in the text.
#[derive(Clone, Debug)]
pub struct RelationRecord {
    /// The code of its type.
    pub kind: i32,
    pub arg1: ByteRange,
    pub arg2: ByteRange,
    /// The text after the arguments, if there is any.
    pub extra: Option<ByteRange>,
}

/// A passage: its document, and positions in the text.
#[derive(Clone, Debug)]
pub struct PassageRecord {
    pub document: usize,
    /// The tag between the pipes.
    pub tag: ByteRange,
    /// The text after the second pipe.
    pub text: ByteRange,
}

impl DocumentRecord {
    /// The range of the text from its first stored line to its last.
    pub fn place(&self) -> ByteRange {
        // A document begins with its id.
        let begin = self.document_id.start;
        begin..begin + self.byte_end - self.byte_start
    }
}

impl Dataset {
    #[inline]
    pub fn document(&self, row: usize) -> DocumentRecord {
        let (store, layout) = (self.store(TableId::Documents), &self.parsed.layout);
        let record = match &*store.packed() {
            PackedTable::Documents(parts) if !parts.is_empty() => {
                let place = layout.place(TableId::Documents, row);
                packed_document(parts, layout, place.segment, place.local)
            }
            _ => made_document(store, row, &self.parsed),
        };
        record.expect("a document has an id, in the rows or in the columns")
    }

    /// The id of a document as a number, -1 where it is not 1 to 18 digits without a leading zero.
    pub fn pmid(&self, row: usize) -> i64 {
        pmid(&self.parsed.text[self.document(row).document_id])
    }

    /// The document that a position in the text lies in, from its first stored line to its last.
    pub fn document_at(&self, position: usize) -> Option<usize> {
        let row = self.document_before(|record| record.place().end <= position);
        (row < self.len(TableId::Documents) && self.document(row).place().start <= position).then_some(row)
    }

    /// The document whose lines a problem is about.
    pub fn document_of_problem(&self, at: usize) -> Option<usize> {
        self.document_at(self.parsed.position(at))
    }

    /// The number of leading documents for which `before` is true. It must be false for all later ones.
    pub(super) fn document_before(&self, before: impl Fn(&DocumentRecord) -> bool) -> usize {
        first_false(self.len(TableId::Documents), |row| before(&self.document(row)))
    }

    #[inline]
    pub fn annotation(&self, row: usize) -> AnnotationRecord {
        let store = self.store(TableId::Annotations);
        let record = match &*store.packed() {
            PackedTable::Annotations(parts) if !parts.is_empty() => {
                let place = self.parsed.layout.place(TableId::Annotations, row);
                packed_annotation(parts, store, place.segment, place.local)
            }
            _ => made_annotation(store, row),
        };
        record.expect("an annotation has a mention")
    }

    /// The bytes of an annotation's columns beyond the sixth, if it has any.
    pub fn annotation_extra(&self, row: usize) -> Option<Cow<'_, [u8]>> {
        const EXTRA: usize = ANNOTATIONS.place("extra");
        let store = self.store(TableId::Annotations);
        let packed = store.packed();
        if let Some(made) = store.made(EXTRA) {
            return made.text().get(row).map(Cow::Borrowed);
        }
        let PackedTable::Annotations(parts) = &*packed else { return None };
        let place = self.parsed.layout.place(TableId::Annotations, row);
        parts[place.segment.part].extra_of(place.local)?.joined(self.parsed.text.bytes(), place.segment.base)
    }

    #[inline]
    pub fn relation(&self, row: usize) -> RelationRecord {
        const TYPE: usize = RELATIONS.place("type");
        const ARG1: usize = RELATIONS.place("arg1");
        const ARG2: usize = RELATIONS.place("arg2");
        const EXTRA: usize = RELATIONS.place("extra");
        let store = self.store(TableId::Relations);
        let record = store.look_up(
            &self.parsed,
            row,
            |fields, segment| {
                let [arg1, arg2, extra] = fields.spans.map(|span| span.within(segment.base));
                let kind = store.code(0, segment.part, fields.codes[0]);
                Some(RelationRecord { kind, arg1: arg1?, arg2: arg2?, extra })
            },
            || {
                let kind = store.made(TYPE)?.category().codes[row];
                let [arg1, arg2, extra] = [ARG1, ARG2, EXTRA].map(|column| store.made_span(column, row));
                Some(RelationRecord { kind, arg1: arg1?, arg2: arg2?, extra })
            },
        );
        record.expect("a relation has arguments")
    }

    #[inline]
    pub fn passage(&self, row: usize) -> PassageRecord {
        const DOCUMENT: usize = PASSAGES.place("document");
        const TAG: usize = PASSAGES.place("tag");
        const TEXT: usize = PASSAGES.place("text");
        let store = self.store(TableId::Passages);
        let record = store.look_up(
            &self.parsed,
            row,
            |fields, segment| {
                let document = segment.first.of(TableId::Documents) + fields.numbers[0] as usize;
                let [tag, text, _] = fields.spans.map(|span| span.within(segment.base));
                Some(PassageRecord { document, tag: tag?, text: text? })
            },
            || {
                let document = store.made(DOCUMENT)?.int32()[row] as usize;
                let [tag, text] = [TAG, TEXT].map(|column| store.made_span(column, row));
                Some(PassageRecord { document, tag: tag?, text: text? })
            },
        );
        record.expect("a passage has a tag and a text")
    }

    pub fn passages_of(&self, document: usize) -> Range<usize> {
        let before =
            |limit: usize| first_false(self.len(TableId::Passages), |row| self.passage(row).document < limit);
        before(document)..before(document + 1)
    }
}

/// The number of leading rows for which `before` is true. It must be false for all later ones.
pub(super) fn first_false(rows: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, rows);
    while low < high {
        let middle = usize::midpoint(low, high);
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// Reads a document from the rows of a worker. Its ranges begin where those of the previous document end.
#[inline]
pub(super) fn packed_document(
    parts: &[ColumnVec<DocumentRow>],
    layout: &WindowIndex,
    segment: &WindowRows,
    local: usize,
) -> Option<DocumentRecord> {
    let documents = &parts[segment.part];
    let this = documents[local];
    let is_first = local == segment.local.of(TableId::Documents);
    let before = if is_first { DocumentRow::default() } else { documents[local - 1] };
    let rows = |table, from: u32, to: u32| {
        let first = segment.first.of(table);
        first + from as usize..first + to as usize
    };
    let document_id = this.id.within(segment.base)?;
    Some(DocumentRecord {
        byte_start: layout.byte(segment, this.id.start()),
        document_id,
        title: this.title.within(segment.base),
        abstract_: this.abstract_.within(segment.base),
        annotations: rows(TableId::Annotations, before.annotations_end, this.annotations_end),
        relations: rows(TableId::Relations, before.relations_end, this.relations_end),
        byte_end: layout.byte(segment, this.byte_end as usize),
        line: segment.line + this.line as usize + 1,
    })
}

/// Reads a document from the columns.
pub(super) fn made_document(store: &RowStore, row: usize, input: &ParsedInput) -> Option<DocumentRecord> {
    const DOCUMENT_ID: usize = DOCUMENTS.place("document_id");
    const TITLE: usize = DOCUMENTS.place("title");
    const ABSTRACT: usize = DOCUMENTS.place("abstract");
    const ANNOTATION_OFFSETS: usize = DOCUMENTS.place("annotation_offsets");
    const RELATION_OFFSETS: usize = DOCUMENTS.place("relation_offsets");
    const BYTE_END: usize = DOCUMENTS.place("byte_end");
    const LINE: usize = DOCUMENTS.place("line");
    let number = |column: usize, row: usize| Some(store.made(column)?.int64()[row] as usize);
    let rows = |column: usize| Some(number(column, row)?..number(column, row + 1)?);
    let document_id = store.made_span(DOCUMENT_ID, row)?;
    Some(DocumentRecord {
        byte_start: input.byte(row, document_id.start),
        document_id,
        title: store.made_span(TITLE, row),
        abstract_: store.made_span(ABSTRACT, row),
        annotations: rows(ANNOTATION_OFFSETS)?,
        relations: rows(RELATION_OFFSETS)?,
        byte_end: number(BYTE_END, row)?,
        line: number(LINE, row)?,
    })
}

/// Reads an annotation from the rows of a worker.
#[inline]
pub(super) fn packed_annotation(
    parts: &[AnnotationRows],
    store: &RowStore,
    segment: &WindowRows,
    local: usize,
) -> Option<AnnotationRecord> {
    let (part, base) = (segment.part, segment.base);
    let annotation = parts[part].get(local);
    Some(AnnotationRecord {
        start: annotation.start,
        end: annotation.end,
        mention: annotation.mention.within(base)?,
        kind: store.code(0, part, annotation.kind),
        identifier: annotation.identifier.within(base),
    })
}

/// Reads an annotation from the columns.
pub(super) fn made_annotation(store: &RowStore, row: usize) -> Option<AnnotationRecord> {
    const START: usize = ANNOTATIONS.place("start");
    const END: usize = ANNOTATIONS.place("end");
    const MENTION: usize = ANNOTATIONS.place("mention");
    const TYPE: usize = ANNOTATIONS.place("type");
    const IDENTIFIER: usize = ANNOTATIONS.place("identifier");
    Some(AnnotationRecord {
        start: store.made(START)?.int32()[row],
        end: store.made(END)?.int32()[row],
        mention: store.made_span(MENTION, row)?,
        kind: store.made(TYPE)?.category().codes[row],
        identifier: store.made_span(IDENTIFIER, row),
    })
}
