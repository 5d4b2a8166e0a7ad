//! Documents that are written, by value and by their own bytes, and read back.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use pubfast_core::Cancel;
use pubfast_core::base::Progress;
use pubfast_core::engine::output::BlockTextWriter;
use pubfast_core::formats::block_text::reference::parse;
use pubfast_core::formats::block_text::write::{self, LineEnd};
use pubfast_core::io::output::Compression;
use pubfast_core::model::Rows;
use pubfast_core::model::record::Document;

use crate::knobs::Knobs;
use crate::support::open;

/// A file in memory.
#[derive(Clone, Default)]
pub struct File(Arc<Mutex<Vec<u8>>>);

impl File {
    /// The bytes written.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub fn run(data: &[u8]) {
    let mut knobs = Knobs::of(data);
    let documents = values(data);
    let line_end = [LineEnd::Lf, LineEnd::CrLf][knobs.below(2)];
    let mut text = Vec::new();
    let mut expected = Vec::new();
    for document in &documents {
        let mut lines = Vec::new();
        write::document(document, line_end, &mut lines).expect("it was read, so it can be written");
        if text.is_empty() {
            let Ok(opening) = write::opening(&lines) else { continue };
            text.extend_from_slice(opening);
        } else {
            text.extend_from_slice(line_end.bytes());
        }
        text.extend_from_slice(&lines);
        expected.push(document.clone());
    }
    assert!(values(&text) == expected, "documents that were written are others when they are read");
    sources(data, &documents, &mut knobs);
}

/// Source bytes: the whole, and some documents in any order.
fn sources(data: &[u8], documents: &[Document], knobs: &mut Knobs) {
    let corpus = open(data, knobs.threads(), knobs.size());
    let whole = written(knobs, |writer, cancel| writer.whole(&corpus, cancel)).expect("its own bytes");
    assert!(whole == data, "not the bytes that were read");
    let rows: Vec<usize> = (0..documents.len().min(20)).map(|_| knobs.below(documents.len())).collect();
    let picked: Rows = rows.iter().map(|&row| row as i64).collect();
    let found = written(knobs, |writer, cancel| {
        writer.rows(&corpus, &picked, cancel)?;
        writer.whole(&corpus, cancel)
    });
    match found {
        Ok(found) => {
            let expected = rows.iter().map(|&row| &documents[row]).chain(documents);
            assert!(values(&found).iter().eq(expected), "documents by their source are others");
        }
        Err(why) => assert!(why.contains("begins with ##"), "{why}"),
    }
}

fn written(
    knobs: &mut Knobs,
    write: impl Fn(&mut BlockTextWriter, &Cancel) -> pubfast_core::Result<()>,
) -> Result<Vec<u8>, String> {
    let (file, cancel) = (File::default(), Cancel::default());
    let target = Box::new(file.clone());
    let writer =
        BlockTextWriter::new(target, "memory", Compression::None, knobs.threads(), Progress::default());
    let mut writer = writer.expect("a writer").with_chunks_of(knobs.size());
    write(&mut writer, &cancel).and_then(|()| writer.finish(&cancel)).map_err(|error| error.to_string())?;
    Ok(file.bytes())
}

fn values(text: &[u8]) -> Vec<Document> {
    parse(text).documents.into_iter().map(|located| located.document).collect()
}
