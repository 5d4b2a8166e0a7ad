//! A slow reference parser, which applies the rules one line at a time.
//!
//! It shares no code with the fast parser. When the two differ, one of them is wrong.

use crate::model::record::{Entity, TableRelation};
use crate::{Problem, ProblemCode};

/// The rows and problems of a table, by value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceTable<R> {
    /// The rows, in file order.
    pub rows: Vec<R>,
    /// The problems, ordered by line, byte and code.
    pub problems: Vec<Problem>,
}

/// Parses a whole entity table.
pub fn entities(input: &[u8]) -> ReferenceTable<Entity> {
    let text = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    let first = lines(text).into_iter().find(|line| !is_blank(line)).unwrap_or_default();
    let names = columns(first);
    let has_type = names.len() >= 5 || names.iter().any(|name| name.eq_ignore_ascii_case(b"type"));
    let is_typed = !is_header(first) || has_type;
    parse(input, if is_typed { 3 } else { 2 }, if is_typed { 5 } else { 4 }, |columns, _| {
        let mut rest = columns.iter().skip(1).map(|column| column.to_vec());
        Entity {
            pmid: pmid(columns[0]),
            kind: if is_typed { rest.next() } else { None },
            identifier: rest.next().expect("enough columns"),
            mentions: rest.next(),
            resource: rest.next(),
        }
    })
}

/// Parses a whole relation table.
pub fn relations(input: &[u8]) -> ReferenceTable<TableRelation> {
    parse(input, 4, 4, |columns, problems| {
        let (type1, id1) = entity(columns[2]);
        let (type2, id2) = entity(columns[3]);
        if type1.is_none() || type2.is_none() {
            problems.push(ProblemCode::EntityWithoutType);
        }
        TableRelation { pmid: pmid(columns[0]), kind: columns[1].to_vec(), type1, id1, type2, id2 }
    })
}

/// Parses lines of `least` to `most` columns.
fn parse<R>(
    input: &[u8],
    least: usize,
    most: usize,
    row: impl Fn(&[&[u8]], &mut Vec<ProblemCode>) -> R,
) -> ReferenceTable<R> {
    let mut parsed = ReferenceTable { rows: Vec::new(), problems: Vec::new() };
    let mut byte = if input.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut is_head = true;
    for (number, (whole, line)) in
        input[byte..].split_inclusive(|&byte| byte == b'\n').zip(lines(&input[byte..])).enumerate()
    {
        let mut problem = |code, byte| {
            parsed.problems.push(Problem { line: number as u64 + 1, byte: byte as u64, code });
        };
        if let Err(error) = std::str::from_utf8(line) {
            problem(ProblemCode::InvalidUtf8, byte + error.valid_up_to());
        }
        let columns = columns(line);
        if is_blank(line) {
            // A blank line: a header may still follow.
        } else if is_header(line) {
            if !is_head {
                problem(ProblemCode::RepeatedHeader, byte);
            }
            is_head = false;
        } else if columns.len() < least {
            problem(ProblemCode::TooFewColumns, byte);
            is_head = false;
        } else {
            is_head = false;
            let mut codes = Vec::new();
            parsed.rows.push(row(&columns[..columns.len().min(most)], &mut codes));
            if columns.len() < most {
                codes.push(ProblemCode::MissingColumns);
            }
            if columns.len() > most {
                codes.push(ProblemCode::ExtraColumns);
            }
            if pmid(columns[0]) == -1 {
                codes.push(ProblemCode::BadPmid);
            }
            codes.into_iter().for_each(|code| problem(code, byte));
        }
        byte += whole.len();
    }
    parsed.problems.sort();
    parsed
}

/// The lines of a text, without their line ends.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        lines.push(line.strip_suffix(b"\r").unwrap_or(line));
    }
    lines
}

fn columns(line: &[u8]) -> Vec<&[u8]> {
    line.split(|&byte| byte == b'\t').collect()
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| b" \t\r\x0b\x0c".contains(byte))
}

fn is_header(line: &[u8]) -> bool {
    let first = columns(line)[0];
    first.eq_ignore_ascii_case(b"PMID") || first.eq_ignore_ascii_case(b"#PMID")
}

/// 1 to 18 digits without a leading zero, or `0`; else -1.
fn pmid(column: &[u8]) -> i64 {
    let text = std::str::from_utf8(column).unwrap_or("");
    let is_plain = text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain && (text == "0" || !text.starts_with('0')) { text.parse().unwrap_or(-1) } else { -1 }
}

/// The type and the id of an entity.
fn entity(column: &[u8]) -> (Option<Vec<u8>>, Vec<u8>) {
    let pieces: Vec<_> = column.splitn(2, |&byte| byte == b'|').collect();
    match pieces[..] {
        [kind, id] => (Some(kind.to_vec()), id.to_vec()),
        _ => (None, column.to_vec()),
    }
}
