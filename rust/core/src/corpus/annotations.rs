//! The annotations of a corpus.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::layout::{Layout, split};
use super::strings::Categories;
use super::{Corpus, Numbers, Pieces, Place, StringColumn, Whole};
use crate::Result;
use crate::columns::{AnnotationColumns, Counts, ExtraRow, Merged, Slab, Span, Spans, merge};
use crate::input::Text;

/// The columns of the annotations.
#[derive(Debug)]
pub(super) struct Annotations {
    pieces: Pieces<Columns>,
    document: Whole<Slab<i32>>,
    start: Whole<Slab<i32>>,
    end: Whole<Slab<i32>>,
    mention: Whole<Spans>,
    kind: Whole<Slab<i32>>,
    identifier: Whole<Spans>,
    extra: Whole<StringColumn>,
    types: Arc<[Box<[u8]>]>,
    /// For each worker, what its codes are in `types`.
    codes: Vec<Vec<i32>>,
}

/// The workers' columns; one that has become whole is empty here.
#[derive(Debug, Default)]
struct Columns {
    start: Vec<Slab<i32>>,
    end: Vec<Slab<i32>>,
    mention: Vec<Slab<Span>>,
    kind: Vec<Slab<i32>>,
    identifier: Vec<Slab<Span>>,
    extra: Vec<Vec<ExtraRow>>,
}

/// An annotation: numbers as in the file, and places in the text.
#[derive(Clone, Debug)]
pub struct AnnotationRecord {
    /// First code point.
    pub start: i32,
    /// One past the last code point.
    pub end: i32,
    /// The mention.
    pub mention: Place,
    /// The code of its type.
    pub kind: i32,
    /// The identifier, if its row has that column.
    pub identifier: Option<Place>,
}

const TABLE: fn(&Counts) -> usize = |counts| counts.annotations;

impl Annotations {
    pub fn new(parts: Vec<AnnotationColumns>) -> Self {
        let Merged { values, codes } = merge(parts.iter().map(|part| &part.types));
        let mut columns = Columns::default();
        for part in parts {
            columns.start.push(part.start);
            columns.end.push(part.end);
            columns.mention.push(part.mention);
            columns.kind.push(part.kind);
            columns.identifier.push(part.identifier);
            columns.extra.push(part.extra);
        }
        Self {
            pieces: Pieces::new(columns),
            document: Whole::new(),
            start: Whole::new(),
            end: Whole::new(),
            mention: Whole::new(),
            kind: Whole::new(),
            identifier: Whole::new(),
            extra: Whole::new(),
            types: values.into(),
            codes,
        }
    }

    fn get(&self, layout: &Layout, row: usize) -> Option<AnnotationRecord> {
        let pieces = self.pieces.read();
        let place = layout.place(TABLE, row);
        let (part, local, base) = (place.segment.part, place.local, place.segment.base);
        Some(AnnotationRecord {
            start: self.start.get().map_or_else(|| pieces.start[part][local], |whole| whole[row]),
            end: self.end.get().map_or_else(|| pieces.end[part][local], |whole| whole[row]),
            mention: match self.mention.get() {
                Some(whole) => whole.get(row),
                None => pieces.mention[part][local].within(base),
            }?,
            kind: match self.kind.get() {
                Some(whole) => whole[row],
                None => self.codes[part][pieces.kind[part][local] as usize],
            },
            identifier: match self.identifier.get() {
                Some(whole) => whole.get(row),
                None => pieces.identifier[part][local].within(base),
            },
        })
    }
}

/// A column of numbers whose pieces have the right values already: a single piece is the column.
fn numbers(layout: &Layout, pieces: &mut [Slab<i32>]) -> Result<Slab<i32>> {
    match pieces {
        [only] => Ok(std::mem::take(only)),
        several => layout.gather(TABLE, several, |_, value| value),
    }
}

/// The columns, each of one value an annotation. A row beyond the last panics.
impl Corpus {
    /// One annotation.
    pub fn annotation(&self, row: usize) -> AnnotationRecord {
        self.annotations.get(&self.layout, row).expect("an annotation has a mention")
    }

    /// The bytes of an annotation's columns beyond the sixth, if it has any.
    pub fn annotation_extra(&self, row: usize) -> Option<Cow<'_, [u8]>> {
        let pieces = self.annotations.pieces.read();
        if let Some(whole) = self.annotations.extra.get() {
            return whole.get(row).map(Cow::Borrowed);
        }
        let place = self.layout.place(TABLE, row);
        let extra = &pieces.extra[place.segment.part];
        let at = extra.binary_search_by_key(&(place.local as u64), |extra| extra.row).ok()?;
        joined(&self.text, place.segment.base, &extra[at])
    }

    /// The types, in order of first appearance.
    pub fn annotation_types(&self) -> &Arc<[Box<[u8]>]> {
        &self.annotations.types
    }

    /// The document of each annotation.
    pub fn annotation_documents(&self) -> Result<Numbers<i32>> {
        let offsets = self.annotation_offsets()?;
        let make = |_: &mut Columns| {
            let mut documents = Slab::zeroed(self.annotations_len());
            let mut pieces = split(&self.layout.segments, TABLE, &mut documents).into_iter();
            self.layout.fill(&mut pieces, |segment, mut places: &mut [i32]| {
                let first = segment.first.documents;
                for document in first..first + segment.counts.documents {
                    let count = (offsets[document + 1] - offsets[document]) as usize;
                    let (mine, rest) = places.split_at_mut(count);
                    mine.fill(document as i32);
                    places = rest;
                }
            })?;
            Ok(documents)
        };
        self.annotations.pieces.whole(&self.annotations.document, make, |_| ())
    }

    /// The first code point of each annotation, as in the file.
    pub fn annotation_starts(&self) -> Result<Numbers<i32>> {
        let make = |pieces: &mut Columns| numbers(&self.layout, &mut pieces.start);
        self.annotations.pieces.whole(&self.annotations.start, make, |pieces| pieces.start.clear())
    }

    /// One past the last code point of each annotation, as in the file.
    pub fn annotation_ends(&self) -> Result<Numbers<i32>> {
        let make = |pieces: &mut Columns| numbers(&self.layout, &mut pieces.end);
        self.annotations.pieces.whole(&self.annotations.end, make, |pieces| pieces.end.clear())
    }

    /// The mentions.
    pub fn annotation_mentions(&self) -> Result<StringColumn> {
        let make = |pieces: &mut Columns| self.layout.gather_spans(TABLE, &pieces.mention, |span: &Span| *span);
        let free = |pieces: &mut Columns| pieces.mention.clear();
        Ok(StringColumn::new(&self.text, self.annotations.pieces.whole(&self.annotations.mention, make, free)?))
    }

    /// The types.
    pub fn annotation_kinds(&self) -> Result<Categories> {
        let make = |pieces: &mut Columns| match self.annotations.codes.len() {
            // The codes of a single worker are in order of first appearance already.
            0 | 1 => numbers(&self.layout, &mut pieces.kind),
            _ => self.layout.gather(TABLE, &pieces.kind, |segment, code: i32| {
                self.annotations.codes[segment.part][code as usize]
            }),
        };
        let free = |pieces: &mut Columns| pieces.kind.clear();
        let codes = self.annotations.pieces.whole(&self.annotations.kind, make, free)?;
        Ok(Categories { codes, values: self.annotations.types.clone() })
    }

    /// The identifiers.
    pub fn annotation_identifiers(&self) -> Result<StringColumn> {
        let make = |pieces: &mut Columns| self.layout.gather_spans(TABLE, &pieces.identifier, |span: &Span| *span);
        let free = |pieces: &mut Columns| pieces.identifier.clear();
        Ok(StringColumn::new(&self.text, self.annotations.pieces.whole(&self.annotations.identifier, make, free)?))
    }

    /// The columns beyond the sixth.
    pub fn annotation_extras(&self) -> Result<StringColumn> {
        let make = |pieces: &mut Columns| Ok(self.extras(&pieces.extra));
        let free = |pieces: &mut Columns| pieces.extra.clear();
        self.annotations.pieces.whole(&self.annotations.extra, make, free).map(|column| (*column).clone())
    }

    /// Extra columns are rare, so their pieces list the rows that have any.
    fn extras(&self, pieces: &[Vec<ExtraRow>]) -> StringColumn {
        let len = self.annotations_len();
        if pieces.iter().all(Vec::is_empty) {
            return StringColumn { buffer: self.text.clone(), spans: None, len };
        }
        let apart = pieces.iter().flatten().any(|extra| extra.rest.is_present());
        let mut own = Vec::new();
        let mut spans = Spans::zeroed(len);
        spans.lengths.fill(-1);
        for segment in &self.layout.segments {
            let (begin, end) = (segment.local.annotations, segment.local.annotations + segment.counts.annotations);
            let part = &pieces[segment.part];
            let rows: Range<usize> = part.partition_point(|extra| (extra.row as usize) < begin)
                ..part.partition_point(|extra| (extra.row as usize) < end);
            for extra in &part[rows] {
                let row = segment.first.annotations + extra.row as usize - begin;
                let place = if apart {
                    let from = own.len();
                    own.extend_from_slice(&joined(&self.text, segment.base, extra).unwrap_or_default());
                    from..own.len()
                } else {
                    extra.value.within(segment.base).unwrap_or_default()
                };
                spans.starts[row] = place.start as i64;
                spans.lengths[row] = place.len() as i32;
            }
        }
        let buffer = if apart { Arc::new(Text::from(own)) } else { self.text.clone() };
        StringColumn::new(&buffer, Arc::new(spans))
    }
}

/// The value of an extra column: a place of the text, or two places and a tab between them.
fn joined<'t>(text: &'t [u8], base: usize, extra: &ExtraRow) -> Option<Cow<'t, [u8]>> {
    let value = &text[extra.value.within(base)?];
    Some(match extra.rest.within(base) {
        None => Cow::Borrowed(value),
        Some(rest) => Cow::Owned([value, b"\t", &text[rest]].concat()),
    })
}
