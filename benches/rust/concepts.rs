//! Measures splitting, counting and indexing the cells of an entity table of 10 million rows.
#![allow(missing_docs)] // the macros below write functions

use std::hint::black_box;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pubfast_core::Cancel;
use pubfast_core::analysis::{
    ConceptIndex, ConceptIndexBuilder, Counts, CountsBuilder, Family, Mention, Separators, missing, split,
};
use pubfast_core::columns::Spans;
use pubfast_core::io::TextBuf;
use pubfast_core::model::{Rows, StringColumn};

/// The columns of an entity table, and what has to come of them.
struct Table {
    pmids: Vec<i64>,
    identifiers: StringColumn,
    values: usize,
    missing: usize,
    concepts: usize,
    /// Distinct concepts of distinct documents.
    mentions: usize,
}

/// Rows like those of `gene2pubtator3`: four a document, documents in no order, few frequent genes and many rare
/// ones, a list in 0.4 % of the rows, and some that were not normalised.
fn table(rows: usize) -> Table {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let (mut text, mut spans) = (Vec::with_capacity(rows * 44), Spans::zeroed(rows));
    let (mut pmids, mut pairs) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    let (mut values, mut missing, mut pmid) = (0, 0, 0);
    for row in 0..rows {
        if row % 4 == 0 {
            pmid = random() % 40_000_000;
        }
        pmids.push(pmid as i64);
        write!(text, "{pmid}\tGene\t").expect("a vector takes everything");
        let start = text.len();
        let kind = random() % 1000;
        if kind < 10 {
            text.push(b'-');
            values += 1;
            missing += 1;
        } else {
            let count = if kind < 14 { 3 } else { 1 };
            for at in 0..count {
                // Uniform in its logarithm.
                let gene = 1 + 500_000_f64.powf((random() >> 11) as f64 / (1_u64 << 53) as f64) as u64;
                write!(text, "{}{gene}", if at > 0 { ";" } else { "" }).expect("a vector takes everything");
                pairs.push(gene << 32 | pmid);
            }
            values += count;
        }
        spans.starts[row] = start as i64;
        spans.lengths[row] = (text.len() - start) as i32;
        text.extend_from_slice(b"\ttumor protein p53\tGNormPlus\n");
    }
    pairs.sort_unstable();
    pairs.dedup();
    let concepts = pairs.chunk_by(|one, two| one >> 32 == two >> 32).count();
    let identifiers =
        StringColumn { buffer: Arc::new(TextBuf::from(text)), spans: Some(Arc::new(spans)), len: rows };
    Table { pmids, identifiers, values, missing, concepts, mentions: pairs.len() }
}

fn mention(table: &Table, row: usize, separators: Separators) -> Mention<'_> {
    Mention { pmid: table.pmids[row], cell: table.identifiers.get(row), separators }
}

fn index(table: &Table, threads: usize, separators: Separators) -> ConceptIndex {
    let mut builder = ConceptIndexBuilder::new(threads, Cancel::default());
    builder.add(table.pmids.len(), |row| Some(mention(table, row, separators))).expect("no errors");
    builder.finish().expect("no errors")
}

fn count(table: &Table, threads: usize, separators: Separators) -> Counts {
    let mut builder = CountsBuilder::new(threads, Cancel::default());
    builder
        .add_identifiers(table.pmids.len(), |row| Some(mention(table, row, separators)))
        .expect("no errors");
    builder.finish().expect("no errors")
}

fn cells(criterion: &mut Criterion) {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let table = table(if is_test { 100_000 } else { 10_000_000 });
    let separators = Separators::of(b"Gene", Family::Table);
    let rows = Rows::Range(0..table.pmids.len());
    let mut group = criterion.benchmark_group("cells");
    group.throughput(Throughput::Elements(table.pmids.len() as u64));
    for threads in [1, 2] {
        group.bench_function(BenchmarkId::new("concept index", threads), |bencher| {
            bencher.iter(|| {
                let index = index(&table, threads, separators);
                assert_eq!((index.len(), index.pmids.len()), (table.concepts, table.mentions));
                assert_eq!(index.skipped.missing, table.missing as u64);
                index
            });
        });
        group.bench_function(BenchmarkId::new("identifier counts", threads), |bencher| {
            bencher.iter(|| {
                let counts = count(&table, threads, separators);
                assert_eq!(counts.values.len, table.concepts);
                assert_eq!(counts.counts.iter().sum::<i64>() as usize, table.values - table.missing);
                counts
            });
        });
        group.bench_function(BenchmarkId::new("split", threads), |bencher| {
            bencher.iter(|| {
                let lists = split(&table.identifiers, &rows, threads, &Cancel::default(), |_| separators)
                    .expect("no errors");
                assert_eq!(lists.values.len, table.values);
                lists
            });
        });
        group.bench_function(BenchmarkId::new("missing", threads), |bencher| {
            bencher.iter(|| {
                black_box(missing(&table.identifiers, &rows, threads, &Cancel::default()).expect("no errors"))
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = counting;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    targets = cells
}
criterion_main!(counting);
