//! Stage 2 of a table: parses one window into packed rows.
//!
//! Nearly all rows of a dump are complete. [`RowSyntax::plain`] recognises such a row by the order of its marks; every
//! other line goes to the classifier, so that the rules are in one place.

use memchr::{memchr, memchr_iter};

use super::line::{Faults, TableLine};
use super::{RowSyntax, Shape};
use crate::ProblemCode;
use crate::columns::{ProblemRow, Span, invalid_utf8};
use crate::formats::Window;
use crate::model::worker_rows::WorkerTable;
use crate::scan::{Marks, NEWLINE, SCAN_BLOCK, Scanner};
use crate::text::number::digits;
use crate::text::{ByteRange, strip};

/// Parses windows one after another, reusing its buffers.
pub(crate) struct TableParser<T: RowSyntax> {
    scanner: Scanner,
    /// The rows of a block, before they are appended to the part.
    rows: Vec<T>,
}

impl<T: RowSyntax> Default for TableParser<T> {
    fn default() -> Self {
        Self { scanner: Scanner::new(), rows: Vec::new() }
    }
}

impl<T: RowSyntax> TableParser<T> {
    /// Appends the rows of a window of a table to `part`; returns the number of its lines. The table's shape
    /// must be one that has such rows.
    pub fn parse(&mut self, shape: Shape, window: &Window<'_>, part: &mut WorkerTable<T>) -> usize {
        assert!(T::has(shape), "a table of another kind");
        part.enter_window(window.base, window.text.len());
        let problems = part.problems.len();
        let mut run = TableWindowParser { shape, text: window.text, part, rows: &mut self.rows, line: 0 };
        run.header(window.header);
        let mut at = window.header;
        while at < run.text.len() {
            let block = &run.text[at..run.text.len().min(at + SCAN_BLOCK)];
            let marks = self.scanner.scan(block);
            let first_line = run.line;
            let complete = match shape {
                Shape::Typed => run.block::<{ Shape::Typed.columns() }>(at, block, &marks),
                Shape::Untyped => run.block::<{ Shape::Untyped.columns() }>(at, block, &marks),
                Shape::Relations => run.block::<{ Shape::Relations.columns() }>(at, block, &marks),
            };
            let mut end = at + complete;
            if end == at {
                // A line longer than a block, or the last one without a newline.
                end = memchr(b'\n', &run.text[at..]).map_or(run.text.len(), |newline| at + newline + 1);
                run.line(at, end);
            }
            if end - at > block.len() || !marks.ascii {
                run.validate(at, end, first_line);
            }
            run.part.rows.packed.extend(run.rows);
            run.rows.clear();
            at = end;
        }
        run.finish(problems)
    }
}

/// A window that is being parsed. Positions are offsets in the window.
struct TableWindowParser<'w, 'p, T: RowSyntax> {
    shape: Shape,
    text: &'w [u8],
    part: &'p mut WorkerTable<T>,
    rows: &'p mut Vec<T>,
    /// Lines before the current one.
    line: usize,
}

impl<T: RowSyntax> TableWindowParser<'_, '_, T> {
    /// Parses the lines of a block that end in it; returns the position of the first that does not.
    fn block<const COLUMNS: usize>(&mut self, at: usize, block: &[u8], marks: &Marks<'_>) -> usize {
        let count = marks.len();
        let mut begin = 0;
        let mut next = 0;
        while next < count {
            let m: &[u16; 8] = marks.padded[next..next + 8].try_into().expect("eight marks");
            let end;
            let dictionaries = &mut self.part.rows.dictionaries[..];
            if let Some(row) = T::plain::<COLUMNS>(dictionaries, at, block, begin, m) {
                self.rows.push(row);
                self.line += 1;
                next += COLUMNS;
                end = place(m[COLUMNS - 1]) + 1;
            } else {
                let rest = &marks.padded[next..count];
                let Some(tabs) = rest.iter().position(|mark| mark & NEWLINE != 0) else { break };
                next += tabs + 1;
                end = place(rest[tabs]) + 1;
                self.line(at + begin, at + end);
            }
            begin = end;
        }
        begin
    }

    /// Parses any line, `text[begin..end]` with its line end.
    #[cold]
    fn line(&mut self, begin: usize, end: usize) {
        match T::classify(strip(&self.text[begin..end]), self.shape) {
            TableLine::Blank => {}
            TableLine::Problem(code) => self.problem(code, begin),
            TableLine::Row(row, faults) => {
                let rows = &mut self.part.rows;
                let fields = T::fields(&mut rows.dictionaries, self.text, begin, row);
                self.rows.push(rows.pack(rows.packed.len() + self.rows.len(), fields));
                self.faults(faults, begin);
            }
        }
        self.line += 1;
    }

    fn faults(&mut self, faults: Faults, byte: usize) {
        faults.into_iter().flatten().for_each(|code| self.problem(code, byte));
    }

    fn problem(&mut self, code: ProblemCode, byte: usize) {
        self.part.problems.push(ProblemRow { line: self.line as u32, byte: byte as u32, code: code as u32 });
    }

    /// Counts the lines of the input's head; nothing of them is stored.
    fn header(&mut self, end: usize) {
        self.validate(0, end, 0);
        self.line = memchr_iter(b'\n', &self.text[..end]).count();
        self.line += usize::from(end > 0 && self.text[end - 1] != b'\n');
    }

    /// Reports the lines of `text[begin..end]` that are not UTF-8.
    fn validate(&mut self, begin: usize, end: usize, first_line: usize) {
        invalid_utf8(self.text, begin..end, first_line, &mut self.part.problems);
    }

    /// Ends the window and sorts its problems; `before` counts the problems of earlier windows.
    fn finish(self, before: usize) -> usize {
        let problems = &mut self.part.problems[before..];
        if !problems.is_sorted() {
            problems.sort_unstable();
        }
        self.line
    }
}

/// The position of a mark in its block.
#[inline(always)]
pub(super) fn place(mark: u16) -> usize {
    (mark & !NEWLINE) as usize
}

/// The PMID `block[begin..end]` if it is a plain number of at most eight digits; `0` is left to the classifier.
#[inline(always)]
pub(super) fn pmid(block: &[u8], begin: usize, end: usize) -> Option<u32> {
    if block[begin] == b'0' {
        return None;
    }
    digits(block, begin, end).map(|pmid| pmid as u32)
}

/// The span of a column in the window.
pub(super) fn span(begin: usize, place: ByteRange) -> Span {
    Span::new(begin + place.start, begin + place.end)
}
