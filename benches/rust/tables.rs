//! Stage 2 of tables: how fast windows of many shapes become rows, on one thread.
//!
//! The input is in memory, so files and maps have no part in this.
#![allow(missing_docs)] // the macros below write functions

use std::fmt::Write;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pubfast_core::formats::Window;
use pubfast_core::formats::table::{RowSyntax, Shape, TableParser};
use pubfast_core::model::table::WorkerTable;

const BYTES: usize = 32 << 20;

/// A table, and how many rows and problems it has.
struct Input {
    name: &'static str,
    shape: Shape,
    text: String,
    rows: usize,
    problems: usize,
}

/// A row of a table: its number among the rows, and a random number.
type Row = fn(&mut String, usize, u64);

/// Repeats a row; `problems` of each are wrong.
fn input(name: &'static str, shape: Shape, problems: usize, row: Row) -> Input {
    let mut text = String::with_capacity(BYTES + 1000);
    let (mut rows, mut state) = (0, 1);
    while text.len() < BYTES {
        row(&mut text, rows, random(&mut state));
        rows += 1;
    }
    Input { name, shape, text, rows, problems: problems * rows }
}

/// SplitMix64.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

const MENTIONS: [&str; 8] = [
    "IL-2",
    "interleukin-2|IL-2",
    "p53",
    "insulin",
    "CD4",
    "TNF-alpha",
    "tumor necrosis factor",
    "estrogen receptor|ER",
];
const RESOURCES: [&str; 8] = [
    "GNormPlus",
    "PubTator3",
    "GNormPlus",
    "PubTator3",
    "PubTator3",
    "PubTator3|gene2pubmed",
    "gene2pubmed|PubTator3",
    "gene2pubmed|BioGRID",
];
const TYPES: [&str; 6] = ["Gene", "Disease", "Chemical", "Species", "ProteinMutation", "CellLine"];
const RELATIONS: [&str; 4] = ["associate", "treat", "negative_correlate", "cause"];

fn put(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    out.write_fmt(arguments).expect("a string takes everything");
}

/// Five rows of each PMID, of seven or eight digits.
fn pmid(row: usize) -> u64 {
    9_000_000 + row as u64 / 5 * 7 % 30_000_000
}

/// The columns after the type: identifier, mentions (none in one row of eight) and resource.
fn tail(random: u64) -> String {
    let id = 1 + (random >> 8) % 100_000 / (1 + (random >> 32) % 500);
    let pick = (random >> 44) as usize;
    match pick % 8 {
        0 => format!("{id}\t\tgene2pubmed"),
        _ => format!("{id}\t{}\t{}", MENTIONS[pick / 8 % 8], RESOURCES[pick / 64 % 8]),
    }
}

fn entity_tables() -> impl Iterator<Item = Input> {
    let tables: [(&str, Shape, usize, Row); 7] = [
        ("gene", Shape::Typed, 0, |out, row, random| {
            put(out, format_args!("{}\tGene\t{}\n", pmid(row), tail(random)));
        }),
        ("all types", Shape::Typed, 0, |out, row, random| {
            let kind = TYPES[random as usize % TYPES.len()];
            put(out, format_args!("{}\t{kind}\t{}\n", pmid(row), tail(random)));
        }),
        ("untyped, CRLF", Shape::Untyped, 0, |out, row, random| {
            put(out, format_args!("{}\t{}\r\n", pmid(row), tail(random)));
        }),
        ("not ASCII", Shape::Typed, 0, |out, row, random| {
            put(out, format_args!("{}\tGene\tβ{}\n", pmid(row), tail(random)));
        }),
        ("long values", Shape::Typed, 0, |out, row, random| {
            put(out, format_args!("{}\tGene\t{}{}\n", pmid(row), "3065;".repeat(100), tail(random)));
        }),
        ("resources all different", Shape::Typed, 0, |out, row, random| {
            put(out, format_args!("{}\tGene\t{}|and more{row}\n", pmid(row), tail(random)));
        }),
        ("missing columns", Shape::Typed, 1, |out, row, random| {
            put(out, format_args!("{}\tGene\t{}\n", pmid(row), random % 100_000));
        }),
    ];
    tables.into_iter().map(|(name, shape, problems, row)| input(name, shape, problems, row))
}

fn relation_tables() -> impl Iterator<Item = Input> {
    let usual: Row = |out, row, random| {
        let at = |shift: u32| (random >> shift) as usize;
        let (kind, one, two) = (RELATIONS[at(0) % 4], TYPES[at(8) % 6], TYPES[at(16) % 6]);
        let ids = (at(24) % 1_000_000, at(40) % 1_000_000);
        put(out, format_args!("{}\t{kind}\t{one}|MESH:D{:06}\t{two}|{}\n", pmid(row), ids.0, ids.1));
    };
    let without_types: Row = |out, row, random| {
        put(out, format_args!("{}\ttreat\t{}\t{}\n", pmid(row), random % 100_000, random >> 44));
    };
    [("usual", 0, usual), ("without types", 1, without_types)]
        .into_iter()
        .map(|(name, problems, row)| input(name, Shape::Relations, problems, row))
}

fn measure<T: RowSyntax>(criterion: &mut Criterion, group: &str, inputs: impl Iterator<Item = Input>) {
    let mut group = criterion.benchmark_group(group);
    for input in inputs {
        let (elements, bytes) = (input.rows as u64, input.text.len() as u64);
        group.throughput(Throughput::ElementsAndBytes { elements, bytes });
        group.bench_function(BenchmarkId::from_parameter(input.name), |bencher| {
            let mut parser = TableParser::<T>::default();
            let window = Window { base: 0, text: input.text.as_bytes(), header: 0 };
            bencher.iter_with_large_drop(|| {
                let mut part = WorkerTable::<T>::default();
                let lines = parser.parse(input.shape, &window, &mut part);
                let found = (lines, part.len(), part.problems().len());
                assert_eq!(found, (input.rows, input.rows, input.problems), "{}", input.name);
                part
            });
        });
    }
    group.finish();
}

fn entities(criterion: &mut Criterion) {
    measure::<pubfast_core::model::EntityRows>(criterion, "entities", entity_tables());
}

fn relations(criterion: &mut Criterion) {
    measure::<pubfast_core::model::RelationTableRows>(criterion, "relations", relation_tables());
}

criterion_group! {
    name = tables;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = entities, relations
}
criterion_main!(tables);
