//! Stage 2: how fast block text of several shapes becomes columns, in memory.

use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pubfast_core::base::Options;
use pubfast_core::io::TextBuf;
use pubfast_core::model::{Dataset, Kind, TableId};

const BYTES: usize = 32 << 20;
const ROWS: usize = 11;
const TITLE: &str =
    "Chronic renal failure and its treatment: results of a randomized study in two large groups";
const SENTENCE: &str = "The levels of the protein were significantly higher in patients than in controls. ";
const FOREIGN: &str =
    "β-catenin was ≥ 5 µg/ml at 37°C, and the naïve cells of Müller’s group had more of it. ";
const TYPES: [&str; 4] = ["Disease", "Chemical", "Species", "Gene"];
const LONG: [&str; 2] = ["DiseaseOrPhenotypicFeature", "OrganismTaxonOrPopulation"];

fn texts(id: &str, sentence: &str, lines: impl Iterator<Item = String>) -> String {
    let mut text = format!("{id}|t|{TITLE}\n{id}|a|{}\n", sentence.repeat(15));
    for line in lines {
        text += &format!("{id}{line}\n");
    }
    text + "\n"
}

/// A document whose rows end with a type and what follows it.
fn document(id: &str, sentence: &str, tail: impl Fn(usize) -> String) -> String {
    let row = |at| format!("\t{}\t{}\trenal failure\t{}", 110 * at, 110 * at + 13, tail(at));
    texts(id, sentence, (0..ROWS).map(row))
}

fn pmid(number: usize) -> String {
    (10_000_000 + number).to_string()
}

fn tail(row: usize) -> String {
    format!("{}\tMESH:D0{}", TYPES[row % 4], 10_000 + 37 * row)
}

fn usual(at: usize) -> String {
    document(&pmid(at), SENTENCE, tail)
}

/// Name, document of a number, and how many annotations, relations and passages a document has.
type Shape = (&'static str, fn(usize) -> String, [usize; 3]);

const SHAPES: [Shape; 10] = [
    ("usual", usual, [ROWS, 0, 0]),
    ("CRLF", |at| usual(at).replace('\n', "\r\n"), [ROWS, 0, 0]),
    ("not ASCII", |at| document(&pmid(at), FOREIGN, tail), [ROWS, 0, 0]),
    ("5 columns", |at| document(&pmid(at), SENTENCE, |row| TYPES[row % 4].into()), [ROWS, 0, 0]),
    ("7 columns", |at| document(&pmid(at), SENTENCE, |row| tail(row) + "\tkidney"), [ROWS, 0, 0]),
    ("long ids", |at| document(&format!("PMC-and-more-{at:09}"), SENTENCE, tail), [ROWS, 0, 0]),
    ("long types", |at| document(&pmid(at), SENTENCE, |row| LONG[row % 2].into()), [ROWS, 0, 0]),
    (
        "types all different",
        |at| document(&pmid(at), SENTENCE, |row| format!("T{}\t9606", ROWS * at + row)),
        [ROWS, 0, 0],
    ),
    (
        "relations",
        |at| texts(&pmid(at), SENTENCE, (0..9).map(|row| format!("\tCause\tMESH:D01000{row}\t400{row}"))),
        [0, 9, 0],
    ),
    ("passages", |at| texts(&pmid(at), "", (0..12).map(|_| format!("|p|{SENTENCE}"))), [0, 0, 12]),
];

fn every_shape(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    for (name, write, rows) in SHAPES {
        let (mut text, mut documents) = (String::with_capacity(BYTES + 4000), 0);
        while text.len() < BYTES {
            text += &write(documents);
            documents += 1;
        }
        group.throughput(Throughput::Bytes(text.len() as u64));
        for threads in [1, 2] {
            group.bench_function(BenchmarkId::new(name, threads), |bencher| {
                // A corpus keeps its input; copying it is not timed.
                let input = || TextBuf::from(text.clone().into_bytes());
                let check = |input| {
                    let options = Options { threads, ..Options::default() };
                    let corpus = Dataset::parse(Kind::Documents, input, "memory", &options)
                        .expect("problems are collected");
                    let found = [
                        corpus.len(TableId::Annotations),
                        corpus.len(TableId::Relations),
                        corpus.len(TableId::Passages),
                    ];
                    assert_eq!(found, rows.map(|of_document| of_document * documents), "{name}");
                    assert_eq!(
                        (corpus.len(TableId::Documents), corpus.problems().len()),
                        (documents, 0),
                        "{name}"
                    );
                    corpus
                };
                bencher.iter_batched(input, check, BatchSize::PerIteration);
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = parsing;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = every_shape
}
criterion_main!(parsing);
