//! Packed bytes of any kind: what comes out is what other decoders make of them, as far as it goes.

use std::io::{BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use pubfast_core::engine::stream::Stream;
use pubfast_core::io::{Container, Source};
use pubfast_core::model::{Dataset, Kind};
use pubfast_core::{Cause, Error};
use zstd::stream::read::Decoder;

use super::may_be_json;
use crate::knobs::Knobs;
use crate::support::options;
use crate::support::packing::memory;
use crate::support::streams::Short;

/// More text than this is not looked at: a few bytes can stand for gigabytes.
const MAX_TEXT: usize = 4 << 20;

pub fn run(data: &[u8]) {
    let mut knobs = Knobs::of(data);
    let container = Container::of(data);
    let others = decoded(container, data);
    if may_be_json(others.as_ref().map_or(data, |(text, _)| text)) {
        return;
    }
    let (text, error) = streamed(data, &mut knobs);
    assert!(
        matches!(
            error,
            None | Some(Error::Fault { cause: Cause::Corrupt(_), .. } | Error::RecordTooLarge { .. })
        ),
        "{error:?}"
    );
    let is_cut = text.len() >= MAX_TEXT;
    if let Some((truth, is_whole)) = others {
        let both = text.len().min(truth.len());
        assert!(text[..both] == truth[..both], "another text");
        if is_whole && !is_cut {
            // Others may take what we refuse: a frame that is empty, but said that it is not.
            let is_all = text.len() == truth.len() || is_mark(&truth);
            assert!(error.is_some() || is_all, "{} bytes of {}", text.len(), truth.len());
        }
        // Where others fail there may be zeros, which are padding; or something that is no document in itself.
        let is_all = text.len() >= truth.len() || is_mark(&truth);
        assert!(is_whole || error.is_some() || is_all, "a fault that is not reported");
    } else if container == Container::Plain {
        assert!(error.is_none() && (is_cut || text == data || is_mark(data)), "{error:?}");
    }
    if !is_cut {
        let opened = Dataset::read(Kind::Documents, memory(data), &options(knobs.threads(), knobs.size()));
        assert_eq!(opened.as_ref().err().map(shown), error.as_ref().map(shown));
        let is_same = |opened: Dataset| opened.text().whole()[..] == text || is_mark(opened.text().whole());
        assert!(opened.is_err() || opened.is_ok_and(is_same), "another text at once");
    }
}

/// An error as it can be compared.
pub(super) fn shown(error: &Error) -> String {
    format!("{error:?}")
}

/// A stream of a mere byte-order mark has no batch.
fn is_mark(text: &[u8]) -> bool {
    text == b"\xef\xbb\xbf"
}

/// The text of the batches, and what stopped them.
fn streamed(data: &[u8], knobs: &mut Knobs) -> (Vec<u8>, Option<Error>) {
    let source = match knobs.below(3) {
        0 => memory(data),
        // Errors name their input.
        way => {
            let step = if way == 1 { knobs.size() } else { usize::MAX };
            Source::Reader("<bytes>".into(), Box::new(Owned(data.to_vec(), 0, step)))
        }
    };
    let mut text = Vec::new();
    let batch_bytes = knobs.size();
    let stream = match Stream::open(Kind::Documents, source, options(knobs.threads(), 0), batch_bytes) {
        Ok(stream) => stream,
        Err(error) => return (text, Some(error)),
    };
    for batch in stream {
        match batch {
            Ok(batch) => text.extend_from_slice(batch.text().whole()),
            Err(error) => return (text, Some(error)),
        }
        if text.len() >= MAX_TEXT {
            break;
        }
    }
    (text, None)
}

/// Bytes that are read in steps.
struct Owned(Vec<u8>, usize, usize);

impl Read for Owned {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let count = Short(&self.0[self.1..], self.2).read(bytes)?;
        self.1 += count;
        Ok(count)
    }
}

/// The text that another decoder makes of compressed bytes, and whether it came to their end.
fn decoded(container: Container, data: &[u8]) -> Option<(Vec<u8>, bool)> {
    let mut text = Vec::new();
    let most = MAX_TEXT as u64 + 1;
    let is_whole = match container {
        Container::Gzip | Container::Bgzf => {
            let mut decoder = MultiGzDecoder::new(BufReader::new(data));
            decoder.by_ref().take(most).read_to_end(&mut text).is_ok()
        }
        Container::Zstd => match Decoder::new(data) {
            Ok(decoder) => decoder.take(most).read_to_end(&mut text).is_ok(),
            Err(_) => false,
        },
        _ => return None,
    };
    Some((text, is_whole))
}
