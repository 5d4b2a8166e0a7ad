//! The tables of block text.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use pubfast_core::Result;
use pubfast_core::io::TextBuf;
use pubfast_core::model::{Corpus, DocumentOfRow, Rows, SharedColumn, TextPosition};
use pubfast_core::text::ByteRange;

use super::projection::{DocumentsOf, LoadColumn, Projection};
use super::schema::{ANNOTATIONS, DOCUMENTS, PASSAGES, RELATIONS};
use super::{ColumnValues, ExportTable, Selection};

/// A handle of a corpus.
pub trait CorpusHolder: Deref<Target = Corpus> + Send + Sync + 'static {}

impl<C: Deref<Target = Corpus> + Send + Sync + 'static> CorpusHolder for C {}

fn projection<C: CorpusHolder>(core: &Arc<C>, rows: &Rows, total: usize) -> Projection<C> {
    let (text, invalid) = (core.text().clone(), core.invalid().clone());
    Projection { core: core.clone(), rows: rows.clone(), total, text, invalid }
}

/// A value of the text.
fn some(text: &TextBuf, place: ByteRange) -> Option<Cow<'_, [u8]>> {
    Some(Cow::Borrowed(&text[place]))
}

fn document_id(core: &Corpus, row: usize) -> Option<Cow<'_, [u8]>> {
    some(core.text(), core.document(row).document_id)
}

/// The columns that rows of other tables have about their documents.
fn document_ids<C: CorpusHolder>(
    projection: &Projection<C>,
    of: DocumentsOf<Corpus>,
) -> [(&'static str, LoadColumn); 2] {
    [
        ("document_id", projection.text_of_documents(of, Corpus::document_ids, document_id)),
        ("pmid", projection.int64_of_documents(of, Corpus::pmids, Corpus::pmid)),
    ]
}

/// Some documents, numbered from the first of them, and so are their annotations and relations.
pub fn documents<C: CorpusHolder>(core: &Arc<C>, rows: &Rows) -> ExportTable {
    let count = rows.len();
    let numbers = move || {
        let numbers: Vec<i32> = (0..count as i32).collect();
        Ok(ColumnValues::Int32(Arc::new(numbers.into()), Selection::Rows(Rows::Range(0..count))))
    };
    documents_numbered(core, rows, Box::new(numbers), |of, end| {
        let (core, rows) = (core.clone(), rows.clone());
        Box::new(move || {
            let places = Rows::Range(end..end + rows.len());
            Ok(ColumnValues::Int64((of.some)(&core, &rows)?, Selection::Rows(places)))
        })
    })
}

/// Some documents of a batch, numbered as in the whole input, and so are their annotations and relations.
pub fn documents_of_input<C: CorpusHolder>(core: &Arc<C>, rows: &Rows) -> ExportTable {
    let origin = core.origin();
    let numbers = {
        let rows = rows.clone();
        move || {
            let numbers: Vec<i32> = rows.iter().map(|row| (origin.documents + row) as i32).collect();
            let all = Rows::Range(0..numbers.len());
            Ok(ColumnValues::Int32(Arc::new(numbers.into()), Selection::Rows(all)))
        }
    };
    documents_numbered(core, rows, Box::new(numbers), |of, end| {
        let (core, rows) = (core.clone(), rows.clone());
        let before = (of.before)(&origin) as i64;
        Box::new(move || {
            let offsets = (of.all)(&core)?;
            let values: Vec<i64> = rows.iter().map(|row| before + offsets[row + end]).collect();
            let all = Rows::Range(0..values.len());
            Ok(ColumnValues::Int64(Arc::new(values.into()), Selection::Rows(all)))
        })
    })
}

/// The rows of another table that documents have.
#[derive(Clone, Copy)]
struct Offsets {
    /// Counted from the first of some documents.
    some: fn(&Corpus, &Rows) -> Result<SharedColumn<i64>>,
    /// Of all documents.
    all: fn(&Corpus) -> Result<SharedColumn<i64>>,
    /// The number of rows of the input before those of a batch.
    before: fn(&TextPosition) -> usize,
}

const ANNOTATION_OFFSETS: Offsets = Offsets {
    some: Corpus::annotation_offsets_of,
    all: Corpus::annotation_offsets,
    before: |origin| origin.annotations,
};

const RELATION_OFFSETS: Offsets = Offsets {
    some: Corpus::relation_offsets_of,
    all: Corpus::relation_offsets,
    before: |origin| origin.relations,
};

/// The columns of documents that need no other table.
pub(crate) fn said_of_documents<C: CorpusHolder>(
    core: &Arc<C>,
    rows: &Rows,
) -> [(&'static str, LoadColumn); 4] {
    let all = projection(core, rows, core.documents_len());
    [
        ("document_id", all.text(Corpus::document_ids, document_id)),
        ("pmid", all.int64(Corpus::pmids, Corpus::pmid)),
        ("title", all.text(Corpus::titles, |core, row| some(core.text(), core.document(row).title?))),
        (
            "abstract",
            all.text(Corpus::abstracts, |core, row| some(core.text(), core.document(row).abstract_?)),
        ),
    ]
}

fn documents_numbered<C: CorpusHolder>(
    core: &Arc<C>,
    rows: &Rows,
    numbers: LoadColumn,
    offsets: impl Fn(Offsets, usize) -> LoadColumn,
) -> ExportTable {
    let all = projection(core, rows, core.documents_len());
    let [document_id, pmid, title, abstract_] = said_of_documents(core, rows);
    let columns = [
        ("document", numbers),
        document_id,
        pmid,
        title,
        abstract_,
        ("annotation_start", offsets(ANNOTATION_OFFSETS, 0)),
        ("annotation_end", offsets(ANNOTATION_OFFSETS, 1)),
        ("relation_start", offsets(RELATION_OFFSETS, 0)),
        ("relation_end", offsets(RELATION_OFFSETS, 1)),
        ("byte_start", all.int64(Corpus::byte_starts, |core, row| core.document(row).byte_start as i64)),
        ("byte_end", all.int64(Corpus::byte_ends, |core, row| core.document(row).byte_end as i64)),
        ("line", all.int64(Corpus::lines, |core, row| core.document(row).line as i64)),
    ];
    ExportTable::new("documents", DOCUMENTS, rows.len(), core.threads(), core.invalid(), columns)
}

/// Some annotations.
pub fn annotations<C: CorpusHolder>(core: &Arc<C>, rows: &Rows, owners: &DocumentOfRow) -> ExportTable {
    let all = projection(core, rows, core.annotations_len());
    let of = DocumentsOf {
        whole: Corpus::annotation_documents,
        one: Corpus::document_of_annotation,
        listed: Some(Corpus::documents_of_listed),
    };
    let [document_id, pmid] = document_ids(&all, of);
    let columns = [
        ("document", all.documents(owners, of)),
        document_id,
        pmid,
        ("start", all.int32(Corpus::annotation_starts, |core, row| core.annotation(row).start)),
        ("end", all.int32(Corpus::annotation_ends, |core, row| core.annotation(row).end)),
        (
            "mention",
            all.text(Corpus::annotation_mentions, |core, row| {
                some(core.text(), core.annotation(row).mention)
            }),
        ),
        (
            "type",
            all.category(
                Corpus::annotation_kinds,
                Corpus::annotation_types,
                |core, row| core.annotation(row).kind,
                Some(Corpus::kinds_of_listed),
            ),
        ),
        (
            "identifier",
            all.text(Corpus::annotation_identifiers, |core, row| {
                some(core.text(), core.annotation(row).identifier?)
            }),
        ),
        ("extra", all.text(Corpus::annotation_extras, Corpus::annotation_extra)),
    ];
    ExportTable::new("annotations", ANNOTATIONS, rows.len(), core.threads(), core.invalid(), columns)
        .with_packed(all.packed(["mention", "identifier"]))
        .with_together(all.together(&["start", "end", "type"], Corpus::make_annotation_numbers))
}

/// Some relations.
pub fn relations<C: CorpusHolder>(core: &Arc<C>, rows: &Rows, owners: &DocumentOfRow) -> ExportTable {
    let all = projection(core, rows, core.relations_len());
    let of =
        DocumentsOf { whole: Corpus::relation_documents, one: Corpus::document_of_relation, listed: None };
    let [document_id, pmid] = document_ids(&all, of);
    let columns = [
        ("document", all.documents(owners, of)),
        document_id,
        pmid,
        (
            "type",
            all.category(
                Corpus::relation_kinds,
                Corpus::relation_types,
                |core, row| core.relation(row).kind,
                None,
            ),
        ),
        ("arg1", all.text(Corpus::relation_arg1, |core, row| some(core.text(), core.relation(row).arg1))),
        ("arg2", all.text(Corpus::relation_arg2, |core, row| some(core.text(), core.relation(row).arg2))),
        (
            "extra",
            all.text(Corpus::relation_extras, |core, row| some(core.text(), core.relation(row).extra?)),
        ),
    ];
    ExportTable::new("relations", RELATIONS, rows.len(), core.threads(), core.invalid(), columns)
}

/// Some passages.
pub fn passages<C: CorpusHolder>(core: &Arc<C>, rows: &Rows, owners: &DocumentOfRow) -> ExportTable {
    let all = projection(core, rows, core.passages_len());
    let of = DocumentsOf {
        whole: Corpus::passage_documents,
        one: |core, row| core.passage(row).document,
        listed: None,
    };
    let [document_id, pmid] = document_ids(&all, of);
    let columns = [
        ("document", all.documents(owners, of)),
        document_id,
        pmid,
        ("tag", all.text(Corpus::passage_tags, |core, row| some(core.text(), core.passage(row).tag))),
        ("text", all.text(Corpus::passage_texts, |core, row| some(core.text(), core.passage(row).text))),
    ];
    ExportTable::new("passages", PASSAGES, rows.len(), core.threads(), core.invalid(), columns)
}
