//! Stage 1: how fast each kernel finds newlines and tabs.
#![allow(missing_docs)] // the macros below write functions

mod shapes;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pubfast_core::scan::{SCAN_BLOCK, scanners};

const BYTES: usize = 64 << 20;

/// From the usual one to the one in which every byte is a mark.
const SHAPES: [&str; 3] = ["usual", "one huge document", "blank lines"];

fn kernels(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scan");
    for shape in shapes::shapes(BYTES).filter(|shape| SHAPES.contains(&shape.name)) {
        let marks = shape.text.iter().filter(|&&byte| byte == b'\n' || byte == b'\t').count();
        group.throughput(Throughput::Bytes(shape.text.len() as u64));
        for (kernel, mut scanner) in scanners() {
            group.bench_function(BenchmarkId::new(kernel, shape.name), |bencher| {
                bencher.iter(|| {
                    let found: usize =
                        shape.text.chunks(SCAN_BLOCK).map(|block| scanner.scan(block).len()).sum();
                    assert_eq!(found, marks);
                });
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = scan;
    config = Criterion::default().sample_size(20);
    targets = kernels
}
criterion_main!(scan);
