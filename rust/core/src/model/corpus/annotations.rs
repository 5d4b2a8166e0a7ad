//! The annotations of a corpus.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, RwLockReadGuard};

use crate::columns::{Categories, ColumnVec, MergedDictionary, Spans};
use crate::io::TextBuf;
use crate::model::filter::Filter;
use crate::model::worker_rows::{AnnotationRows, ExtraRow};
use crate::model::{
    Corpus, DecodeRows, DictionaryColumn, LazyColumn, LockedRows, ParsedInput, RowCounts, RowStore, Rows,
    SharedColumn, StringColumn, WindowIndex, WindowRows,
};
use crate::text::ByteRange;
use crate::{Result, scan};

/// The columns of the annotations.
#[derive(Debug)]
pub(super) struct Annotations {
    pub(super) pieces: RowStore<Vec<AnnotationRows>>,
    document: LazyColumn<ColumnVec<i32>>,
    start: LazyColumn<ColumnVec<i32>>,
    end: LazyColumn<ColumnVec<i32>>,
    mention: LazyColumn<Spans>,
    kind: LazyColumn<ColumnVec<i32>>,
    identifier: LazyColumn<Spans>,
    extra: LazyColumn<StringColumn>,
    types: Categories,
    /// For each worker, what its codes are in `types`.
    pub(super) codes: Vec<Vec<i32>>,
}

/// An annotation: numbers as in the file, and places in the text.
#[derive(Clone, Debug)]
pub struct AnnotationRecord {
    /// First code point.
    pub start: i32,
    /// One past the last code point.
    pub end: i32,
    /// The mention.
    pub mention: ByteRange,
    /// The code of its type.
    pub kind: i32,
    /// The identifier, if its row has that column.
    pub identifier: Option<ByteRange>,
}

pub(super) const ANNOTATIONS: fn(&RowCounts) -> usize = |counts| counts.annotations;

impl Annotations {
    pub fn new(pieces: Vec<AnnotationRows>, types: MergedDictionary) -> Self {
        Self {
            pieces: RowStore::new(pieces),
            document: LazyColumn::new(),
            start: LazyColumn::new(),
            end: LazyColumn::new(),
            mention: LazyColumn::new(),
            kind: LazyColumn::new(),
            identifier: LazyColumn::new(),
            extra: LazyColumn::new(),
            types: types.values,
            codes: types.codes,
        }
    }

    /// A column; when all are whole, nothing needs the rows any more.
    fn column<W>(
        &self,
        column: &LazyColumn<W>,
        make: impl FnOnce(&[AnnotationRows]) -> Result<W>,
    ) -> Result<Arc<W>> {
        self.pieces.whole(column, |pieces| make(pieces), |pieces| self.free(pieces))
    }

    fn free(&self, pieces: &mut Vec<AnnotationRows>) {
        let spans = [&self.mention, &self.identifier];
        if self.numbers().iter().all(|column| column.get().is_some())
            && spans.iter().all(|column| column.get().is_some())
            && self.extra.get().is_some()
        {
            pieces.clear();
        }
    }

    fn numbers(&self) -> [&LazyColumn<ColumnVec<i32>>; 3] {
        [&self.start, &self.end, &self.kind]
    }

    fn get(&self, layout: &WindowIndex, row: usize) -> Option<AnnotationRecord> {
        let pieces = self.pieces.read();
        if pieces.is_empty() {
            return self.get_whole(row);
        }
        let place = layout.place(ANNOTATIONS, row);
        self.get_in(&pieces, place.segment, place.local)
    }

    /// One that is in the rows: a row of a window's part.
    #[inline]
    pub(super) fn get_in(
        &self,
        pieces: &[AnnotationRows],
        segment: &WindowRows,
        local: usize,
    ) -> Option<AnnotationRecord> {
        let (part, base) = (segment.part, segment.base);
        let annotation = pieces[part].get(local);
        Some(AnnotationRecord {
            start: annotation.start,
            end: annotation.end,
            mention: annotation.mention.within(base)?,
            kind: self.codes[part][annotation.kind as usize],
            identifier: annotation.identifier.within(base),
        })
    }

    /// One that is in the columns.
    pub(super) fn get_whole(&self, row: usize) -> Option<AnnotationRecord> {
        Some(AnnotationRecord {
            start: self.start.get()?[row],
            end: self.end.get()?[row],
            mention: self.mention.get()?.get(row)?,
            kind: self.kind.get()?[row],
            identifier: self.identifier.get()?.get(row),
        })
    }
}

/// The annotations as they were packed.
struct PackedAnnotations<'c> {
    corpus: &'c Corpus,
    pieces: RwLockReadGuard<'c, Vec<AnnotationRows>>,
}

impl DecodeRows for Corpus {
    fn packed(&self) -> Option<impl LockedRows> {
        let pieces = self.annotations.pieces.read();
        (!pieces.is_empty()).then_some(PackedAnnotations { corpus: self, pieces })
    }
}

impl LockedRows for PackedAnnotations<'_> {
    fn strings(&self, rows: &Rows, part: Range<usize>, mut show: impl FnMut([Option<ByteRange>; 2])) {
        let ParsedInput { layout, text, .. } = &self.corpus.parsed;
        let text: &[u8] = text;
        let window = |segment: &WindowRows| {
            let rows = &self.pieces[segment.part];
            (rows, &rows.packed()[segment.local.annotations..], segment.local.annotations, segment.base)
        };
        layout.walk(ANNOTATIONS, rows, part, window, |&(rows, packed, first, base), at, ahead| {
            if let Some(ahead) = ahead {
                scan::prefetch(text, base + packed[ahead].mention as usize);
            }
            let annotation = rows.unpack(first + at, packed[at]);
            show([annotation.mention.within(base), annotation.identifier.within(base)]);
        });
    }
}

/// The columns, each of one value an annotation. A row beyond the last panics.
impl Corpus {
    /// One annotation.
    #[inline]
    pub fn annotation(&self, row: usize) -> AnnotationRecord {
        self.annotations.get(&self.parsed.layout, row).expect("an annotation has a mention")
    }

    /// The bytes of an annotation's columns beyond the sixth, if it has any.
    pub fn annotation_extra(&self, row: usize) -> Option<Cow<'_, [u8]>> {
        let pieces = self.annotations.pieces.read();
        if let Some(whole) = self.annotations.extra.get() {
            return whole.get(row).map(Cow::Borrowed);
        }
        let place = self.parsed.layout.place(ANNOTATIONS, row);
        joined(&self.parsed.text, place.segment.base, pieces[place.segment.part].extra(place.local)?)
    }

    /// Those of some runs of neighbours that meet conditions on themselves.
    pub(super) fn annotations_among(&self, runs: &[Range<usize>], filter: &Filter) -> Rows {
        let types = filter.accepted_types(self.annotation_types());
        let text = &self.parsed.text;
        let pieces = self.annotations.pieces.read();
        if pieces.is_empty() {
            drop(pieces);
            let is_accepted = |&row: &usize| {
                let annotation = self.annotation(row);
                let identifier = annotation.identifier.map(|place| &text[place]);
                types[annotation.kind as usize] && filter.accepts_identifier(identifier)
            };
            return runs.iter().cloned().flatten().filter(is_accepted).map(|row| row as i64).collect();
        }
        let mut accepted = Vec::new();
        for segment in &self.parsed.layout.segments {
            let (rows, base) = (&pieces[segment.part], segment.base);
            let codes = &self.annotations.codes[segment.part];
            let types: Vec<bool> = codes.iter().map(|&code| types[code as usize]).collect();
            let (first, local) = (segment.first.annotations, segment.local.annotations);
            for run in runs {
                let begin = run.start.max(first);
                let end = run.end.min(first + segment.counts.annotations);
                if begin >= end {
                    continue;
                }
                // Whether a type will do is hard to foretell, so every row is written and some are kept.
                let (before, mut kept) = (accepted.len(), accepted.len());
                accepted.resize(before + end - begin, 0);
                for row in begin..end {
                    accepted[kept] = row as i64;
                    kept += usize::from(types[rows.kind(local + row - first) as usize]);
                }
                accepted.truncate(kept);
                if filter.identifiers.is_empty() {
                    continue;
                }
                let mut kept = before;
                for at in before..accepted.len() {
                    let row = accepted[at];
                    let identifier = rows.get(local + row as usize - first).identifier.within(base);
                    accepted[kept] = row;
                    kept += usize::from(filter.accepts_identifier(identifier.map(|place| &text[place])));
                }
                accepted.truncate(kept);
            }
        }
        accepted.into_iter().collect()
    }

    /// The types, in order of first appearance.
    pub fn annotation_types(&self) -> &Categories {
        &self.annotations.types
    }

    /// The document of each annotation.
    pub fn annotation_documents(&self) -> Result<SharedColumn<i32>> {
        let offsets = self.annotation_offsets()?;
        self.annotations
            .column(&self.annotations.document, |_| self.parsed.layout.owners(ANNOTATIONS, &offsets))
    }

    /// The first code point of each annotation, as in the file.
    pub fn annotation_starts(&self) -> Result<SharedColumn<i32>> {
        self.annotations.column(&self.annotations.start, |pieces| {
            self.parsed.layout.gather(ANNOTATIONS, |segment, row| pieces[segment.part].get(row).start)
        })
    }

    /// One past the last code point of each annotation, as in the file.
    pub fn annotation_ends(&self) -> Result<SharedColumn<i32>> {
        self.annotations.column(&self.annotations.end, |pieces| {
            self.parsed.layout.gather(ANNOTATIONS, |segment, row| pieces[segment.part].get(row).end)
        })
    }

    /// Makes the first and last code points and the types of all annotations, of which each is unpacked once if
    /// none of these columns is there.
    pub fn make_annotation_numbers(&self) -> Result<()> {
        let columns = self.annotations.numbers();
        let is_any_there = || columns.iter().any(|column| column.get().is_some());
        if !is_any_there() {
            let mut pieces = self.annotations.pieces.write();
            // Another thread may have been here.
            if !is_any_there() {
                let (start, others) = self.gather_numbers(&pieces)?;
                for (column, made) in columns.into_iter().zip(std::iter::once(start).chain(others)) {
                    column.get_or_init(|| Arc::new(made));
                }
                self.annotations.free(&mut pieces);
            }
        }
        self.annotation_starts().and(self.annotation_ends()).and(self.annotation_kinds()).map(drop)
    }

    fn gather_numbers(&self, pieces: &[AnnotationRows]) -> Result<(ColumnVec<i32>, [ColumnVec<i32>; 2])> {
        let window = |segment: &WindowRows| (&pieces[segment.part], &self.annotations.codes[segment.part]);
        self.parsed.layout.gather_several(ANNOTATIONS, window, |(rows, codes), _, row| {
            let annotation = rows.get(row);
            (annotation.start, [annotation.end, codes[annotation.kind as usize]])
        })
    }

    /// The mentions.
    pub fn annotation_mentions(&self) -> Result<StringColumn> {
        let spans = self.annotations.column(&self.annotations.mention, |pieces| {
            self.parsed.layout.gather_spans(ANNOTATIONS, |segment, row| pieces[segment.part].get(row).mention)
        })?;
        Ok(StringColumn::new(&self.parsed.text, spans))
    }

    /// The types.
    pub fn annotation_kinds(&self) -> Result<DictionaryColumn> {
        let codes = self.annotations.column(&self.annotations.kind, |pieces| {
            self.parsed.layout.gather(ANNOTATIONS, |segment, row| {
                self.annotations.codes[segment.part][pieces[segment.part].get(row).kind as usize]
            })
        })?;
        Ok(DictionaryColumn { codes, values: self.annotations.types.clone() })
    }

    /// The identifiers.
    pub fn annotation_identifiers(&self) -> Result<StringColumn> {
        let spans = self.annotations.column(&self.annotations.identifier, |pieces| {
            self.parsed
                .layout
                .gather_spans(ANNOTATIONS, |segment, row| pieces[segment.part].get(row).identifier)
        })?;
        Ok(StringColumn::new(&self.parsed.text, spans))
    }

    /// The columns beyond the sixth.
    pub fn annotation_extras(&self) -> Result<StringColumn> {
        let column = self.annotations.column(&self.annotations.extra, |pieces| Ok(self.extras(pieces)))?;
        Ok((*column).clone())
    }

    /// Extra columns are rare, so the rows that have any are listed.
    fn extras(&self, pieces: &[AnnotationRows]) -> StringColumn {
        let len = self.annotations_len();
        if pieces.iter().all(|part| part.extra.is_empty()) {
            return StringColumn { buffer: self.parsed.text.clone(), spans: None, len };
        }
        let apart = pieces.iter().flat_map(|part| &part.extra).any(|extra| extra.rest.is_present());
        let mut own = Vec::new();
        let mut spans = Spans::zeroed(len);
        spans.lengths.fill(-1);
        for segment in &self.parsed.layout.segments {
            let begin = segment.local.annotations;
            let end = begin + segment.counts.annotations;
            let listed = &pieces[segment.part].extra;
            let first = listed.partition_point(|extra| extra.row < begin);
            for extra in listed[first..].iter().take_while(|extra| extra.row < end) {
                let row = segment.first.annotations + extra.row - begin;
                let place = if apart {
                    let from = own.len();
                    own.extend_from_slice(
                        &joined(&self.parsed.text, segment.base, extra).unwrap_or_default(),
                    );
                    from..own.len()
                } else {
                    extra.value.within(segment.base).unwrap_or_default()
                };
                spans.starts[row] = place.start as i64;
                spans.lengths[row] = place.len() as i32;
            }
        }
        let buffer = if apart { Arc::new(TextBuf::from(own)) } else { self.parsed.text.clone() };
        StringColumn::new(&buffer, Arc::new(spans))
    }
}

/// The value of an extra column: a place of the text, or two places and a tab between them.
pub(super) fn joined<'t>(text: &'t [u8], base: usize, extra: &ExtraRow) -> Option<Cow<'t, [u8]>> {
    let value = &text[extra.value.within(base)?];
    Some(match extra.rest.within(base) {
        None => Cow::Borrowed(value),
        Some(rest) => Cow::Owned([value, b"\t", &text[rest]].concat()),
    })
}
