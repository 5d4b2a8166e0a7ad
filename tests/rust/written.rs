//! Documents of inputs are written with their own bytes, on any number of threads and in any chunks.

mod support;

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex};

use flate2::read::MultiGzDecoder;
use proptest::prelude::*;
use proptest::sample::Index;
use pubfast_core::Cancel;
use pubfast_core::base::{Options, Progress};
use pubfast_core::engine::output::BlockTextWriter;
use pubfast_core::engine::stream::Stream;
use pubfast_core::formats::block_text::reference::parse;
use pubfast_core::io::output::Compression;
use pubfast_core::io::{Source, TextBuf};
use pubfast_core::model::record::Document;
use pubfast_core::model::{Dataset, Kind, Rows, TableId};
use support::{files, mutate, open, options};

/// A file in memory.
#[derive(Clone, Default)]
struct File(Arc<Mutex<Vec<u8>>>);

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panics").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Something to be written.
#[derive(Clone, Copy)]
enum Part<'c> {
    Whole(&'c Dataset),
    Documents(&'c Dataset, &'c Rows),
    Annotations(&'c Dataset, &'c Rows),
}

fn write_in(
    parts: &[Part<'_>],
    compression: Compression,
    threads: usize,
    piece: usize,
) -> Result<(Vec<u8>, u64), String> {
    let file = File::default();
    let cancel = Cancel::default();
    let run = || {
        let writer =
            BlockTextWriter::new(Box::new(file.clone()), "memory", compression, threads, Progress::default());
        let mut writer = writer?.with_chunks_of(piece);
        for part in parts {
            match part {
                Part::Whole(corpus) => writer.whole(corpus, &cancel)?,
                Part::Documents(corpus, rows) => writer.rows(corpus, rows, &cancel)?,
                Part::Annotations(corpus, rows) => writer.annotations(corpus, rows, &cancel)?,
            }
        }
        writer.finish(&cancel)?;
        assert_eq!(writer.bytes(), file.0.lock().expect("no panics").len() as u64);
        Ok(writer.documents())
    };
    let documents = run().map_err(|error: pubfast_core::Error| error.to_string())?;
    let bytes = file.0.lock().expect("no panics").clone();
    Ok((bytes, documents))
}

/// The output of one thread, document by document; other ways of writing must give the same bytes.
fn written(parts: &[Part<'_>], threads: usize, piece: usize) -> Result<(Vec<u8>, u64), String> {
    let plain = write_in(parts, Compression::None, 1, usize::MAX);
    assert!(write_in(parts, Compression::None, threads, piece) == plain, "in pieces of {piece}");
    let Ok((text, _)) = &plain else { return plain };
    for compression in [Compression::Gzip(1), Compression::Bgzf(1)] {
        let (packed, _) = write_in(parts, compression, threads, piece).expect("no refusal");
        let mut found = Vec::new();
        MultiGzDecoder::new(&packed[..]).read_to_end(&mut found).expect("gzip");
        assert!(&found == text, "{compression:?} in pieces of {piece}");
    }
    plain
}

fn read(text: &[u8]) -> Vec<Document> {
    parse(text).documents.into_iter().map(|located| located.document).collect()
}

fn rows(picked: &[Index], count: usize) -> Rows {
    if count == 0 { Rows::Range(0..0) } else { picked.iter().map(|at| at.index(count) as i64).collect() }
}

/// A document with some of its annotations.
fn excerpt(corpus: &Dataset, document: usize, rows: &[usize]) -> Document {
    let mut value = corpus.to_value(document);
    value.annotations = rows.iter().map(|&row| corpus.annotation_value(row)).collect();
    value.relations.clear();
    value
}

#[test]
fn whole_files() {
    for path in files() {
        let input = std::fs::read(&path).expect("a file");
        let corpus = open(&input, 2, 0);
        let (text, documents) = written(&[Part::Whole(&corpus)], 2, 10_000).expect("no refusal");
        assert!(text == input, "{}", path.display());
        assert_eq!(documents, corpus.len(TableId::Documents) as u64);
        // Twice in one file: every document is there twice.
        let twice = written(&[Part::Whole(&corpus), Part::Whole(&corpus)], 2, 10_000).expect("no refusal");
        let all = read(&input);
        assert!(read(&twice.0) == [&all[..], &all].concat(), "{}", path.display());
    }
}

#[test]
fn batches_of_files() {
    for path in files() {
        let input = std::fs::read(&path).expect("a file");
        for batch_bytes in [1, 1000, 100_000] {
            if batch_bytes == 1 && input.len() > 200_000 {
                continue;
            }
            let options = Options { threads: 2, trusted: true, ..Options::default() };
            let stream = Stream::open(Kind::Documents, Source::Path(path.clone()), options, batch_bytes);
            let batches: Vec<_> = stream.expect("a stream").map(|batch| batch.expect("a batch")).collect();
            let parts: Vec<_> = batches.iter().map(Part::Whole).collect();
            let (found, _) = write_in(&parts, Compression::None, 2, 5000).expect("no refusal");
            // A stream of a mere byte-order mark has no batch.
            assert!(found == input || batches.is_empty(), "{}", path.display());
            // The others alone, or without the second: documents are what they were.
            for (left, batch) in batches.iter().enumerate().skip(1).take(3) {
                let parts: Vec<_> = batches
                    .iter()
                    .enumerate()
                    .filter(|&(at, _)| at != left)
                    .map(|(_, batch)| Part::Whole(batch))
                    .collect();
                let found = write_in(&parts, Compression::None, 2, 5000).expect("no refusal").0;
                let mut expected = read(&input);
                let begin = batch.origin().rows(TableId::Documents);
                expected.drain(begin..begin + batch.len(TableId::Documents));
                assert!(read(&found) == expected, "{}", path.display());
            }
        }
    }
}

#[test]
fn documents_of_files() {
    for path in files() {
        let input = std::fs::read(&path).expect("a file");
        let corpus = open(&input, 2, 0);
        let all = read(&input);
        for (row, document) in all.iter().enumerate().take(500) {
            let rows = Rows::Range(row..row + 1);
            let source = corpus.source_of(row).expect("a source");
            let found = write_in(&[Part::Documents(&corpus, &rows)], Compression::None, 1, 1000);
            if source.starts_with(b"##") {
                assert!(found.expect_err("a refusal").contains("begins with ##"));
                continue;
            }
            let (text, _) = found.expect("no refusal");
            // What is no byte-order mark must not become one.
            let lines = if source.starts_with(b"\xef\xbb\xbf") { &text[1..] } else { &text[..] };
            let is_source = lines.starts_with(source) && lines.len() <= source.len() + 2;
            assert!(is_source, "{}: {row}", path.display());
            assert!(read(&text) == std::slice::from_ref(document), "{}: {row}", path.display());
        }
        // From the end to the beginning, but for the first: an id that begins with ## has to follow another.
        let order: Vec<usize> = (0..all.len().min(1)).chain((1..all.len()).rev()).collect();
        let reversed: Rows = order.iter().map(|&row| row as i64).collect();
        let (text, documents) =
            written(&[Part::Documents(&corpus, &reversed)], 3, 20_000).expect("no refusal");
        assert_eq!(documents, all.len() as u64);
        assert!(read(&text).iter().eq(order.iter().map(|&row| &all[row])), "{}", path.display());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn selections_of_mutated_files(
        file in any::<Index>(),
        begin in any::<Index>(),
        length in 1usize..30_000,
        changes in prop::collection::vec((any::<Index>(), any::<u8>(), any::<u8>()), 0..40),
        picked in prop::collection::vec(any::<Index>(), 0..30),
        threads in 1usize..4,
        piece in prop_oneof![1usize..300, 1usize..20_000],
        is_whole in any::<bool>(),
    ) {
        thread_local!(static FILES: Vec<Vec<u8>> = files().into_iter().map(|path| std::fs::read(path).expect("a file")).collect());
        let input = FILES.with(|files| {
            let whole = file.get(files);
            let begin = if whole.is_empty() { 0 } else { begin.index(whole.len()) };
            let mut input = whole[begin..whole.len().min(begin + length)].to_vec();
            mutate(&mut input, &changes);
            input
        });
        let corpus = Dataset::parse(Kind::Documents, TextBuf::from(input.clone()), "memory", &options(2, 500)).expect("no error");
        let all = read(&input);
        let documents = rows(&picked, corpus.len(TableId::Documents));
        let annotations = rows(&picked, corpus.len(TableId::Annotations));
        let mut expected: Vec<Document> = documents.iter().map(|row| all[row].clone()).collect();
        let mut parts = vec![Part::Documents(&corpus, &documents)];
        if is_whole {
            parts.push(Part::Whole(&corpus));
            expected.extend_from_slice(&all);
        }
        let mut sorted: Vec<usize> = annotations.iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        for document in 0..all.len() {
            let range = corpus.document(document).annotations;
            let rows: Vec<_> = sorted.iter().copied().filter(|row| range.contains(row)).collect();
            if !rows.is_empty() {
                expected.push(excerpt(&corpus, document, &rows));
            }
        }
        parts.push(Part::Annotations(&corpus, &annotations));
        match written(&parts, threads, piece) {
            Ok((text, documents)) => {
                prop_assert_eq!(documents, expected.len() as u64);
                prop_assert!(read(&text) == expected);
            }
            Err(why) => prop_assert!(why.contains("begins with ##") && expected[0].document_id.starts_with(b"##"), "{}", why),
        }
    }
}
