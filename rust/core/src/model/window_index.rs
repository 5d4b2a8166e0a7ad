//! The position of each window's rows: in a worker's rows, and in the whole input.

use std::sync::{Arc, Mutex};

use bytemuck::Pod;

use super::RowCounts;
use crate::Result;
use crate::base::workers;
use crate::columns::{ColumnVec, PagePool, Span, Spans};

/// The rows of one window: a range of a worker's rows, and a range of the input's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WindowRows {
    /// The part that has them.
    pub part: usize,
    /// Rows of the part before them.
    pub local: RowCounts,
    /// Rows of the input before them.
    pub first: RowCounts,
    /// The number of rows.
    pub counts: RowCounts,
    /// The byte at which the window begins.
    pub base: usize,
    /// Lines before the window.
    pub line: usize,
}

/// The bytes, lines and rows before a text that is a part of an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextPosition {
    /// Bytes.
    pub bytes: usize,
    /// Lines.
    pub lines: usize,
    /// Documents.
    pub documents: usize,
    /// Annotations.
    pub annotations: usize,
    /// Relations.
    pub relations: usize,
    /// Rows of a table file.
    pub rows: usize,
}

impl TextPosition {
    /// The number of records: documents, or rows of a table.
    pub fn records(&self) -> usize {
        self.documents + self.rows
    }
}

/// A table, as the field of [`RowCounts`] that counts its rows.
pub(crate) type TableId = fn(&RowCounts) -> usize;

/// The windows of an input, in its order.
#[derive(Debug)]
pub(crate) struct WindowIndex {
    pub segments: Vec<WindowRows>,
    pub counts: RowCounts,
    pub threads: usize,
    /// The position of the first window.
    pub origin: TextPosition,
    /// Lines up to the end of the last window.
    pub lines: usize,
    /// The bytes of the text.
    bytes: usize,
    /// The pool for the columns' memory, if the text is a batch of a stream.
    pub memory: Option<Arc<PagePool>>,
}

/// A row: its window, and its place in the window's part.
pub(crate) struct RowPosition<'l> {
    pub segment: &'l WindowRows,
    pub local: usize,
}

impl WindowIndex {
    /// Puts windows in order and counts what is before each. `line` holds a window's lines.
    pub fn new(mut segments: Vec<WindowRows>, bytes: usize, threads: usize, origin: TextPosition) -> Self {
        segments.sort_unstable_by_key(|segment| segment.base);
        let mut counts = RowCounts::default();
        let mut lines = origin.lines;
        for segment in &mut segments {
            segment.first = counts;
            counts += segment.counts;
            lines += std::mem::replace(&mut segment.line, lines);
        }
        Self { segments, counts, threads, origin, lines, bytes, memory: None }
    }

    /// The position of the text that follows.
    pub fn after(&self) -> TextPosition {
        let (before, counts) = (&self.origin, &self.counts);
        TextPosition {
            bytes: before.bytes + self.bytes,
            lines: self.lines,
            documents: before.documents + counts.documents,
            annotations: before.annotations + counts.annotations,
            relations: before.relations + counts.relations,
            rows: before.rows + counts.rows,
        }
    }

    /// Finds a row.
    #[inline]
    pub fn place(&self, table: TableId, row: usize) -> RowPosition<'_> {
        let segment = match &self.segments[..] {
            [only] => only,
            all => &all[all.partition_point(|segment| table(&segment.first) <= row) - 1],
        };
        RowPosition { segment, local: table(&segment.local) + row - table(&segment.first) }
    }

    /// A column for overwriting.
    pub fn unset<W: Pod>(&self, table: TableId) -> ColumnVec<W> {
        ColumnVec::unset(table(&self.counts), self.memory.as_ref())
    }

    /// Makes a column, in parallel; `value` is asked for each row of a window's part.
    pub fn gather<W: Pod + Send>(
        &self,
        table: TableId,
        value: impl Fn(&WindowRows, usize) -> W + Sync,
    ) -> Result<ColumnVec<W>> {
        self.gather_of(table, |_| (), |(), segment, row| value(segment, row))
    }

    /// Like `gather`, but calls `rows` once per window and passes its result to every `value` call.
    pub fn gather_of<R, W: Pod + Send>(
        &self,
        table: TableId,
        rows: impl Fn(&WindowRows) -> R + Sync,
        value: impl Fn(&R, &WindowRows, usize) -> W + Sync,
    ) -> Result<ColumnVec<W>> {
        let mut whole = self.unset(table);
        self.gather_into(table, &mut whole, rows, value)?;
        Ok(whole)
    }

    /// Like `gather_of`, but into existing memory.
    pub fn gather_into<R, W: Pod + Send>(
        &self,
        table: TableId,
        whole: &mut [W],
        rows: impl Fn(&WindowRows) -> R + Sync,
        value: impl Fn(&R, &WindowRows, usize) -> W + Sync,
    ) -> Result<()> {
        self.fill(&mut split(&self.segments, table, whole).into_iter(), |segment, places: &mut [W]| {
            let rows = rows(segment);
            for (place, row) in places.iter_mut().zip(table(&segment.local)..) {
                *place = value(&rows, segment, row);
            }
        })
    }

    /// Several columns at once, so that each row is unpacked only once.
    pub fn gather_several<R, A: Pod + Send, B: Pod + Send, const N: usize>(
        &self,
        table: TableId,
        rows: impl Fn(&WindowRows) -> R + Sync,
        values: impl Fn(&R, &WindowRows, usize) -> (A, [B; N]) + Sync,
    ) -> Result<(ColumnVec<A>, [ColumnVec<B>; N])> {
        let mut first = self.unset(table);
        let mut others: [ColumnVec<B>; N] = std::array::from_fn(|_| self.unset(table));
        let mut cuts = others.each_mut().map(|column| split(&self.segments, table, column).into_iter());
        let mut pieces = split(&self.segments, table, &mut first).into_iter().map(|(segment, first)| {
            let others =
                cuts.each_mut().map(|pieces| pieces.next().map_or_else(Default::default, |(_, piece)| piece));
            (segment, (first, others))
        });
        self.fill(&mut pieces, |segment, (first, mut others): (&mut [A], [&mut [B]; N])| {
            let rows = rows(segment);
            for (at, place) in first.iter_mut().enumerate() {
                let (value, more) = values(&rows, segment, table(&segment.local) + at);
                *place = value;
                others.iter_mut().zip(more).for_each(|(column, value)| column[at] = value);
            }
        })?;
        Ok((first, others))
    }

    /// Like `gather`, but makes a string column.
    pub fn gather_spans(
        &self,
        table: TableId,
        span: impl Fn(&WindowRows, usize) -> Span + Sync,
    ) -> Result<Spans> {
        self.gather_spans_of(table, |_| (), |(), segment, row| span(segment, row))
    }

    /// Like `gather_spans`, but calls `rows` once per window and passes its result to every `span` call.
    pub fn gather_spans_of<R>(
        &self,
        table: TableId,
        rows: impl Fn(&WindowRows) -> R + Sync,
        span: impl Fn(&R, &WindowRows, usize) -> Span + Sync,
    ) -> Result<Spans> {
        let mut whole = Spans::unset(table(&self.counts), self.memory.as_ref());
        let starts = split(&self.segments, table, &mut whole.starts);
        let lengths = split(&self.segments, table, &mut whole.lengths);
        let mut both = starts
            .into_iter()
            .zip(lengths)
            .map(|((segment, starts), (_, lengths))| (segment, (starts, lengths)));
        self.fill(&mut both, |segment, (starts, lengths): (&mut [i64], &mut [i32])| {
            let rows = rows(segment);
            for ((start, length), row) in starts.iter_mut().zip(lengths).zip(table(&segment.local)..) {
                let span = span(&rows, segment, row);
                *start = if span.is_present() { (segment.base + span.start()) as i64 } else { 0 };
                *length = span.length();
            }
        })?;
        Ok(whole)
    }

    /// The document of each row; a document's rows are those between its offset and the next.
    pub fn owners(&self, table: TableId, offsets: &[i64]) -> Result<ColumnVec<i32>> {
        let mut owners = self.unset(table);
        self.fill(
            &mut split(&self.segments, table, &mut owners).into_iter(),
            |segment, places: &mut [i32]| {
                let documents = segment.first.documents..segment.first.documents + segment.counts.documents;
                for document in documents {
                    let rows = offsets[document] as usize..offsets[document + 1] as usize;
                    let begin = rows.start - table(&segment.first);
                    places[begin..begin + rows.len()].fill(document as i32);
                }
            },
        )?;
        Ok(owners)
    }

    /// Shares pieces of columns among threads.
    pub fn fill<C: Send>(
        &self,
        pieces: &mut (dyn Iterator<Item = (&WindowRows, C)> + Send),
        work: impl Fn(&WindowRows, C) + Sync,
    ) -> Result<()> {
        // Starting a thread costs more than writing a few thousand rows.
        const WORTH_A_THREAD: usize = 1 << 16;
        let rows = self.counts.records() + self.counts.annotations;
        let threads = self.threads.min(1 + rows / WORTH_A_THREAD);
        let pieces = Mutex::new(pieces);
        let next = || pieces.lock().expect("taking the next piece cannot panic").next();
        workers::run(threads, || {
            while let Some((segment, piece)) = next() {
                work(segment, piece);
            }
            Ok(())
        })?;
        Ok(())
    }
}

/// Cuts a column into the pieces that belong to the windows.
fn split<'s, 'w, W>(
    segments: &'s [WindowRows],
    table: TableId,
    mut whole: &'w mut [W],
) -> Vec<(&'s WindowRows, &'w mut [W])> {
    let mut pieces = Vec::with_capacity(segments.len());
    for segment in segments {
        let (piece, rest) = whole.split_at_mut(table(&segment.counts));
        pieces.push((segment, piece));
        whole = rest;
    }
    pieces
}
