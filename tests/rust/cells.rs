//! Functions on cells, against twins that are as plain as can be.

mod support;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use pubfast_core::Cancel;
use pubfast_core::analysis::{
    ConceptIndexBuilder, Counts, CountsBuilder, Family, Mention, Missing, Rule, Separators, Skipped, missing,
    pieces, split, unescaped,
};
use pubfast_core::columns::Spans;
use pubfast_core::io::{Text, TextBuf};
use pubfast_core::model::{Dataset, Kind, Rows, StringColumn, TableId};
use pubfast_core::text::unescape;
use support::{files, options};

type Cell = Option<String>;

const TYPES: [&str; 6] = ["Gene", "Disease", "Chemical", "CellLine", "SNP", "species"];

fn cell() -> impl Strategy<Value = Cell> {
    let word = select(vec![
        "-",
        "-1",
        "None",
        "null",
        "",
        " ",
        "7157",
        "9606",
        "7",
        "MESH:D003866",
        "OMIM:604370",
        "(Tax:9",
        ")",
        "CVCL_0030",
        "tmVar:c|SUB|A|2063|G",
        "&gt;",
        "&amp;lt;",
        "&#945;",
        "&x;",
        "é",
        "a long identifier, with \0",
        "a long identifier, with \0\0",
    ]);
    let separator = select(vec!["|", ",", ";", "+", "||", ""]);
    let several = prop::collection::vec((word, separator), 0..4);
    prop::option::weighted(
        0.9,
        several.prop_map(|all| all.into_iter().flat_map(|(word, end)| [word, end]).collect()),
    )
}

/// A row of an entity table: PMID, type and identifiers.
fn row() -> impl Strategy<Value = (i64, &'static str, Cell)> {
    let pmid = prop_oneof![
        8 => 0..20_i64,
        1 => Just(-1_i64),
        1 => (1_i64 << 32) - 2..(1 << 32) + 2,
        1 => Just(i64::MAX),
    ];
    (pmid, select(TYPES.to_vec()), cell())
}

/// The column with other bytes between its values.
fn column(cells: &[Cell]) -> StringColumn {
    let (mut text, mut spans) = (b"head".to_vec(), Spans::default());
    for cell in cells {
        let bytes = cell.as_deref().unwrap_or_default().as_bytes();
        spans.starts.push(if cell.is_some() { text.len() as i64 } else { 0 });
        spans.lengths.push(cell.as_ref().map_or(-1, |_| bytes.len() as i32));
        text.extend_from_slice(bytes);
        text.push(b'\t');
    }
    StringColumn { buffer: Arc::new(Text::from(text)), spans: Some(Arc::new(spans)), len: cells.len() }
}

/// The rule as one would say it: byte by byte, with a count of open parentheses.
fn plain_pieces(cell: &str, kind: &str, family: Family) -> Vec<String> {
    let separators = match (family, kind) {
        (Family::Table, "Gene" | "species" | "CellLine") | (Family::BlockText, "CellLine") => ";",
        (Family::BlockText, "Gene" | "species") => ",;",
        (Family::BlockText, "Disease") => "|,+",
        (Family::BlockText, "Chemical") => "|,",
        _ => "",
    };
    let (mut values, mut depth) = (vec![String::new()], 0);
    for character in cell.chars() {
        match character {
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            _ => {}
        }
        if depth == 0 && separators.contains(character) {
            values.push(String::new());
        } else {
            values.last_mut().expect("there is one").push(character);
        }
    }
    if cell.is_empty() { Vec::new() } else { values }
}

fn is_missing(identifier: &str) -> bool {
    ["", "-", "-1", "None", "null"].contains(&identifier)
}

fn counted(counts: &Counts) -> Vec<(Vec<u8>, i64)> {
    let value = |row| counts.values.get(row).expect("a value").to_vec();
    counts.counts.iter().enumerate().map(|(row, &count)| (value(row), count)).collect()
}

/// A map as counts: the frequent first.
fn sorted(counts: HashMap<String, i64>) -> Vec<(Vec<u8>, i64)> {
    let mut counts: Vec<_> = counts.into_iter().map(|(value, count)| (value.into_bytes(), count)).collect();
    counts.sort_by(|(one, few), (two, many)| many.cmp(few).then(one.cmp(two)));
    counts
}

proptest! {
    #[test]
    fn lists_are_what_the_rule_says(
        cells in prop::collection::vec((select(TYPES.to_vec()), cell()), 0..40),
        block in any::<bool>(),
        threads in 1..4_usize,
    ) {
        let family = if block { Family::BlockText } else { Family::Table };
        let (types, cells): (Vec<_>, Vec<_>) = cells.into_iter().unzip();
        let column = column(&cells);
        let lists = split(&column, &Rows::Range(0..cells.len()), threads, &Cancel::default(), |row| {
            Separators::of(types[row].as_bytes(), family)
        }).expect("no errors");
        prop_assert_eq!(lists.len(), cells.len());
        for (row, cell) in cells.iter().enumerate() {
            let expected = plain_pieces(cell.as_deref().unwrap_or_default(), types[row], family);
            let found: Vec<_> = lists.get(row).map(|value| String::from_utf8_lossy(value).into_owned()).collect();
            prop_assert_eq!(&found, &expected);
        }
        // Nothing is lost but the separators.
        for cell in cells.iter().flatten() {
            let separators = Separators::of(b"Disease", Family::BlockText);
            let count = pieces(cell.as_bytes(), separators).count();
            let kept: usize = pieces(cell.as_bytes(), separators).map(|piece| piece.len()).sum();
            prop_assert_eq!(kept + count.saturating_sub(1), cell.len());
        }
    }

    #[test]
    fn masks_and_unescaped_columns_are_row_by_row(
        cells in prop::collection::vec(cell(), 0..40),
        threads in 1..4_usize,
    ) {
        let column = column(&cells);
        let (rows, cancel) = (Rows::Range(0..cells.len()), Cancel::default());
        let rules = missing(&column, &rows, threads, &cancel).expect("no errors");
        let plain = unescaped(&column, &rows, threads, &cancel).expect("no errors").unwrap_or(column);
        for (row, cell) in cells.iter().enumerate() {
            let bytes = cell.as_ref().map(String::as_bytes);
            prop_assert_eq!(rules.codes[row], Missing::of(bytes).code());
            prop_assert_eq!(rules.codes[row] != 0, cell.as_deref().is_none_or(is_missing));
            let expected = bytes.map(unescape);
            prop_assert_eq!(plain.get(row), expected.as_deref());
        }
    }

    #[test]
    fn an_index_and_counts_are_those_of_plain_maps(
        rows in prop::collection::vec(row(), 0..120),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        threads in 1..4_usize,
    ) {
        let mut index: BTreeMap<Vec<u8>, BTreeSet<i64>> = BTreeMap::new();
        let mut counts: HashMap<String, i64> = HashMap::new();
        let (mut skipped, mut left_out) = (Skipped::default(), 0);
        for (pmid, kind, cell) in &rows {
            let cell = cell.as_deref().unwrap_or_default();
            skipped.rows_without_pmid += u64::from(*pmid < 0);
            let mut values = plain_pieces(cell, kind, Family::Table);
            if values.is_empty() {
                values.push(String::new());
            }
            for value in values {
                if is_missing(&value) {
                    left_out += 1;
                    skipped.missing += u64::from(*pmid >= 0);
                } else {
                    *counts.entry(value.clone()).or_default() += 1;
                    if *pmid >= 0 {
                        index.entry(value.into_bytes()).or_default().insert(*pmid);
                    }
                }
            }
        }

        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(rows.len() + 1)).collect();
        cuts.extend([0, rows.len()]);
        cuts.sort_unstable();
        let mut concepts = ConceptIndexBuilder::new(threads, Cancel::default());
        let mut identifiers = CountsBuilder::new(threads, Cancel::default());
        for batch in cuts.windows(2).map(|ends| &rows[ends[0]..ends[1]]) {
            let mention = |row: usize| {
                let (pmid, kind, cell) = &batch[row];
                let separators = Separators::of(kind.as_bytes(), Family::Table);
                Some(Mention { pmid: *pmid, cell: cell.as_deref().map(str::as_bytes), separators })
            };
            concepts.add(batch.len(), mention).expect("no errors");
            identifiers.add_identifiers(batch.len(), mention).expect("no errors");
        }
        let found = concepts.finish().expect("no errors");
        prop_assert_eq!(found.skipped, skipped);
        prop_assert_eq!(found.len(), index.len());
        for (row, (concept, pmids)) in index.iter().enumerate() {
            prop_assert_eq!(found.concepts.get(row), Some(&concept[..]));
            prop_assert!(found.pmids_of(row).iter().eq(pmids));
            prop_assert_eq!(found.find(concept), Some(row));
        }
        let found = identifiers.finish().expect("no errors");
        prop_assert_eq!(counted(&found), sorted(counts));
        prop_assert_eq!(found.missing, left_out);
    }
}

/// Many rows, so that every thread has some, in one piece and in batches.
#[test]
fn threads_and_batches_change_nothing() {
    let rows = 300_000_u64;
    let random = |row: u64| row.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29) % 40_000;
    let cells: Vec<_> = (0..rows).map(|row| Some(format!("MESH:D{:06};{}", random(row), row % 7))).collect();
    let column = column(&cells);
    let pmid = |row: usize| (random(row as u64 / 3) * 100) as i64;
    let rule = Separators::of(b"Gene", Family::Table);
    let mut expected: BTreeMap<Vec<u8>, BTreeSet<i64>> = BTreeMap::new();
    for (row, cell) in cells.iter().enumerate() {
        for value in cell.as_ref().expect("a value").split(';') {
            expected.entry(value.into()).or_default().insert(pmid(row));
        }
    }
    for (threads, batch) in [(1, cells.len()), (2, cells.len()), (3, 70_001)] {
        let mut builder = ConceptIndexBuilder::new(threads, Cancel::default());
        for begin in (0..cells.len()).step_by(batch) {
            let count = batch.min(cells.len() - begin);
            let mention = |row| {
                let row = begin + row;
                Some(Mention { pmid: pmid(row), cell: column.get(row), separators: rule })
            };
            builder.add(count, mention).expect("no errors");
        }
        let index = builder.finish().expect("no errors");
        assert_eq!(index.len(), expected.len());
        for (row, (concept, pmids)) in expected.iter().enumerate() {
            assert_eq!(index.concepts.get(row), Some(&concept[..]));
            assert!(index.pmids_of(row).iter().eq(pmids), "{row}");
        }
        let lists = split(&column, &Rows::Range(0..cells.len()), threads, &Cancel::default(), |_| rule)
            .expect("no errors");
        assert_eq!(lists.values.len, 2 * cells.len());
        assert!((0..lists.len()).all(|row| lists.get(row).map(<[u8]>::len).eq([12, 1])));
    }
}

/// Identifiers of files that exist: none is cut inside a variant, and what is cut looks like an identifier.
#[test]
fn identifiers_of_files_are_whole() {
    for path in files() {
        let text = TextBuf::from(std::fs::read(&path).expect("a file"));
        let corpus = Dataset::parse(Kind::Documents, text, "memory", &options(2, 1 << 20))
            .expect("problems are collected");
        let kinds = corpus.category_column(TableId::Annotations, "type").expect("no errors");
        let rule = Rule::of_identifiers(&kinds, Family::BlockText);
        let identifiers = corpus.text_column(TableId::Annotations, "identifier").expect("no errors");
        let rows = Rows::Range(0..identifiers.len);
        let lists = split(&identifiers, &rows, 2, &Cancel::default(), |row| rule.at(row)).expect("no errors");
        for row in rows.iter() {
            let values: Vec<_> = lists.get(row).collect();
            let Some(cell) = identifiers.get(row).filter(|cell| !cell.is_empty()) else {
                assert!(values.is_empty());
                continue;
            };
            let kind = String::from_utf8_lossy(&kinds.values[kinds.codes[row] as usize]).into_owned();
            let is_variant =
                ["Mutation", "Allele", "SNP", "Variant", "Change"].iter().any(|word| kind.contains(word));
            if is_variant {
                assert_eq!(values, [cell], "{kind} in {}", path.display());
            }
        }
    }
}
