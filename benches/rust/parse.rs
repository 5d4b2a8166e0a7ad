//! Stage 2: how fast inputs of many shapes become columns.
//!
//! The input is in memory, so files and maps have no part in this.
#![allow(missing_docs)] // the macros below write functions

mod shapes;

use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pubfast_core::base::Options;
use pubfast_core::io::TextBuf;
use pubfast_core::model::Corpus;
use shapes::{Counts, shapes};

const BYTES: usize = 32 << 20;

fn parse(text: TextBuf, threads: usize) -> Corpus {
    let options = Options { threads, ..Options::default() };
    Corpus::parse(text, "memory", &options).expect("problems are collected")
}

fn counts(corpus: &Corpus) -> Counts {
    Counts {
        documents: corpus.documents_len(),
        annotations: corpus.annotations_len(),
        relations: corpus.relations_len(),
        passages: corpus.passages_len(),
        problems: corpus.problems().len(),
    }
}

fn every_shape(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    for shape in shapes(BYTES) {
        let (elements, bytes) = (shape.lines as u64, shape.text.len() as u64);
        group.throughput(Throughput::ElementsAndBytes { elements, bytes });
        for threads in [1, 2] {
            group.bench_function(BenchmarkId::new(shape.name, threads), |bencher| {
                // Each parse has an input of its own, as a corpus keeps it; copying it is not timed.
                let input = || TextBuf::from(shape.text.clone());
                let check = |text| {
                    let corpus = parse(text, threads);
                    assert_eq!(counts(&corpus), shape.counts, "{}", shape.name);
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
