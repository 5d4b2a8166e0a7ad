//! Excerpts that are read back: what fuzzing has found.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use pubfast_core::Cancel;
use pubfast_core::base::Options;
use pubfast_core::engine::output::BlockTextWriter;
use pubfast_core::io::Source;
use pubfast_core::io::output::Compression as Packing;
use pubfast_core::model::{Dataset, Kind, TableId};
use pubfast_core::ops::select::Choice;
use pubfast_export::sinks::{Compression, Lines, Output, select};

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

fn memory(text: &[u8]) -> Source {
    Source::Bytes(Arc::new(text.to_vec()))
}

fn excerpt(text: &[u8], count: usize, lines: Lines, reader: Kind) -> Vec<u8> {
    let file = File::default();
    let output = Output::Stream(Box::new(file.clone()), "memory".into());
    let lines = (lines, Compression::None);
    select(memory(text), output, &Choice::First(count), lines, Some(reader), Options::default())
        .expect("an excerpt");
    let bytes = file.0.lock().expect("no panics");
    bytes.clone()
}

#[test]
fn a_mark_of_a_row_is_not_one_of_a_file() {
    let text = include_bytes!("../data/tables/entities-late-mark.tsv");
    let found = excerpt(text, 1, Lines::Source, Kind::Entities);
    assert_eq!(found, b"\n\xef\xbb\xbfPMID\tGene\t7\tx\tR\n");
    let options = Options { trusted: true, ..Options::default() };
    let whole = Dataset::read(Kind::Entities, memory(text), &options).expect("a table");
    let table = Dataset::read(Kind::Entities, memory(&found), &options).expect("a table");
    assert_eq!((table.records(), table.entity_value(0)), (1, whole.entity_value(0)));
}

#[test]
fn documents_that_only_rows_can_have_come_back_from_json() {
    let with_pipes = &include_bytes!("../data/document-ids-pipes.pubtator")[..];
    // What no longer is at the head of a file may begin with ##.
    for text in [with_pipes, b"what\n##1|t|x\n\n##2\tCID\tD1\tD2\n"] {
        let options = Options { trusted: true, ..Options::default() };
        let whole = Dataset::read(Kind::Documents, memory(text), &options).expect("block text");
        let json = excerpt(text, usize::MAX, Lines::Json, Kind::Documents);
        for threads in [1, 2] {
            let options = Options { threads, window: 1, ..Options::default() };
            let found = Dataset::read(Kind::Documents, memory(&json), &options).expect("documents");
            assert_eq!(found.len(TableId::Documents), whole.len(TableId::Documents));
            for row in 0..whole.len(TableId::Documents) {
                assert_eq!(found.to_value(row), whole.to_value(row));
            }
        }
    }
}

#[test]
fn what_would_be_a_comment_is_refused_where_a_file_begins() {
    let json = br###"{"document_id":"##1","title":"x"}"###;
    let corpus = Dataset::read(Kind::Documents, memory(json), &Options::default()).expect("a document");
    assert_eq!(corpus.len(TableId::Documents), 1);
    let (cancel, file) = (Cancel::default(), File::default());
    let writer = BlockTextWriter::new(Box::new(file), "memory", Packing::None, 1, Default::default());
    let refused = writer.expect("a writer").whole(&corpus, &cancel).expect_err("a comment");
    assert!(refused.to_string().contains("begins with ##"), "{refused}");
}
