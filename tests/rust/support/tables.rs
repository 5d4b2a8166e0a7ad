//! Tables by value, window by window, and where there are some.

use std::fmt::Debug;
use std::path::{Path, PathBuf};

use pubfast_core::engine::stream::Stream;
use pubfast_core::formats::table::reference::{self, ReferenceTable};
use pubfast_core::io::TextBuf;
use pubfast_core::model::record::{Entity, TableRelation};
use pubfast_core::model::{Column, Dataset, Kind, TableId};

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
    entity_values(&parse(Kind::Entities, input, window))
}

/// Parses a relation table in windows of at least `window` bytes.
pub fn relations(input: &[u8], window: usize) -> ReferenceTable<TableRelation> {
    relation_values(&parse(Kind::Relations, input, window))
}

/// Two workers share the windows.
fn parse(kind: Kind, input: &[u8], window: usize) -> Dataset {
    let options = super::options(2, window.max(1));
    Dataset::parse(kind, TextBuf::from(input.to_vec()), "memory", &options).expect("no error")
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
    let table =
        Dataset::parse(Kind::Entities, TextBuf::from(input.to_vec()), "memory", &options).expect("no error");
    let expected = reference::entities(input);
    same(&entity_values(&table), &expected);
    for at in [3, 1, 4, 0, 2] {
        touch(&table, at, 0);
        same(&entity_values(&table), &expected);
    }
    let table =
        Dataset::parse(Kind::Relations, TextBuf::from(input.to_vec()), "memory", &options).expect("no error");
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
    let mut known = [0; 2];
    for batch in Stream::open(Kind::Entities, memory(packed), options(), batch_bytes).expect("an input") {
        let batch = batch.expect("a batch");
        assert_eq!(batch.origin().records(), all.rows.len());
        let values = entity_values(&batch);
        for column in 0..5 {
            touch(
                &batch,
                column,
                match column {
                    1 => known[0],
                    4 => known[1],
                    _ => 0,
                },
            );
        }
        known = ["type", "resource"].map(|name| batch.categories(TableId::Entities, name).len());
        all.rows.extend(values.rows);
        all.problems.extend(values.problems);
    }
    same(&all, &reference::entities(input));
    let mut all = ReferenceTable { rows: Vec::new(), problems: Vec::new() };
    for batch in Stream::open(Kind::Relations, memory(packed), options(), batch_bytes).expect("an input") {
        let values = relation_values(&batch.expect("a batch"));
        all.rows.extend(values.rows);
        all.problems.extend(values.problems);
    }
    same(&all, &reference::relations(input));
    for window in [batch_bytes, 0] {
        let options = super::options(threads, window);
        let whole = Dataset::read(Kind::Entities, memory(packed), &options).expect("an input");
        same(&entity_values(&whole), &reference::entities(input));
        (0..5).for_each(|column| touch(&whole, column, 0));
        same(&entity_values(&whole), &reference::entities(input));
        let whole = Dataset::read(Kind::Relations, memory(packed), &options).expect("an input");
        same(&relation_values(&whole), &reference::relations(input));
    }
}

/// The rows of an entity table by value.
pub fn entity_values(table: &Dataset) -> ReferenceTable<Entity> {
    let rows = (0..table.records()).map(|row| table.entity_value(row)).collect();
    ReferenceTable { rows, problems: table.problems().to_vec() }
}

/// The rows of a relation table by value.
pub fn relation_values(table: &Dataset) -> ReferenceTable<TableRelation> {
    let rows = (0..table.records()).map(|row| table.table_relation_value(row)).collect();
    ReferenceTable { rows, problems: table.problems().to_vec() }
}

/// Asks for a column, which must agree with the rows; `known` values of a dictionary are known from before.
#[track_caller]
pub fn touch(table: &Dataset, column: usize, known: usize) {
    let id = table.kind().main_table();
    let name = id.spec().columns[column].name;
    let records: Vec<_> = (0..table.records()).map(|row| table.table_record(row)).collect();
    let text = table.text();
    match table.column(id, name).unwrap() {
        Column::Int32(_) => unreachable!("table files have no such column"),
        Column::Int64(pmids) => {
            assert!(pmids.iter().copied().eq(records.iter().map(|record| record.pmid)));
        }
        Column::Text(strings) => {
            let at = usize::from(matches!(name, "mentions" | "id2"));
            assert_eq!(strings.len, table.records());
            for (row, record) in records.iter().enumerate() {
                assert_eq!(strings.get(row), record.values[at].clone().map(|place| &text[place]));
            }
        }
        Column::Category(category) => {
            let at = match name {
                "type" => 0,
                "resource" | "type1" => 1,
                _ => 2,
            };
            assert!(category.codes.iter().copied().eq(records.iter().map(|record| record.codes[at])));
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
