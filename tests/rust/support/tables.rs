//! Tables by value, window by window, and where there are some.

use std::fmt::Debug;
use std::path::{Path, PathBuf};

use pubfast_core::Problem;
use pubfast_core::engine::stream::Stream;
use pubfast_core::formats::Window;
use pubfast_core::formats::table::reference::{self, ReferenceTable};
use pubfast_core::formats::table::shape::head;
use pubfast_core::formats::table::{EntityParser, RelationParser, RowSyntax, Shape, TableParser};
use pubfast_core::io::TextBuf;
use pubfast_core::model::table::{Entity, EntityTable, RelationTable, TableFile, TableRelation, WorkerTable};

use super::packing::memory;
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

/// Parses an entity table in windows of at least `window` bytes.
pub fn entities(input: &[u8], window: usize) -> ReferenceTable<Entity> {
    let head = head(text(input));
    let shape = if head.shape == Some(Shape::Untyped) { Shape::Untyped } else { Shape::Typed };
    parse(EntityParser::default(), shape, input, head.end, window)
}

/// Parses a relation table in windows of at least `window` bytes.
pub fn relations(input: &[u8], window: usize) -> ReferenceTable<TableRelation> {
    parse(RelationParser::default(), Shape::Relations, input, head(text(input)).end, window)
}

fn text(input: &[u8]) -> &[u8] {
    input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input)
}

/// Any line end is a legal cut. Two parts take turns, as those of two workers do.
fn parse<T: RowSyntax>(
    mut parser: TableParser<T>,
    shape: Shape,
    input: &[u8],
    header: usize,
    target: usize,
) -> ReferenceTable<T::Value> {
    let mut parts = [WorkerTable::<T>::default(), WorkerTable::default()];
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    let (mut base, mut line, mut index) = (input.len() - text(input).len(), 0, 0);
    let header_end = base + header;
    while base < input.len() {
        let from = input.len().min(base + target.max(1)) - 1;
        let newline = input[from..].iter().position(|&byte| byte == b'\n');
        let end = newline.map_or(input.len(), |at| from + at + 1);
        let window = Window { base, text: &input[base..end], header: header_end.clamp(base, end) - base };
        let part = &mut parts[index % 2];
        let (rows_before, problems_before) = (part.len(), part.problems().len());
        let lines = parser.parse(shape, &window, part);
        rows.extend((rows_before..part.len()).map(|row| part.rows.value(row, window.text)));
        problems.extend(part.problems().skip(problems_before).map(|(at, byte, code)| Problem {
            line: (line + at) as u64 + 1,
            byte: (base + byte) as u64,
            code,
        }));
        (base, line, index) = (end, line + lines, index + 1);
    }
    ReferenceTable { rows, problems }
}

/// Fails unless the fast parsers give what the slow ones do, whichever kind of table it is.
#[track_caller]
pub fn agree(input: &[u8], window: usize) {
    same(&entities(input, window), &reference::entities(input));
    same(&relations(input, window), &reference::relations(input));
}

/// Like `agree`, but for whole files and their columns.
#[track_caller]
pub fn agree_whole(input: &[u8], threads: usize, window: usize) {
    let options = super::options(threads, window);
    let table = EntityTable::parse(TextBuf::from(input.to_vec()), "memory", &options).expect("no error");
    let expected = reference::entities(input);
    same(&entity_values(&table), &expected);
    for at in [3, 1, 4, 0, 2] {
        touch(&table, at, 0);
        same(&entity_values(&table), &expected);
    }
    let table = RelationTable::parse(TextBuf::from(input.to_vec()), "memory", &options).expect("no error");
    let expected = reference::relations(input);
    same(&relation_values(&table), &expected);
    for at in [5, 0, 2, 4, 1, 3] {
        touch(&table, at, 0);
        same(&relation_values(&table), &expected);
    }
}

/// Fails unless a stream gives the rows of the slow twin, with codes that every batch goes on with.
#[track_caller]
pub fn agree_streamed(input: &[u8], packed: &[u8], threads: usize, batch_bytes: usize) {
    // The end of a stream cancels its options.
    let options = || super::options(threads, 0);
    let mut all = ReferenceTable { rows: Vec::new(), problems: Vec::new() };
    let mut known = vec![0; 2];
    for batch in Stream::<EntityTable>::open(memory(packed), options(), batch_bytes).expect("an input") {
        let batch = batch.expect("a batch");
        assert_eq!(batch.origin().rows, all.rows.len());
        let values = entity_values(&batch);
        for column in 0..5 {
            touch(&batch, column, if column < 3 { 0 } else { known[column - 3] });
        }
        known = (0..2).map(|at| batch.categories(at).len()).collect();
        all.rows.extend(values.rows);
        all.problems.extend(values.problems);
    }
    same(&all, &reference::entities(input));
    let mut all = ReferenceTable { rows: Vec::new(), problems: Vec::new() };
    for batch in Stream::<RelationTable>::open(memory(packed), options(), batch_bytes).expect("an input") {
        let values = relation_values(&batch.expect("a batch"));
        all.rows.extend(values.rows);
        all.problems.extend(values.problems);
    }
    same(&all, &reference::relations(input));
    for window in [batch_bytes, 0] {
        let options = super::options(threads, window);
        let whole = EntityTable::read(memory(packed), &options).expect("an input");
        same(&entity_values(&whole), &reference::entities(input));
        (0..5).for_each(|column| touch(&whole, column, 0));
        same(&entity_values(&whole), &reference::entities(input));
        let whole = RelationTable::read(memory(packed), &options).expect("an input");
        same(&relation_values(&whole), &reference::relations(input));
    }
}

/// The rows of a table by value.
pub fn entity_values(table: &EntityTable) -> ReferenceTable<Entity> {
    let rows = (0..table.len()).map(|row| table.value(row)).collect();
    ReferenceTable { rows, problems: table.problems().to_vec() }
}

/// The values of a relation table.
pub fn relation_values(table: &RelationTable) -> ReferenceTable<TableRelation> {
    let rows = (0..table.len()).map(|row| table.value(row)).collect();
    ReferenceTable { rows, problems: table.problems().to_vec() }
}

/// Asks for a column, which must agree with the rows; `known` values of a dictionary are known from before.
#[track_caller]
pub fn touch<T: RowSyntax>(table: &TableFile<T>, column: usize, known: usize) {
    let records: Vec<_> = (0..table.len()).map(|row| table.record(row)).collect();
    let text = table.text();
    match column {
        0 => {
            let pmids = table.pmids().unwrap();
            assert!(pmids.iter().copied().eq(records.iter().map(|record| record.pmid)));
        }
        1 | 2 => {
            let strings = table.strings(column - 1).unwrap();
            assert_eq!(strings.len, table.len());
            for (row, record) in records.iter().enumerate() {
                let place = record.values[column - 1].clone();
                assert_eq!(strings.get(row), place.map(|place| &text[place]));
            }
        }
        _ => {
            let category = table.category(column - 3).unwrap();
            assert!(category.codes.iter().copied().eq(records.iter().map(|record| record.codes[column - 3])));
            let mut seen = std::collections::HashSet::new();
            let is_new = |code: &i32| *code >= known as i32 && seen.insert(*code);
            let firsts: Vec<_> = category.codes.iter().copied().filter(is_new).collect();
            let new = known as i32..category.values.len() as i32;
            assert!(firsts.into_iter().eq(new), "categories are not in file order");
        }
    }
}

#[track_caller]
pub fn same<R: Debug + PartialEq>(found: &ReferenceTable<R>, expected: &ReferenceTable<R>) {
    for (at, (found, expected)) in found.rows.iter().zip(&expected.rows).enumerate() {
        assert!(found == expected, "row {at}: {found:?} instead of {expected:?}");
    }
    assert_eq!(found.rows.len(), expected.rows.len());
    assert_eq!(found.problems, expected.problems);
}
