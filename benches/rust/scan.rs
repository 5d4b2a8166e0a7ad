//! Stage 1: how fast each kernel finds newlines and tabs.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pubfast_core::scan::{SCAN_BLOCK, scanners};

const BYTES: usize = 64 << 20;
const SENTENCE: &str = "The levels of the protein were significantly higher in patients than in controls. ";
const ROW: &str = "10000007\t110\t123\trenal failure\tDisease\tMESH:D010037\n";

/// Few marks, many marks, and nothing but marks.
fn shapes() -> [(&'static str, String); 3] {
    let document = format!("10000007|t|{SENTENCE}\n10000007|a|{}\n{}\n", SENTENCE.repeat(15), ROW.repeat(11));
    [("usual", document), ("annotations", ROW.into()), ("blank lines", "\n".into())]
}

fn kernels(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scan");
    for (name, part) in shapes() {
        let text = part.repeat(BYTES / part.len());
        let marks = text.bytes().filter(|&byte| byte == b'\n' || byte == b'\t').count();
        group.throughput(Throughput::Bytes(text.len() as u64));
        for (kernel, mut scanner) in scanners() {
            group.bench_function(BenchmarkId::new(kernel, name), |bencher| {
                bencher.iter(|| {
                    let blocks = text.as_bytes().chunks(SCAN_BLOCK);
                    let found: usize = blocks.map(|block| scanner.scan(block).len()).sum();
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
