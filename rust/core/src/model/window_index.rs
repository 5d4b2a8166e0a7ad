//! The position of each window's rows: in a worker's rows, and in the whole input.

use std::sync::{Arc, Mutex};

use bytemuck::Pod;

use super::{RowCounts, TableId};
use crate::Result;
use crate::base::share::cut;
use crate::base::workers;
use crate::columns::{ColumnVec, PagePool};

/// The rows of one window: a range of a worker's rows, and a range of the input's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WindowRows {
    pub part: usize,
    /// Rows of the part before them.
    pub local: RowCounts,
    /// Rows of the input before them.
    pub first: RowCounts,
    /// The number of rows.
    pub counts: RowCounts,
    /// The position in the text at which the window begins.
    pub base: usize,
    /// The position in the text at which its input begins.
    pub input: usize,
    /// Lines of its input before the window.
    pub line: usize,
}

/// The bytes, lines and rows before a part of an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextPosition {
    pub bytes: usize,
    pub lines: usize,
    /// Rows of each table: see [`TextPosition::rows`].
    pub(crate) tables: [usize; 4],
}

impl TextPosition {
    #[inline]
    pub fn rows(&self, table: TableId) -> usize {
        self.tables[table.place()]
    }

    /// The number of records: documents, or rows of a table file.
    #[inline]
    pub fn records(&self) -> usize {
        self.tables[0]
    }

    /// The position after `count` more rows of a table.
    #[must_use]
    pub fn after(mut self, table: TableId, count: usize) -> Self {
        self.tables[table.place()] += count;
        self
    }

    /// Keeps the rows and drops bytes and lines, for the next of several inputs: only its rows count on.
    #[must_use]
    pub fn of_rows(self) -> Self {
        Self { bytes: 0, lines: 0, ..self }
    }
}

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

/// The position of a row: its window, and its row number in the window's part.
pub(crate) struct RowPosition<'l> {
    pub segment: &'l WindowRows,
    pub local: usize,
}

impl WindowIndex {
    /// Orders windows and counts what is before each. In `segments`, `line` is the number of a window's lines.
    pub fn new(mut segments: Vec<WindowRows>, bytes: usize, threads: usize, origin: TextPosition) -> Self {
        segments.sort_unstable_by_key(|segment| segment.base);
        let mut counts = RowCounts::default();
        let (mut lines, mut input) = (origin.lines, 0);
        for segment in &mut segments {
            if std::mem::replace(&mut input, segment.input) != segment.input {
                lines = 0;
            }
            segment.first = counts;
            counts += segment.counts;
            lines += std::mem::replace(&mut segment.line, lines);
        }
        Self { segments, counts, threads, origin, lines, bytes, memory: None }
    }

    /// The position of the text that follows.
    pub fn after(&self) -> TextPosition {
        let before = &self.origin;
        TextPosition {
            bytes: before.bytes + self.bytes,
            lines: self.lines,
            tables: std::array::from_fn(|table| before.tables[table] + self.counts.tables[table]),
        }
    }

    /// The byte of the input at a position in a window.
    #[inline]
    pub fn byte(&self, segment: &WindowRows, position: usize) -> usize {
        self.origin.bytes + segment.base - segment.input + position
    }

    /// Finds a row.
    #[inline]
    pub fn place(&self, table: TableId, row: usize) -> RowPosition<'_> {
        let segment = match &self.segments[..] {
            [only] => only,
            all => &all[all.partition_point(|segment| segment.first.of(table) <= row) - 1],
        };
        RowPosition { segment, local: segment.local.of(table) + row - segment.first.of(table) }
    }

    /// A column with arbitrary content, to be overwritten.
    pub fn unset<W: Pod>(&self, table: TableId) -> ColumnVec<W> {
        ColumnVec::unset(self.counts.of(table), self.memory.as_ref())
    }

    /// The document of each row; the rows of a document lie between its offset and the next.
    pub fn owners(&self, table: TableId, offsets: &[i64]) -> Result<ColumnVec<i32>> {
        let mut owners = self.unset(table);
        let pieces = cut(&mut owners, self.segments.iter().map(|segment| segment.counts.of(table)));
        self.fill(&mut self.segments.iter().zip(pieces), |segment, places: &mut [i32]| {
            let first = segment.first.of(TableId::Documents);
            for document in first..first + segment.counts.of(TableId::Documents) {
                let rows = offsets[document] as usize..offsets[document + 1] as usize;
                let begin = rows.start - segment.first.of(table);
                places[begin..begin + rows.len()].fill(document as i32);
            }
        })?;
        Ok(owners)
    }

    /// Runs `work` on pieces of columns, on several threads.
    pub fn fill<C: Send>(
        &self,
        pieces: &mut (dyn Iterator<Item = (&WindowRows, C)> + Send),
        work: impl Fn(&WindowRows, C) + Sync,
    ) -> Result<()> {
        // Starting a thread costs more than writing a few thousand rows.
        const WORTH_A_THREAD: usize = 1 << 16;
        let rows = self.counts.records() + self.counts.of(TableId::Annotations);
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
