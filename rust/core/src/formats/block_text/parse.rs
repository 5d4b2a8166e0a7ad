//! Stage 2: parses one window into packed rows.
//!
//! Nearly all lines of a dump are annotation rows of five to seven columns under the id of the document before them.
//! [`BlockTextWindow::annotation_row`] recognises such a row by the order of its marks, reads each offset with one
//! load, and compares its id as one word. Title, abstract and blank lines have a fast path too. Every other line goes
//! to [`classify`], so that the rules are in one place.

use memchr::memchr;

use super::line::{AnnotationLine, DIRECTION, Line, RelationLine, classify, is_abstract, is_title};
use super::open_id::{OpenId, early_pipe};
use crate::ProblemCode;
use crate::columns::{ProblemRow, Span, invalid_utf8};
use crate::formats::Window;
use crate::model::worker_rows::{
    AnnotationRow, CorpusRows, DocumentRow, ExtraRow, FullAnnotation, PassageRow, RelationRow,
};
use crate::model::{RowCounts, TableId};
use crate::scan::{Marks, NEWLINE, SCAN_BLOCK, Scanner};
use crate::text::number::digits;
use crate::text::{ByteRange, strip};

/// Parses windows one after another, reusing its buffers.
#[derive(Default)]
pub(crate) struct BlockTextParser {
    scanner: Scanner,
    /// The annotations of a block, before they are appended to the part.
    rows: Vec<AnnotationRow>,
    /// The documents of a window: the last one is still being written to.
    documents: Vec<DocumentRow>,
}

impl BlockTextParser {
    /// Appends a window's rows to `part`; returns the number of its lines.
    pub fn parse(&mut self, window: &Window<'_>, part: &mut CorpusRows) -> usize {
        part.annotations.types.enter_window(window.base);
        part.relations.types.enter_window(window.base);
        let mut run = BlockTextWindow {
            text: window.text,
            before: part.counts(),
            part,
            rows: &mut self.rows,
            documents: &mut self.documents,
            open: OpenId::NONE,
            stored_end: 0,
            line: 0,
        };
        run.header(window.header);
        let mut at = window.header;
        while at < run.text.len() {
            let block = &run.text[at..run.text.len().min(at + SCAN_BLOCK)];
            let marks = self.scanner.scan(block);
            let first_line = run.line;
            let mut end = at + run.block(at, block, &marks);
            if end == at {
                // A line longer than a block, or the last one without a newline.
                end = memchr(b'\n', &run.text[at..]).map_or(run.text.len(), |newline| at + newline + 1);
                run.line(at, end);
            }
            if end - at > block.len() || !marks.ascii {
                run.validate(at, end, first_line);
            }
            run.part.annotations.extend(run.rows);
            run.rows.clear();
            at = end;
        }
        run.finish()
    }
}

/// The position of a mark in its block.
#[inline(always)]
fn place(mark: u16) -> usize {
    (mark & !NEWLINE) as usize
}

/// A window that is being parsed. Positions are offsets in the window.
struct BlockTextWindow<'w, 'p> {
    text: &'w [u8],
    part: &'p mut CorpusRows,
    /// The number of rows that earlier windows wrote to `part`.
    before: RowCounts,
    rows: &'p mut Vec<AnnotationRow>,
    documents: &'p mut Vec<DocumentRow>,
    open: OpenId,
    /// One past the last line that was stored in the open document.
    stored_end: usize,
    /// Lines before the current one.
    line: usize,
}

impl BlockTextWindow<'_, '_> {
    /// Parses the lines of a block that end in it; returns the position of the first that does not.
    fn block(&mut self, at: usize, block: &[u8], marks: &Marks<'_>) -> usize {
        let count = marks.len();
        let mut begin = 0;
        let mut next = 0;
        while next < count {
            let m: &[u16; 8] = marks.padded[next..next + 8].try_into().expect("eight marks");
            let is_short = if let Some(columns) = self.annotation_row(at, block, begin, m) {
                next += columns;
                true
            } else if m[0] & NEWLINE != 0 {
                // No tab in the line: text or blank.
                next += 1;
                self.text_line(at, block, begin, place(m[0]) + 1)
            } else {
                let rest = &marks.padded[next..count];
                let Some(tabs) = rest.iter().position(|mark| mark & NEWLINE != 0) else { break };
                next += tabs + 1;
                false
            };
            let end = place(marks.padded[next - 1]) + 1;
            if is_short {
                self.line += 1;
            } else {
                self.line(at + begin, at + end);
            }
            begin = end;
        }
        begin
    }

    /// Parses an annotation of the open document if it is a plain one; returns the number of its columns. `m` holds the
    /// marks from the beginning of the line on.
    #[inline(always)]
    fn annotation_row(&mut self, at: usize, block: &[u8], begin: usize, m: &[u16; 8]) -> Option<usize> {
        let columns = match (m[0] | m[1] | m[2] | m[3]) & NEWLINE == 0 {
            true if m[4] & NEWLINE != 0 => 5,
            true if m[5] & NEWLINE != 0 => 6,
            true if m[6] & NEWLINE != 0 => 7,
            _ => return None,
        };
        let end = place(m[columns - 1]);
        let value_end = end - usize::from(block[end - 1] == b'\r');
        if !self.open.is(self.text, block, begin, place(m[0]).wrapping_sub(begin)) {
            return None;
        }
        let start = digits(block, place(m[0]) + 1, place(m[1]))?;
        let length = digits(block, place(m[1]) + 1, place(m[2]))? - start;
        let kind_end = if columns == 5 { value_end } else { place(m[4]) };
        let kind = self.part.annotations.types.code(block, place(m[3]) + 1, kind_end);
        // The other lengths are at most that of a block, and fit. A negative length becomes a large one.
        if length as u32 as usize > AnnotationRow::MAX_LENGTH || kind as usize > AnnotationRow::MAX_LENGTH {
            return None;
        }
        if columns == 7 {
            self.extra(Span::new(at + place(m[5]) + 1, at + value_end), Span::ABSENT);
        }
        self.rows.push(AnnotationRow {
            start,
            mention: (at + place(m[2]) + 1) as u32,
            length: length as u16,
            mention_length: (place(m[3]) - place(m[2]) - 1) as u16,
            identifier_length: match columns {
                5 => AnnotationRow::ABSENT,
                6 => (value_end - place(m[4]) - 1) as u16,
                _ => (place(m[5]) - place(m[4]) - 1) as u16,
            },
            kind: kind as u16,
        });
        self.stored_end = at + end + 1;
        Some(columns)
    }

    /// Parses the common lines without tabs: blank, `id|t|…`, and `id|a|…` of the open document.
    #[inline(always)]
    fn text_line(&mut self, at: usize, block: &[u8], begin: usize, end: usize) -> bool {
        let text_end = end - 1 - usize::from(end - begin > 1 && block[end - 2] == b'\r');
        if text_end == begin {
            self.close();
            return true;
        }
        let Some(id) = early_pipe(block, begin) else {
            return false;
        };
        let text = begin + id + 3;
        if id == 0 || text > text_end || block[text - 1] != b'|' {
            return false;
        }
        let span = Span::new(at + text, at + text_end);
        match block[text - 2] {
            b't' => {
                self.open(at + begin, id);
                self.document().title = span;
            }
            b'a' if self.open.is(self.text, block, begin, id) && !self.document().abstract_.is_present() => {
                self.document().abstract_ = span;
            }
            _ => return false,
        }
        self.stored_end = at + end;
        true
    }

    /// Parses any line, `text[begin..end]` with its line end.
    #[cold]
    fn line(&mut self, begin: usize, end: usize) {
        let line = strip(&self.text[begin..end]);
        let span = |place: ByteRange| Span::new(begin + place.start, begin + place.end);
        match classify(line) {
            Line::Blank => self.close(),
            Line::Problem(code) => self.problem(code, begin),
            Line::Text { id, tag, text } => {
                self.text(begin, id, &line[tag.clone()], span(tag), span(text));
                self.stored_end = end;
            }
            Line::Annotation(row) => {
                self.row(begin, row.id);
                self.annotation(begin, row);
                self.stored_end = end;
            }
            Line::Relation(row) => {
                self.row(begin, row.id);
                self.relation(begin, row);
                self.stored_end = end;
            }
        }
        self.line += 1;
    }

    fn text(&mut self, begin: usize, id: usize, tag: &[u8], tag_span: Span, text: Span) {
        if is_title(tag) || !self.is_open(begin, id) {
            self.open(begin, id);
        }
        if is_title(tag) {
            self.document().title = text;
        } else if is_abstract(tag) && !self.document().abstract_.is_present() {
            self.document().abstract_ = text;
        } else {
            if is_abstract(tag) {
                self.problem(ProblemCode::DuplicateTextLine, begin);
            }
            let document = self.documents.len() as u32 - 1;
            self.part.passages.push(PassageRow { document, tag: tag_span, text });
        }
    }

    /// Opens the document of a row, unless it is open.
    fn row(&mut self, begin: usize, id: usize) {
        if !self.is_open(begin, id) {
            self.open(begin, id);
            self.problem(ProblemCode::RowsWithoutText, begin);
        }
    }

    fn annotation(&mut self, begin: usize, row: AnnotationLine) {
        let span = |place: ByteRange| Span::new(begin + place.start, begin + place.end);
        if row.start < 0 || row.end < row.start {
            self.problem(ProblemCode::BadSpan, begin);
        }
        if let Some(extra) = row.extra {
            self.extra(span(extra), row.extra_rest.map_or(Span::ABSENT, span));
        }
        let annotations = &mut self.part.annotations;
        let number = annotations.len() + self.rows.len();
        let kind = annotations.types.code(self.text, begin + row.kind.start, begin + row.kind.end);
        let full = FullAnnotation {
            start: row.start,
            end: row.end,
            mention: span(row.mention),
            kind,
            identifier: row.identifier.map_or(Span::ABSENT, span),
        };
        self.rows.push(annotations.pack(number, full, row.kind.len()));
    }

    /// Stores the cells of the next annotation beyond its sixth column.
    fn extra(&mut self, value: Span, rest: Span) {
        let row = self.part.annotations.len() + self.rows.len();
        self.part.annotations.extra.push(ExtraRow { row, value, rest });
    }

    fn relation(&mut self, begin: usize, row: RelationLine) {
        let span = |place: ByteRange| Span::new(begin + place.start, begin + place.end);
        let types = &mut self.part.relations.types;
        let kind = match row.kind {
            Some(kind) => types.code(self.text, begin + kind.start, begin + kind.end),
            None => types.code(DIRECTION, 0, DIRECTION.len()),
        };
        let extra = row.extra.map_or(Span::ABSENT, span);
        self.part.relations.rows.push(RelationRow {
            kind,
            arg1: span(row.arg1),
            arg2: span(row.arg2),
            extra,
        });
    }

    fn is_open(&self, begin: usize, id: usize) -> bool {
        self.open.equals(self.text, begin, id)
    }

    #[inline]
    fn open(&mut self, begin: usize, id: usize) {
        self.close();
        self.open = OpenId::new(self.text, begin, id);
        self.documents.push(DocumentRow {
            id: Span::new(begin, begin + id),
            title: Span::ABSENT,
            abstract_: Span::ABSENT,
            line: self.line as u32,
            ..DocumentRow::default()
        });
    }

    #[inline]
    fn close(&mut self) {
        if self.open.is_some() {
            let annotations =
                self.part.annotations.len() + self.rows.len() - self.before.of(TableId::Annotations);
            let relations = self.part.relations.rows.len() - self.before.of(TableId::Relations);
            let byte_end = self.stored_end as u32;
            let document = self.document();
            document.byte_end = byte_end;
            document.annotations_end = annotations as u32;
            document.relations_end = relations as u32;
            self.open = OpenId::NONE;
        }
    }

    /// The open document.
    #[inline]
    fn document(&mut self) -> &mut DocumentRow {
        self.documents.last_mut().expect("a document is open")
    }

    fn problem(&mut self, code: ProblemCode, byte: usize) {
        self.part.problems.push(ProblemRow { line: self.line as u32, byte: byte as u32, code: code as u32 });
    }

    /// Counts the lines of comments at the head of the input; nothing of them is stored.
    fn header(&mut self, end: usize) {
        self.validate(0, end, 0);
        self.line = memchr::memchr_iter(b'\n', &self.text[..end]).count();
        self.line += usize::from(end > 0 && self.text[end - 1] != b'\n');
    }

    /// Reports the lines of `text[begin..end]` that are not UTF-8.
    fn validate(&mut self, begin: usize, end: usize, first_line: usize) {
        invalid_utf8(self.text, begin..end, first_line, &mut self.part.problems);
    }

    /// Ends the window: completes its last document, appends its documents, and sorts its problems.
    fn finish(mut self) -> usize {
        self.close();
        self.part.documents.extend(self.documents.drain(..));
        let problems = &mut self.part.problems[self.before.problems..];
        if !problems.is_sorted() {
            problems.sort_unstable();
        }
        self.line
    }
}
