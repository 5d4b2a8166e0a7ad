//! The passages of a corpus: text lines that are neither title nor abstract.

use std::ops::Range;
use std::sync::Arc;

use crate::Result;
use crate::columns::{ColumnVec, Spans};
use crate::model::worker_rows::PassageRow;
use crate::model::{Corpus, LazyColumn, RowCounts, RowStore, SharedColumn, StringColumn};
use crate::text::ByteRange;

/// The columns of the passages.
#[derive(Debug)]
pub(super) struct Passages {
    pieces: RowStore<Vec<ColumnVec<PassageRow>>>,
    document: LazyColumn<ColumnVec<i32>>,
    tag: LazyColumn<Spans>,
    text: LazyColumn<Spans>,
}

/// A passage: its document, and places in the text.
#[derive(Clone, Debug)]
pub struct PassageRecord {
    /// Its document.
    pub document: usize,
    /// The tag between the pipes.
    pub tag: ByteRange,
    /// The text after them.
    pub text: ByteRange,
}

const PASSAGES: fn(&RowCounts) -> usize = |counts| counts.passages;

impl Passages {
    pub fn new(pieces: Vec<ColumnVec<PassageRow>>) -> Self {
        Self {
            pieces: RowStore::new(pieces),
            document: LazyColumn::new(),
            tag: LazyColumn::new(),
            text: LazyColumn::new(),
        }
    }

    /// A column; when all are whole, nothing needs the rows any more.
    fn column<W>(
        &self,
        column: &LazyColumn<W>,
        make: impl FnOnce(&[ColumnVec<PassageRow>]) -> Result<W>,
    ) -> Result<Arc<W>> {
        let free = |pieces: &mut Vec<_>| {
            if self.document.get().is_some() && self.tag.get().is_some() && self.text.get().is_some() {
                pieces.clear();
            }
        };
        self.pieces.whole(column, |pieces| make(pieces), free)
    }

    fn get_whole(&self, row: usize) -> Option<PassageRecord> {
        Some(PassageRecord {
            document: self.document.get()?[row] as usize,
            tag: self.tag.get()?.get(row)?,
            text: self.text.get()?.get(row)?,
        })
    }
}

/// The columns, each of one value a passage. A row beyond the last panics.
impl Corpus {
    /// One passage.
    #[inline]
    pub fn passage(&self, row: usize) -> PassageRecord {
        let pieces = self.passages.pieces.read();
        let record =
            if pieces.is_empty() {
                self.passages.get_whole(row)
            } else {
                let place = self.parsed.layout.place(PASSAGES, row);
                let (segment, row) = (place.segment, pieces[place.segment.part][place.local]);
                row.tag.within(segment.base).zip(row.text.within(segment.base)).map(|(tag, text)| {
                    PassageRecord { document: segment.first.documents + row.document as usize, tag, text }
                })
            };
        record.expect("a passage has a tag and a text")
    }

    /// The passages of a document.
    pub fn passages_of(&self, document: usize) -> Range<usize> {
        let before = |limit: usize| {
            let (mut low, mut high) = (0, self.passages_len());
            while low < high {
                let middle = usize::midpoint(low, high);
                if self.passage(middle).document < limit { low = middle + 1 } else { high = middle }
            }
            low
        };
        before(document)..before(document + 1)
    }

    /// The document of each passage.
    pub fn passage_documents(&self) -> Result<SharedColumn<i32>> {
        self.passages.column(&self.passages.document, |pieces| {
            self.parsed.layout.gather(PASSAGES, |segment, row| {
                (segment.first.documents + pieces[segment.part][row].document as usize) as i32
            })
        })
    }

    /// The tags.
    pub fn passage_tags(&self) -> Result<StringColumn> {
        let spans = self.passages.column(&self.passages.tag, |pieces| {
            self.parsed.layout.gather_spans(PASSAGES, |segment, row| pieces[segment.part][row].tag)
        })?;
        Ok(StringColumn::new(&self.parsed.text, spans))
    }

    /// The texts.
    pub fn passage_texts(&self) -> Result<StringColumn> {
        let spans = self.passages.column(&self.passages.text, |pieces| {
            self.parsed.layout.gather_spans(PASSAGES, |segment, row| pieces[segment.part][row].text)
        })?;
        Ok(StringColumn::new(&self.parsed.text, spans))
    }
}
