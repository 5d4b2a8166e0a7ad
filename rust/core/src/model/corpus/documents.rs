//! The documents of a corpus.

use std::ops::Range;
use std::sync::Arc;

use crate::columns::{ColumnVec, Spans};
use crate::model::worker_rows::DocumentRow;
use crate::model::{
    Corpus, LazyColumn, RowCounts, RowStore, Rows, SharedColumn, StringColumn, WindowIndex, WindowRows,
};
use crate::text::ByteRange;
use crate::text::number::pmid;
use crate::{Result, scan};

/// The columns of the documents.
#[derive(Debug)]
pub(super) struct Documents {
    pub(super) pieces: RowStore<Vec<ColumnVec<DocumentRow>>>,
    document_id: LazyColumn<Spans>,
    pmid: LazyColumn<ColumnVec<i64>>,
    title: LazyColumn<Spans>,
    abstract_: LazyColumn<Spans>,
    annotation_offsets: LazyColumn<ColumnVec<i64>>,
    relation_offsets: LazyColumn<ColumnVec<i64>>,
    byte_start: LazyColumn<ColumnVec<i64>>,
    byte_end: LazyColumn<ColumnVec<i64>>,
    line: LazyColumn<ColumnVec<i64>>,
}

/// A document: places in the text, and rows of the other tables.
#[derive(Clone, Debug)]
pub struct DocumentRecord {
    /// The id.
    pub document_id: ByteRange,
    /// The title, if there is one.
    pub title: Option<ByteRange>,
    /// The abstract, if there is one.
    pub abstract_: Option<ByteRange>,
    /// Its rows of the annotations.
    pub annotations: Range<usize>,
    /// Its rows of the relations.
    pub relations: Range<usize>,
    /// The first byte of its first stored line, in the input.
    pub byte_start: usize,
    /// One past its last stored line, in the input.
    pub byte_end: usize,
    /// Its first stored line, counted from 1.
    pub line: usize,
}

const DOCUMENTS: fn(&RowCounts) -> usize = |counts| counts.documents;

impl Documents {
    pub fn new(pieces: Vec<ColumnVec<DocumentRow>>) -> Self {
        Self {
            pieces: RowStore::new(pieces),
            document_id: LazyColumn::new(),
            pmid: LazyColumn::new(),
            title: LazyColumn::new(),
            abstract_: LazyColumn::new(),
            annotation_offsets: LazyColumn::new(),
            relation_offsets: LazyColumn::new(),
            byte_start: LazyColumn::new(),
            byte_end: LazyColumn::new(),
            line: LazyColumn::new(),
        }
    }

    /// True if every column is made, so that nothing needs the rows any more.
    fn is_whole(&self) -> bool {
        let spans = [&self.document_id, &self.title, &self.abstract_];
        let numbers =
            [&self.pmid, &self.annotation_offsets, &self.relation_offsets, &self.byte_end, &self.line];
        spans.iter().all(|column| column.get().is_some())
            && numbers.iter().all(|column| column.get().is_some())
    }

    fn column<W>(
        &self,
        column: &LazyColumn<W>,
        make: impl FnOnce(&[ColumnVec<DocumentRow>]) -> Result<W>,
    ) -> Result<Arc<W>> {
        let free = |pieces: &mut Vec<_>| {
            if self.is_whole() {
                pieces.clear();
            }
        };
        self.pieces.whole(column, |pieces| make(pieces), free)
    }

    /// A document, its ranges beginning where the document before it ends.
    fn get(&self, layout: &WindowIndex, row: usize) -> Option<DocumentRecord> {
        let pieces = self.pieces.read();
        if pieces.is_empty() {
            return self.get_whole(row, layout.origin.bytes);
        }
        let place = layout.place(DOCUMENTS, row);
        Self::get_in(&pieces, layout, place.segment, place.local)
    }

    /// One that is in the rows: a row of a window's part.
    #[inline]
    pub(super) fn get_in(
        pieces: &[ColumnVec<DocumentRow>],
        layout: &WindowIndex,
        segment: &WindowRows,
        local: usize,
    ) -> Option<DocumentRecord> {
        let documents = &pieces[segment.part];
        let this = documents[local];
        let is_first = local == segment.local.documents;
        let before = if is_first { DocumentRow::default() } else { documents[local - 1] };
        let rows = |first: usize, from: u32, to: u32| first + from as usize..first + to as usize;
        let document_id = this.id.within(segment.base)?;
        Some(DocumentRecord {
            byte_start: layout.origin.bytes + document_id.start,
            document_id,
            title: this.title.within(segment.base),
            abstract_: this.abstract_.within(segment.base),
            annotations: rows(segment.first.annotations, before.annotations_end, this.annotations_end),
            relations: rows(segment.first.relations, before.relations_end, this.relations_end),
            byte_end: layout.origin.bytes + segment.base + this.byte_end as usize,
            line: segment.line + this.line as usize + 1,
        })
    }

    /// One that is in the columns.
    pub(super) fn get_whole(&self, row: usize, before: usize) -> Option<DocumentRecord> {
        let rows = |offsets: &ColumnVec<i64>| offsets[row] as usize..offsets[row + 1] as usize;
        let document_id = self.document_id.get()?.get(row)?;
        Some(DocumentRecord {
            byte_start: before + document_id.start,
            document_id,
            title: self.title.get()?.get(row),
            abstract_: self.abstract_.get()?.get(row),
            annotations: rows(self.annotation_offsets.get()?),
            relations: rows(self.relation_offsets.get()?),
            byte_end: self.byte_end.get()?[row] as usize,
            line: self.line.get()?[row] as usize,
        })
    }
}

/// The columns, each of one value a document. A row beyond the last panics.
impl Corpus {
    /// One document.
    #[inline]
    pub fn document(&self, row: usize) -> DocumentRecord {
        self.documents
            .get(&self.parsed.layout, row)
            .expect("a document has an id, in the rows or in the columns")
    }

    /// The id of a document as a number, -1 where it is not 1 to 18 digits without a leading zero.
    pub fn pmid(&self, row: usize) -> i64 {
        pmid(&self.parsed.text[self.document(row).document_id])
    }

    /// The document that an annotation belongs to; the number of documents if there is none.
    pub fn document_of_annotation(&self, annotation: usize) -> usize {
        self.document_before(|record| record.annotations.end <= annotation)
    }

    /// The document that a relation belongs to; the number of documents if there is none.
    pub fn document_of_relation(&self, relation: usize) -> usize {
        self.document_before(|record| record.relations.end <= relation)
    }

    /// The document that a byte of the input lies in, from its first stored line to its last.
    pub fn document_at(&self, byte: usize) -> Option<usize> {
        let row = self.document_before(|record| record.byte_end <= byte);
        (row < self.documents_len() && self.document(row).byte_start <= byte).then_some(row)
    }

    /// The number of documents at the beginning for which `before` is true. It must be true for none after them.
    fn document_before(&self, before: impl Fn(&DocumentRecord) -> bool) -> usize {
        let (mut low, mut high) = (0, self.documents_len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if before(&self.document(middle)) { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// The ids; each begins where its document does.
    pub fn document_ids(&self) -> Result<StringColumn> {
        let spans = self.documents.column(&self.documents.document_id, |pieces| {
            self.parsed.layout.gather_spans(DOCUMENTS, |segment, row| pieces[segment.part][row].id)
        })?;
        Ok(StringColumn::new(&self.parsed.text, spans))
    }

    /// The titles.
    pub fn titles(&self) -> Result<StringColumn> {
        let spans = self.documents.column(&self.documents.title, |pieces| {
            self.parsed.layout.gather_spans(DOCUMENTS, |segment, row| pieces[segment.part][row].title)
        })?;
        Ok(StringColumn::new(&self.parsed.text, spans))
    }

    /// The abstracts.
    pub fn abstracts(&self) -> Result<StringColumn> {
        let spans = self.documents.column(&self.documents.abstract_, |pieces| {
            self.parsed.layout.gather_spans(DOCUMENTS, |segment, row| pieces[segment.part][row].abstract_)
        })?;
        Ok(StringColumn::new(&self.parsed.text, spans))
    }

    /// The ids as numbers: see [`Corpus::pmid`].
    pub fn pmids(&self) -> Result<SharedColumn<i64>> {
        self.documents.column(&self.documents.pmid, |pieces| {
            self.parsed.layout.gather(DOCUMENTS, |segment, row| {
                let documents = &pieces[segment.part];
                if let Some(ahead) = documents.get(row + scan::PREFETCH_DISTANCE) {
                    scan::prefetch(&self.parsed.text, segment.base + ahead.id.start());
                }
                documents[row].id.within(segment.base).map_or(-1, |place| pmid(&self.parsed.text[place]))
            })
        })
    }

    /// The first annotation of each document, and after the last one the end.
    pub fn annotation_offsets(&self) -> Result<SharedColumn<i64>> {
        self.documents.column(&self.documents.annotation_offsets, |pieces| {
            self.offsets(pieces, |row| row.annotations_end, |counts| counts.annotations)
        })
    }

    /// The first relation of each document, and after the last one the end.
    pub fn relation_offsets(&self) -> Result<SharedColumn<i64>> {
        self.documents.column(&self.documents.relation_offsets, |pieces| {
            self.offsets(pieces, |row| row.relations_end, |counts| counts.relations)
        })
    }

    /// The first annotation of each of `documents`, counted from the first of them, and the end.
    pub fn annotation_offsets_of(&self, documents: &Rows) -> Result<SharedColumn<i64>> {
        self.offsets_of(documents, |document| document.annotations, Self::annotation_offsets)
    }

    /// The first relation of each of `documents`, counted from the first of them, and the end.
    pub fn relation_offsets_of(&self, documents: &Rows) -> Result<SharedColumn<i64>> {
        self.offsets_of(documents, |document| document.relations, Self::relation_offsets)
    }

    fn offsets_of(
        &self,
        documents: &Rows,
        rows: impl Fn(DocumentRecord) -> Range<usize>,
        all: impl Fn(&Self) -> Result<SharedColumn<i64>>,
    ) -> Result<SharedColumn<i64>> {
        if *documents == Rows::Range(0..self.documents_len()) {
            return all(self);
        }
        let mut end = 0;
        let ends = documents.iter().map(|row| {
            end += rows(self.document(row)).len() as i64;
            end
        });
        Ok(Arc::new(std::iter::once(0).chain(ends).collect::<Vec<_>>().into()))
    }

    /// The end of each document's rows, after a zero.
    fn offsets(
        &self,
        pieces: &[ColumnVec<DocumentRow>],
        end: impl Fn(DocumentRow) -> u32 + Sync,
        first: fn(&RowCounts) -> usize,
    ) -> Result<ColumnVec<i64>> {
        let mut offsets = ColumnVec::zeroed(self.documents_len() + 1);
        self.parsed.layout.gather_into(
            DOCUMENTS,
            &mut offsets[1..],
            |_| (),
            |(), segment, row| first(&segment.first) as i64 + i64::from(end(pieces[segment.part][row])),
        )?;
        Ok(offsets)
    }

    /// The first byte of each document's first stored line, in the input.
    pub fn byte_starts(&self) -> Result<SharedColumn<i64>> {
        let before = self.parsed.layout.origin.bytes as i64;
        let ids = self.document_ids()?;
        self.documents.column(&self.documents.byte_start, |_| {
            // A document begins with its id.
            let starts = ids.spans.iter().flat_map(|spans| spans.starts.iter());
            Ok(starts.map(|start| start + before).collect::<Vec<_>>().into())
        })
    }

    /// One past the last stored line of each document, in bytes of the input.
    pub fn byte_ends(&self) -> Result<SharedColumn<i64>> {
        self.documents.column(&self.documents.byte_end, |pieces| {
            self.parsed.layout.gather(DOCUMENTS, |segment, row| {
                let end = segment.base + pieces[segment.part][row].byte_end as usize;
                (self.parsed.layout.origin.bytes + end) as i64
            })
        })
    }

    /// The first stored line of each document, counted from 1.
    pub fn lines(&self) -> Result<SharedColumn<i64>> {
        self.documents.column(&self.documents.line, |pieces| {
            self.parsed.layout.gather(DOCUMENTS, |segment, row| {
                (segment.line + pieces[segment.part][row].line as usize + 1) as i64
            })
        })
    }
}
