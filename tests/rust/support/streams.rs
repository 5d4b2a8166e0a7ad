//! Inputs read in batches and at once, by value.

use std::io::{self, Read};

use pubfast_core::Error;
use pubfast_core::base::{OnProblem, Options};
use pubfast_core::engine::stream::Stream;
use pubfast_core::formats::block_text::reference::ReferenceCorpus;
use pubfast_core::io::Source;
use pubfast_core::model::{Dataset, Kind, TableId, TextPosition};

use super::packing::memory;
use super::{by_value, options, touch};

/// A reader that gives few bytes at a time.
pub struct Short<'a>(pub &'a [u8], pub usize);

impl Read for Short<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = bytes.len().min(self.1);
        self.0.read(&mut bytes[..count])
    }
}

/// An input that is read as it comes.
pub fn reader(reader: impl Read + Send + 'static) -> Source {
    Source::Reader("reader".into(), Box::new(reader))
}

/// The documents of an input's batches, and the error that ended them. Each batch must go on where the one before it
/// ended.
pub fn streamed(source: Source, options: Options, batch_bytes: usize) -> (ReferenceCorpus, Option<Error>) {
    let mut all = ReferenceCorpus { documents: Vec::new(), problems: Vec::new() };
    let mut before = TextPosition::default();
    let mut types = Vec::new();
    let mut stream = match Stream::open(Kind::Documents, source, options, batch_bytes) {
        Ok(stream) => stream,
        Err(error) => return (all, Some(error)),
    };
    while let Some(batch) = stream.next() {
        let batch = match batch {
            Ok(batch) => batch,
            Err(error) => {
                assert!(stream.next().is_none(), "something follows an error");
                return (all, Some(error));
            }
        };
        assert_eq!(batch.origin(), before);
        let value = by_value(&batch);
        let names: Vec<_> =
            batch.categories(TableId::Annotations, "type").iter().map(<[u8]>::to_vec).collect();
        assert!(names.starts_with(&types), "codes change from batch to batch");
        touch(&batch, types.len());
        types = names;
        assert!(by_value(&batch) == value, "whole columns");
        all.documents.extend(value.documents);
        all.problems.extend(value.problems);
        before = stream.delivered();
        assert_eq!(before.rows(TableId::Documents), all.documents.len());
    }
    (all, None)
}

/// A window as large as this is not parsed before the input is decompressed to its end.
pub const WHOLE: usize = usize::MAX / 2;

/// The documents of an input that is read at once.
pub fn opened(source: Source, options: &Options) -> Result<ReferenceCorpus, String> {
    Dataset::read(Kind::Documents, source, options)
        .map(|corpus| by_value(&corpus))
        .map_err(|error| format!("{error:?}"))
}

/// Fails unless a compressed input gives one result, or one error, parsed while it is decompressed and after that.
#[track_caller]
pub fn opens_alike(packed: &[u8], windows: &[usize]) -> Result<ReferenceCorpus, String> {
    for on_problem in [OnProblem::Raise, OnProblem::Collect] {
        let options = |threads, window| Options { on_problem, ..options(threads, window) };
        let expected = opened(memory(packed), &options(1, WHOLE));
        for (&window, threads) in windows.iter().chain([&0]).flat_map(|window| [1, 2, 3].map(|n| (window, n)))
        {
            let found = opened(memory(packed), &options(threads, window));
            assert!(found == expected, "{threads} threads, windows of {window} bytes: {:?}", found.err());
        }
    }
    opened(memory(packed), &options(2, WHOLE))
}

/// A reader that gives some bytes, and then those of another one.
pub struct Chained<R>(pub Vec<u8>, pub R);

impl<R: Read> Read for Chained<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return self.1.read(bytes);
        }
        let count = bytes.len().min(self.0.len()).min(5000);
        bytes[..count].copy_from_slice(&self.0[..count]);
        self.0.drain(..count);
        Ok(count)
    }
}
