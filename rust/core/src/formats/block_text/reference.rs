//! A slow reference parser, which applies the rules one line at a time.
//!
//! It shares no code with the fast parser. When the two differ, one of them is wrong.

use crate::model::record::{Annotation, Bytes, Document, Passage, Relation};
use crate::{Problem, ProblemCode};

/// The documents and problems of an input, by value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReferenceCorpus {
    /// The documents, in file order.
    pub documents: Vec<Located>,
    /// The problems, ordered by line, byte and code.
    pub problems: Vec<Problem>,
}

/// A document and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    pub document: Document,
    /// The first byte of its first stored line.
    pub byte_start: usize,
    /// One past its last stored line, line end included.
    pub byte_end: usize,
    /// Its first stored line, counted from 1.
    pub line: usize,
}

/// Parses a whole input.
pub fn parse(input: &[u8]) -> ReferenceCorpus {
    let mut reader = Reader { in_header: true, ..Reader::default() };
    reader.byte = if input.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    for line in input[reader.byte..].split_inclusive(|&byte| byte == b'\n') {
        reader.line += 1;
        reader.end = reader.byte + line.len();
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        reader.take(line.strip_suffix(b"\r").unwrap_or(line));
        reader.byte = reader.end;
    }
    reader.parsed.problems.sort();
    reader.parsed
}

#[derive(Default)]
struct Reader {
    parsed: ReferenceCorpus,
    is_open: bool,
    in_header: bool,
    /// The current line, counted from 1, its first byte, and one past its last.
    line: usize,
    byte: usize,
    end: usize,
}

impl Reader {
    fn take(&mut self, line: &[u8]) {
        if let Err(error) = std::str::from_utf8(line) {
            self.problem_at(ProblemCode::InvalidUtf8, self.byte + error.valid_up_to());
        }
        if line.iter().all(|byte| b" \t\r\x0b\x0c".contains(byte)) {
            self.is_open = false;
            return;
        }
        if self.in_header && line.starts_with(b"##") {
            return;
        }
        self.in_header = false;
        match text_line(line) {
            Some((id, tag, text)) => self.text(id, tag, text),
            None => self.columns(line),
        }
    }

    fn text(&mut self, id: &[u8], tag: &[u8], text: &[u8]) {
        let is_title = tag == b"t" || tag == b"title";
        let is_abstract = tag == b"a" || tag == b"abstract";
        if is_title || !self.is_open_as(id) {
            self.open(id);
        }
        let document = self.store();
        if is_title {
            document.title = Some(text.to_vec());
        } else if is_abstract && document.abstract_.is_none() {
            document.abstract_ = Some(text.to_vec());
        } else {
            document.passages.push(Passage { tag: tag.to_vec(), text: text.to_vec() });
            if is_abstract {
                self.problem(ProblemCode::DuplicateTextLine);
            }
        }
    }

    fn columns(&mut self, line: &[u8]) {
        let columns: Vec<&[u8]> = line.split(|&byte| byte == b'\t').collect();
        if columns.len() == 1 || columns[0].is_empty() {
            return self.problem(ProblemCode::UnrecognisedLine);
        }
        let is_integer = |at: usize| value(columns[at]).is_some();
        match columns.len() {
            0..4 => self.problem(ProblemCode::TooFewColumns),
            4 if columns[3].starts_with(b"Subject:") => {
                self.relation(columns[0], b"direction", columns[1], columns[2], Some(columns[3]));
            }
            4 if is_integer(1) && is_integer(2) => self.problem(ProblemCode::TooFewColumns),
            4 => self.relation(columns[0], columns[1], columns[2], columns[3], None),
            _ if is_integer(1) && is_integer(2) => {
                let extra = (columns.len() > 6).then(|| columns[6..].join(&b'\t'));
                self.annotation(
                    columns[0],
                    [columns[1], columns[2], columns[3], columns[4]],
                    columns.get(5),
                    extra,
                );
            }
            5 if !is_integer(1) => {
                self.relation(columns[0], columns[1], columns[2], columns[3], Some(columns[4]))
            }
            5 => self.problem(ProblemCode::BadOffset),
            _ if is_term(columns[1]) && is_integer(3) && is_integer(4) => {
                let mut extra = vec![columns[1]];
                extra.extend(columns.iter().skip(7));
                let extra = extra.join(&b'\t');
                self.annotation(
                    columns[0],
                    [columns[3], columns[4], columns[5], columns[2]],
                    columns.get(6),
                    Some(extra),
                );
            }
            _ => self.problem(ProblemCode::BadOffset),
        }
    }

    /// `row` is start, end, mention and type.
    fn annotation(&mut self, id: &[u8], row: [&[u8]; 4], identifier: Option<&&[u8]>, extra: Option<Bytes>) {
        let (Some(Some(start)), Some(Some(end))) = (value(row[0]), value(row[1])) else {
            return self.problem(ProblemCode::OffsetOverflow);
        };
        self.open_for_row(id);
        if start < 0 || end < 0 || end < start {
            self.problem(ProblemCode::BadSpan);
        }
        let (mention, kind) = (row[2].to_vec(), row[3].to_vec());
        let identifier = identifier.map(|identifier| identifier.to_vec());
        self.store().annotations.push(Annotation { start, end, mention, kind, identifier, extra });
    }

    fn relation(&mut self, id: &[u8], kind: &[u8], arg1: &[u8], arg2: &[u8], extra: Option<&[u8]>) {
        self.open_for_row(id);
        let (kind, arg1, arg2) = (kind.to_vec(), arg1.to_vec(), arg2.to_vec());
        self.store().relations.push(Relation { kind, arg1, arg2, extra: extra.map(<[u8]>::to_vec) });
    }

    fn is_open_as(&self, id: &[u8]) -> bool {
        self.is_open && self.parsed.documents.last().is_some_and(|last| last.document.document_id == id)
    }

    fn open_for_row(&mut self, id: &[u8]) {
        if !self.is_open_as(id) {
            self.open(id);
            self.problem(ProblemCode::RowsWithoutText);
        }
    }

    fn open(&mut self, id: &[u8]) {
        let document = Document { document_id: id.to_vec(), ..Document::default() };
        self.parsed.documents.push(Located {
            document,
            byte_start: self.byte,
            byte_end: self.end,
            line: self.line,
        });
        self.is_open = true;
    }

    /// The open document, extended to the end of this line.
    fn store(&mut self) -> &mut Document {
        let open = self.parsed.documents.last_mut().expect("a document is open");
        open.byte_end = self.end;
        &mut open.document
    }

    fn problem(&mut self, code: ProblemCode) {
        self.problem_at(code, self.byte);
    }

    fn problem_at(&mut self, code: ProblemCode, byte: usize) {
        self.parsed.problems.push(Problem { line: self.line as u64, byte: byte as u64, code });
    }
}

/// An id and a tag, neither empty nor with a pipe or a tab, and the text after the second pipe.
fn text_line(line: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let mut pieces = line.splitn(3, |&byte| byte == b'|');
    let (id, tag, text) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let is_name = |name: &[u8]| !name.is_empty() && !name.contains(&b'\t');
    (is_name(id) && is_name(tag)).then_some((id, tag, text))
}

/// True for `T` and digits.
fn is_term(column: &[u8]) -> bool {
    column.len() > 1 && column[0] == b'T' && column[1..].iter().all(u8::is_ascii_digit)
}

/// The value of an integer column; `Some(None)` where it does not fit 32 bits.
fn value(column: &[u8]) -> Option<Option<i32>> {
    let text = std::str::from_utf8(column).ok()?;
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(text.parse().ok())
}
