//! Classifies one line. Total: every line is one of the kinds below.

use memchr::{memchr, memchr_iter, memchr2};

use crate::ProblemCode;
use crate::text::number::{Integer, integer};
use crate::text::{ByteRange, is_blank};

/// The kind of a line, with the positions of its columns. A stored line begins with its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Empty or white space only: ends the document.
    Blank,
    /// `ID|tag|text`.
    Text {
        /// The end of the id.
        id: usize,
        tag: ByteRange,
        /// The text: pipes and tabs in it are text.
        text: ByteRange,
    },
    /// A row with a span.
    Annotation(AnnotationLine),
    /// A row with two arguments.
    Relation(RelationLine),
    /// A line of which nothing is stored.
    Problem(ProblemCode),
}

/// The columns of an annotation row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationLine {
    /// The end of the id.
    pub id: usize,
    /// First code point, as in the file.
    pub start: i32,
    /// One past the last code point, as in the file.
    pub end: i32,
    pub mention: ByteRange,
    pub kind: ByteRange,
    /// The identifier; none in a row of five columns.
    pub identifier: Option<ByteRange>,
    /// The remaining columns.
    pub extra: Option<ByteRange>,
    /// In rows of FBK, the text after `extra` and a tab.
    pub extra_rest: Option<ByteRange>,
}

/// The columns of a relation row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationLine {
    /// The end of the id.
    pub id: usize,
    /// The type; none in a direction row, whose type is `direction`.
    pub kind: Option<ByteRange>,
    /// The first argument.
    pub arg1: ByteRange,
    /// The second argument.
    pub arg2: ByteRange,
    /// The fifth column, or the subject of a direction row.
    pub extra: Option<ByteRange>,
}

/// The type of the rows that say which argument of a relation is its subject.
pub const DIRECTION: &[u8] = b"direction";

pub fn is_title(tag: &[u8]) -> bool {
    matches!(tag, b"t" | b"title")
}

pub fn is_abstract(tag: &[u8]) -> bool {
    matches!(tag, b"a" | b"abstract")
}

/// Classifies a line; `line` has no line end.
pub fn classify(line: &[u8]) -> Line {
    if is_blank(line) {
        return Line::Blank;
    }
    if let Some(head) = text_head(line) {
        return head;
    }
    let id = match memchr(b'\t', line) {
        None | Some(0) => return Line::Problem(ProblemCode::UnrecognisedLine),
        Some(id) => id,
    };
    // No rule looks at more than seven columns; an eighth range runs to the end of the line.
    let mut columns: [ByteRange; 8] = std::array::from_fn(|_| 0..0);
    let mut count = 0;
    let mut begin = 0;
    for end in memchr_iter(b'\t', line).take(7).chain([line.len()]) {
        columns[count] = begin..end;
        count += 1;
        begin = end + 1;
    }
    row(line, id, &columns[..count])
}

/// Recognises a text line by its head: an id and a tag, neither empty, before any tab.
fn text_head(line: &[u8]) -> Option<Line> {
    let id = memchr2(b'|', b'\t', line).filter(|&at| at > 0 && line[at] == b'|')?;
    let rest = &line[id + 1..];
    let tag = memchr2(b'|', b'\t', rest).filter(|&at| at > 0 && rest[at] == b'|')?;
    let text = id + 1 + tag + 1;
    Some(Line::Text { id, tag: id + 1..text - 1, text: text..line.len() })
}

/// Classifies a row by its columns. If there are eight or more, the eighth range holds all the rest.
fn row(line: &[u8], id: usize, columns: &[ByteRange]) -> Line {
    let column = |at: usize| &line[columns[at].clone()];
    if columns.len() < 4 {
        return Line::Problem(ProblemCode::TooFewColumns);
    }
    let offsets = (integer(column(1)), integer(column(2)));
    let are_integers = offsets.0 != Integer::None && offsets.1 != Integer::None;
    match columns.len() {
        4 if column(3).starts_with(b"Subject:") => Line::Relation(RelationLine {
            id,
            kind: None,
            arg1: columns[1].clone(),
            arg2: columns[2].clone(),
            extra: Some(columns[3].clone()),
        }),
        4 if are_integers => Line::Problem(ProblemCode::TooFewColumns),
        4 => relation(id, columns),
        _ if are_integers => annotation(offsets, |start, end| AnnotationLine {
            id,
            start,
            end,
            mention: columns[3].clone(),
            kind: columns[4].clone(),
            identifier: columns.get(5).cloned(),
            extra: columns.get(6).map(|extra| extra.start..line.len()),
            extra_rest: None,
        }),
        5 if offsets.0 == Integer::None => relation(id, columns),
        5 => Line::Problem(ProblemCode::BadOffset),
        _ => fbk(line, id, columns),
    }
}

fn relation(id: usize, columns: &[ByteRange]) -> Line {
    Line::Relation(RelationLine {
        id,
        kind: Some(columns[1].clone()),
        arg1: columns[2].clone(),
        arg2: columns[3].clone(),
        extra: columns.get(4).cloned(),
    })
}

fn annotation(offsets: (Integer, Integer), build: impl FnOnce(i32, i32) -> AnnotationLine) -> Line {
    match offsets {
        (Integer::Value(start), Integer::Value(end)) => Line::Annotation(build(start, end)),
        _ => Line::Problem(ProblemCode::OffsetOverflow),
    }
}

/// A row of the FBK dialect: `ID T1 Disease 15 21 Breast …`.
fn fbk(line: &[u8], id: usize, columns: &[ByteRange]) -> Line {
    let column = |at: usize| &line[columns[at].clone()];
    let is_term = matches!(column(1), [b'T', digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit));
    let offsets = (integer(column(3)), integer(column(4)));
    if !is_term || offsets.0 == Integer::None || offsets.1 == Integer::None {
        return Line::Problem(ProblemCode::BadOffset);
    }
    annotation(offsets, |start, end| AnnotationLine {
        id,
        start,
        end,
        mention: columns[5].clone(),
        kind: columns[2].clone(),
        identifier: columns.get(6).cloned(),
        extra: Some(columns[1].clone()),
        extra_rest: columns.get(7).cloned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(line: &str) -> Option<ProblemCode> {
        match classify(line.as_bytes()) {
            Line::Problem(code) => Some(code),
            _ => None,
        }
    }

    #[test]
    fn heads() {
        assert_eq!(classify(b"1|t|a|b\tc"), Line::Text { id: 1, tag: 2..3, text: 4..9 });
        assert_eq!(classify(b"1|a|"), Line::Text { id: 1, tag: 2..3, text: 4..4 });
        for line in ["|t|x", "1||x", "1|t", "1|", "plain", "\tx|t|y"] {
            assert_eq!(problem(line), Some(ProblemCode::UnrecognisedLine), "{line:?}");
        }
        assert_eq!(problem("1\tx|t|y"), Some(ProblemCode::TooFewColumns));
    }

    #[test]
    fn rows_by_their_columns() {
        let kind = |line: &str| match classify(line.as_bytes()) {
            Line::Annotation(row) => {
                format!("annotation {:?} {:?} {:?}", row.identifier, row.extra, row.extra_rest)
            }
            Line::Relation(row) => format!("relation {:?} {:?}", row.kind, row.extra),
            other => format!("{other:?}"),
        };
        assert_eq!(kind("1\t0\t2\tab\tGene"), "annotation None None None");
        assert_eq!(kind("1\t0\t2\tab\tGene\t"), "annotation Some(14..14) None None");
        assert_eq!(kind("1\t0\t2\tab\tGene\t7\t"), "annotation Some(14..15) Some(16..16) None");
        assert_eq!(kind("1\t0\t2\tab\tGene\t7\tx\ty\tz"), "annotation Some(14..15) Some(16..21) None");
        assert_eq!(kind("1\tT1\tGene\t0\t2\tab"), "annotation None Some(2..4) None");
        assert_eq!(kind("1\tT1\tGene\t0\t2\tab\t7\tx\ty"), "annotation Some(17..18) Some(2..4) Some(19..22)");
        assert_eq!(kind("1\tCID\tD1\tD2"), "relation Some(2..5) None");
        assert_eq!(kind("1\tCID\tD1\tD2\tNovel"), "relation Some(2..5) Some(12..17)");
        assert_eq!(kind("1\t11\t12\tSubject:11"), "relation None Some(8..18)");
        assert_eq!(kind("1\t11\tx\ty"), "relation Some(2..4) None");
    }

    #[test]
    fn rows_of_which_nothing_is_stored() {
        for (line, code) in [
            ("1\tx", ProblemCode::TooFewColumns),
            ("1\t2\t3", ProblemCode::TooFewColumns),
            ("1\t2\t3\tab", ProblemCode::TooFewColumns),
            ("1\t2\tx\tab\tGene", ProblemCode::BadOffset),
            ("1\t2\tx\tab\tGene\t7", ProblemCode::BadOffset),
            ("1\tx\t2\tab\tGene\t7", ProblemCode::BadOffset),
            ("1\tT\tGene\t0\t2\tab", ProblemCode::BadOffset),
            ("1\tT1\tGene\t0\tx\tab", ProblemCode::BadOffset),
            ("1\t0\t2147483648\tab\tGene", ProblemCode::OffsetOverflow),
            ("1\tT1\tGene\t0\t2147483648\tab", ProblemCode::OffsetOverflow),
            ("\t0\t2\tab\tGene\t7", ProblemCode::UnrecognisedLine),
        ] {
            assert_eq!(problem(line), Some(code), "{line:?}");
        }
    }
}
