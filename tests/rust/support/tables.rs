//! Tables by value, window by window, and where there are some.

use std::fmt::Debug;
use std::path::{Path, PathBuf};

use pubfast_core::Problem;
use pubfast_core::input::Window;
use pubfast_core::tables::reference::Parsed;
use pubfast_core::tables::shape::header;
use pubfast_core::tables::{EntityParser, Parser, Part, RelationParser, Shape, Table, reference};

use super::{collect, specimens};

/// Every table there is: the specimens, and real files where a folder of them is named.
pub fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&specimens().join("tables"), &mut files);
    match std::env::var_os("PUBFAST_CORPORA") {
        Some(folder) => collect(&Path::new(&folder).join("tables"), &mut files),
        None => eprintln!("PUBFAST_CORPORA is unset: real files are left out"),
    }
    files
}

/// Parses an entity table in windows of at least so many bytes.
pub fn entities(input: &[u8], window: usize) -> Parsed<pubfast_core::tables::Entity> {
    let (header, shape) = header(text(input)).unwrap_or((0, Shape::Typed));
    let shape = if shape == Shape::Relations { Shape::Typed } else { shape };
    parse(EntityParser::default(), shape, input, header, window)
}

/// Parses a relation table in windows of at least so many bytes.
pub fn relations(input: &[u8], window: usize) -> Parsed<pubfast_core::tables::Relation> {
    let header = header(text(input)).map_or(0, |(end, _)| end);
    parse(RelationParser::default(), Shape::Relations, input, header, window)
}

fn text(input: &[u8]) -> &[u8] {
    input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input)
}

/// Any line end is a legal cut. Two parts take turns, as those of two workers do.
fn parse<T: Table>(
    mut parser: Parser<T>,
    shape: Shape,
    input: &[u8],
    header: usize,
    target: usize,
) -> Parsed<T::Value> {
    let mut parts = [Part::<T>::default(), Part::default()];
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    let (mut base, mut line, mut index) = (input.len() - text(input).len(), 0, 0);
    let header_end = base + header;
    while base < input.len() {
        let from = input.len().min(base + target.max(1)) - 1;
        let newline = input[from..].iter().position(|&byte| byte == b'\n');
        let end = newline.map_or(input.len(), |at| from + at + 1);
        let window = Window { index, text: &input[base..end], header: header_end.clamp(base, end) - base };
        let part = &mut parts[index % 2];
        let (rows_before, problems_before) = (part.rows.len(), part.problems().len());
        let lines = parser.parse(shape, &window, part);
        rows.extend((rows_before..part.rows.len()).map(|row| part.rows.value(row, window.text)));
        problems.extend(part.problems().skip(problems_before).map(|(at, byte, code)| Problem {
            line: (line + at) as u64 + 1,
            byte: (base + byte) as u64,
            code,
        }));
        (base, line, index) = (end, line + lines, index + 1);
    }
    Parsed { rows, problems }
}

/// Fails unless the fast parsers give what the slow ones do, whichever kind of table it is.
#[track_caller]
pub fn agree(input: &[u8], window: usize) {
    same(&entities(input, window), &reference::entities(input));
    same(&relations(input, window), &reference::relations(input));
}

#[track_caller]
fn same<R: Debug + PartialEq>(found: &Parsed<R>, expected: &Parsed<R>) {
    for (at, (found, expected)) in found.rows.iter().zip(&expected.rows).enumerate() {
        assert!(found == expected, "row {at}: {found:?} instead of {expected:?}");
    }
    assert_eq!(found.rows.len(), expected.rows.len());
    assert_eq!(found.problems, expected.problems);
}
