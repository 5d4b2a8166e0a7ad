//! Shared by several test programs: the files to parse, and a corpus by value.
#![allow(dead_code, clippy::print_stderr)] // each program uses a part of this, and says what it leaves out

pub mod documents;
pub mod json;
pub mod packing;
pub mod streams;
pub mod tables;

use std::path::{Path, PathBuf};

use proptest::sample::Index;
use pubfast_core::base::Options;
use pubfast_core::formats::block_text::reference::{Located, ReferenceCorpus, parse};
use pubfast_core::io::TextBuf;
use pubfast_core::model::{Dataset, Kind, TableId};

/// The small specimens of this repository.
pub fn specimens() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data")
}

/// Every block-text file there is: the specimens, the sample, and real files where a folder of them is named.
pub fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&specimens(), &mut files);
    files.push(specimens().join("../../examples/sample.pubtator"));
    match std::env::var_os("PUBFAST_CORPORA") {
        Some(folder) => collect(&Path::new(&folder).join("pubtator"), &mut files),
        None => eprintln!("PUBFAST_CORPORA is unset: real files are left out"),
    }
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        folder.read_dir().expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_none_or(|suffix| suffix != "json") {
            files.push(path);
        }
    }
}

/// Changes some bytes of a real file.
pub fn mutate(input: &mut Vec<u8>, changes: &[(Index, u8, u8)]) {
    for (at, how, byte) in changes {
        if input.is_empty() {
            return;
        }
        let at = at.index(input.len());
        match how % 4 {
            0 => input[at] = *byte,
            1 => drop(input.remove(at)),
            2 => input.insert(at, *byte),
            _ => input.insert(at, b"\n\t|\r0"[*byte as usize % 5]),
        }
    }
}

/// Everything that a corpus holds, as the slow twin gives it.
pub fn by_value(corpus: &Dataset) -> ReferenceCorpus {
    let located = |row: usize| {
        let record = corpus.document(row);
        Located {
            document: corpus.to_value(row),
            byte_start: record.byte_start,
            byte_end: record.byte_end,
            line: record.line,
        }
    };
    ReferenceCorpus {
        documents: (0..corpus.len(TableId::Documents)).map(located).collect(),
        problems: corpus.problems().to_vec(),
    }
}

pub fn options(threads: usize, window: usize) -> Options {
    Options { threads, window, trusted: true, ..Options::default() }
}

pub fn open(input: &[u8], threads: usize, window: usize) -> Dataset {
    Dataset::parse(Kind::Documents, TextBuf::from(input.to_vec()), "memory", &options(threads, window))
        .expect("no error")
}

/// Fails unless the fast parser gives what the slow one does, before and after its columns are whole.
#[track_caller]
pub fn agree(input: &[u8], threads: usize, window: usize) {
    let expected = parse(input);
    let corpus = open(input, threads, window);
    assert!(by_value(&corpus) == expected, "{}", difference(&by_value(&corpus), &expected));
    touch(&corpus, 0);
    assert!(by_value(&corpus) == expected, "whole columns: {}", difference(&by_value(&corpus), &expected));
}

fn difference(found: &ReferenceCorpus, expected: &ReferenceCorpus) -> String {
    for (at, (found, expected)) in found.documents.iter().zip(&expected.documents).enumerate() {
        if found != expected {
            return format!("document {at}: {found:?} instead of {expected:?}");
        }
    }
    let (documents, instead) = (found.documents.len(), expected.documents.len());
    let problems = (&found.problems, &expected.problems);
    format!(
        "{documents} documents instead of {instead}, problems {:?} instead of {:?}",
        problems.0, problems.1
    )
}

/// Asks for every column; each must agree with the rows. `known` annotation types are known from batches before.
#[track_caller]
pub fn touch(corpus: &Dataset, known: usize) {
    let text = corpus.text().clone();
    let records: Vec<_> = (0..corpus.len(TableId::Documents)).map(|row| corpus.document(row)).collect();
    let annotations: Vec<_> =
        (0..corpus.len(TableId::Annotations)).map(|row| corpus.annotation(row)).collect();
    let extras: Vec<_> =
        (0..annotations.len()).map(|row| corpus.annotation_extra(row).map(|e| e.into_owned())).collect();
    let relations: Vec<_> = (0..corpus.len(TableId::Relations)).map(|row| corpus.relation(row)).collect();
    let passages: Vec<_> = (0..corpus.len(TableId::Passages)).map(|row| corpus.passage(row)).collect();

    let (ids, titles) = (
        corpus.text_column(TableId::Documents, "document_id").unwrap(),
        corpus.text_column(TableId::Documents, "title").unwrap(),
    );
    let (abstracts, pmids) = (
        corpus.text_column(TableId::Documents, "abstract").unwrap(),
        corpus.int64_column(TableId::Documents, "pmid").unwrap(),
    );
    let (ends, lines) = (
        corpus.int64_column(TableId::Documents, "byte_end").unwrap(),
        corpus.int64_column(TableId::Documents, "line").unwrap(),
    );
    let offsets =
        (corpus.offsets(TableId::Annotations).unwrap(), corpus.offsets(TableId::Relations).unwrap());
    let owners = (
        corpus.int32_column(TableId::Annotations, "document").unwrap(),
        corpus.int32_column(TableId::Relations, "document").unwrap(),
    );
    for (row, record) in records.iter().enumerate() {
        assert_eq!(ids.get(row), Some(&text[record.document_id.clone()]));
        assert_eq!(titles.get(row), record.title.clone().map(|place| &text[place]));
        assert_eq!(abstracts.get(row), record.abstract_.clone().map(|place| &text[place]));
        assert_eq!((ends[row] as usize, lines[row] as usize), (record.byte_end, record.line));
        assert_eq!(offsets.0[row] as usize..offsets.0[row + 1] as usize, record.annotations);
        assert_eq!(offsets.1[row] as usize..offsets.1[row + 1] as usize, record.relations);
        assert!(owners.0[record.annotations.clone()].iter().all(|&owner| owner as usize == row));
        assert!(owners.1[record.relations.clone()].iter().all(|&owner| owner as usize == row));
        let id = std::str::from_utf8(&text[record.document_id.clone()]).unwrap_or("");
        let plain =
            id.len() <= 18 && id.bytes().all(|b| b.is_ascii_digit()) && (id == "0" || !id.starts_with('0'));
        assert_eq!(pmids[row], if plain { id.parse().unwrap_or(-1) } else { -1 });
        let id = String::from_utf8_lossy(&text[record.document_id.clone()]);
        assert!(corpus.find(&id).any(|found| found == row));
    }

    let (starts, ends) = (
        corpus.int32_column(TableId::Annotations, "start").unwrap(),
        corpus.int32_column(TableId::Annotations, "end").unwrap(),
    );
    let (mentions, kinds) = (
        corpus.text_column(TableId::Annotations, "mention").unwrap(),
        corpus.category_column(TableId::Annotations, "type").unwrap(),
    );
    let (identifiers, extra) = (
        corpus.text_column(TableId::Annotations, "identifier").unwrap(),
        corpus.text_column(TableId::Annotations, "extra").unwrap(),
    );
    for (row, record) in annotations.iter().enumerate() {
        assert_eq!((starts[row], ends[row], kinds.codes[row]), (record.start, record.end, record.kind));
        assert_eq!(mentions.get(row), Some(&text[record.mention.clone()]));
        assert_eq!(identifiers.get(row), record.identifier.clone().map(|place| &text[place]));
        assert_eq!(extra.get(row), extras[row].as_deref());
        assert!(records[corpus.document_of(TableId::Annotations, row)].annotations.contains(&row));
    }
    let mut first_codes = kinds.codes.to_vec();
    let mut seen = std::collections::HashSet::new();
    first_codes.retain(|&code| code >= known as i32 && seen.insert(code));
    let new = known as i32..kinds.values.len() as i32;
    assert!(first_codes.into_iter().eq(new), "categories are not in file order");

    let (kinds, extra) = (
        corpus.category_column(TableId::Relations, "type").unwrap(),
        corpus.text_column(TableId::Relations, "extra").unwrap(),
    );
    let (arg1, arg2) = (
        corpus.text_column(TableId::Relations, "arg1").unwrap(),
        corpus.text_column(TableId::Relations, "arg2").unwrap(),
    );
    for (row, record) in relations.iter().enumerate() {
        assert_eq!(kinds.codes[row], record.kind);
        assert_eq!(arg1.get(row), Some(&text[record.arg1.clone()]));
        assert_eq!(arg2.get(row), Some(&text[record.arg2.clone()]));
        assert_eq!(extra.get(row), record.extra.clone().map(|place| &text[place]));
        assert!(records[corpus.document_of(TableId::Relations, row)].relations.contains(&row));
    }

    let (tags, texts) = (
        corpus.text_column(TableId::Passages, "tag").unwrap(),
        corpus.text_column(TableId::Passages, "text").unwrap(),
    );
    let owners = corpus.int32_column(TableId::Passages, "document").unwrap();
    for (row, record) in passages.iter().enumerate() {
        assert_eq!(owners[row] as usize, record.document);
        assert_eq!(tags.get(row), Some(&text[record.tag.clone()]));
        assert_eq!(texts.get(row), Some(&text[record.text.clone()]));
        assert!(corpus.passages_of(record.document).contains(&row));
    }
}
