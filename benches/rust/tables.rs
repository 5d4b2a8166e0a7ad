//! Tables in memory: how fast texts of several shapes become rows, on one thread.

use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pubfast_core::base::Options;
use pubfast_core::io::TextBuf;
use pubfast_core::model::{Dataset, Kind};

const BYTES: usize = 32 << 20;
const UNTYPED: &str = "PMID\tMeshID\tMentions\tResource\n";
const MENTIONS: [&str; 4] = ["IL-2", "interleukin-2|IL-2", "", "tumor necrosis factor"];
const RESOURCES: [&str; 4] = ["GNormPlus", "PubTator3", "PubTator3|gene2pubmed", "gene2pubmed|BioGRID"];
const TYPES: [&str; 6] = ["Gene", "Disease", "Chemical", "Species", "ProteinMutation", "CellLine"];
const RELATIONS: [&str; 4] = ["associate", "treat", "negative_correlate", "cause"];

/// Name, header row, the row of a number and a random number behind its PMID, and its number of problems.
type Input = (&'static str, &'static str, fn(usize, u64) -> String, usize);

const ENTITIES: [Input; 6] = [
    ("gene", "", |_, random| format!("Gene\t{}\n", tail(random)), 0),
    ("all types", "", |_, random| format!("{}\t{}\n", pick(&TYPES, random), tail(random)), 0),
    ("untyped, CRLF", UNTYPED, |_, random| format!("{}\r\n", tail(random)), 0),
    ("not ASCII", "", |_, random| format!("Gene\tβ{}\n", tail(random)), 0),
    ("resources all different", "", |row, random| format!("Gene\t{}|and more{row}\n", tail(random)), 0),
    ("missing columns", "", |_, random| format!("Gene\t{}\n", random % 100_000), 1),
];
const RELATION_TABLES: [Input; 2] = [
    (
        "usual",
        "",
        |_, random| {
            let [one, two] = [random, random >> 16].map(|bits| pick(&TYPES, bits));
            let (kind, id) = (pick(&RELATIONS, random >> 8), random >> 24 & 0xf_ffff);
            format!("{kind}\t{one}|MESH:D{id:06}\t{two}|{}\n", random >> 44)
        },
        0,
    ),
    ("without types", "", |_, random| format!("treat\t{}\t{}\n", random >> 48, random >> 44), 1),
];

fn pick<'text>(texts: &[&'text str], random: u64) -> &'text str {
    texts[random as usize % texts.len()]
}

/// The columns after the type: an identifier, mentions and a resource. Few identifiers are frequent.
fn tail(random: u64) -> String {
    let id = 1 + (random >> 8) % 100_000 / (1 + (random >> 32) % 500);
    format!("{id}\t{}\t{}", pick(&MENTIONS, random >> 50), pick(&RESOURCES, random >> 44))
}

/// SplitMix64.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn measure(criterion: &mut Criterion, kind: Kind, inputs: &[Input]) {
    let mut group = criterion.benchmark_group(kind.name());
    for &(name, header, write, problems) in inputs {
        let (mut text, mut rows, mut state) = (String::with_capacity(BYTES + 1000), 0, 1);
        text += header;
        while text.len() < BYTES {
            // Five rows of each PMID, of seven or eight digits.
            text +=
                &format!("{}\t{}", 9_000_000 + rows / 5 * 7 % 30_000_000, write(rows, random(&mut state)));
            rows += 1;
        }
        let options = Options { threads: 1, ..Options::default() };
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            let input = || TextBuf::from(text.clone().into_bytes());
            let parse = |input| {
                let table = Dataset::parse(kind, input, "memory", &options).expect("problems are collected");
                assert_eq!((table.records(), table.problems().len()), (rows, problems * rows), "{name}");
                table
            };
            bencher.iter_batched(input, parse, BatchSize::LargeInput);
        });
    }
    group.finish();
}

fn entities(criterion: &mut Criterion) {
    measure(criterion, Kind::Entities, &ENTITIES);
}

fn relations(criterion: &mut Criterion) {
    measure(criterion, Kind::Relations, &RELATION_TABLES);
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
