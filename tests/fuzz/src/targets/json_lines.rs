//! Lines of JSON: the fast conversion against serde's, and cut anywhere.

use pubfast_core::base::Options;
use pubfast_core::engine::stream::Stream;
use pubfast_core::formats::detect::detect;
use pubfast_core::formats::jsonl::LineKind;
use pubfast_core::formats::table::{Shape, reference};
use pubfast_core::model::record::Document;
use pubfast_core::model::{Dataset, Kind};
use pubfast_core::{Cause, Error};

use crate::knobs::Knobs;
use crate::support::by_value;
use crate::support::json::{converted, expected, twin};
use crate::support::packing::{CONTAINERS, memory};

pub fn run(data: &[u8]) {
    let mut knobs = Knobs::of(data);
    for line in data.split(|&byte| byte == b'\n') {
        let found = converted(line);
        assert_eq!(found.as_ref().ok(), expected(line).as_ref(), "{:?}", found.as_ref().err());
        if let (Ok(text), Some(room)) = (&found, LineKind::Documents.room(line)) {
            assert!(text.len() <= room, "{} bytes in {room}", text.len());
        }
        rows(line);
    }
    let detected = detect(data);
    let (_, pack) = CONTAINERS[knobs.below(CONTAINERS.len())];
    let packed = pack(data);
    let options = |threads, window| Options { threads, window, ..Options::default() };
    let opened = documents(&packed, &options(knobs.threads(), knobs.size()));
    let (streamed, error) = streamed(&packed, options(knobs.threads(), 0), knobs.size());
    match (&opened, &error) {
        (Ok(opened), None) => assert!(*opened == streamed),
        (Err(one), Some(other)) => assert_eq!(format!("{one:?}"), format!("{other:?}")),
        other => panic!("{:?} and {:?}", other.0.as_ref().err(), other.1),
    }
    let is_documents = detected.is_json && detected.format.name() == "pubtator";
    if is_documents && !matches!(error, Some(Error::Format { .. })) {
        let lines = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
        let lines = lines.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let mut truth: Vec<Document> =
            lines.map_while(|line| expected(line).and_then(|_| twin(line))).collect();
        match error {
            None => assert!(truth == streamed, "other documents"),
            Some(Error::Fault { cause: Cause::Corrupt(_), .. }) => {
                truth.truncate(streamed.len());
                assert!(truth == streamed, "other documents before the fault");
            }
            other => panic!("{other:?}"),
        }
    }
}

/// A row becomes one line, and that a row.
fn rows(line: &[u8]) {
    let mut text = Vec::new();
    for shape in [Shape::Typed, Shape::Untyped] {
        text.clear();
        if LineKind::Entities(shape).convert(line, &mut text).is_ok() {
            is_line(&text, line);
            if shape == Shape::Typed {
                assert_eq!(reference::entities(&text).rows.len(), 1);
            }
        }
    }
    text.clear();
    if LineKind::Relations.convert(line, &mut text).is_ok() {
        is_line(&text, line);
        assert_eq!(reference::relations(&text).rows.len(), 1);
    }
}

fn is_line(text: &[u8], line: &[u8]) {
    assert!(text.len() <= LineKind::Relations.room(line).unwrap_or(usize::MAX));
    assert_eq!(text.iter().position(|&byte| byte == b'\n'), Some(text.len() - 1));
}

fn documents(packed: &[u8], options: &Options) -> Result<Vec<Document>, Error> {
    Ok(values(&Dataset::read(Kind::Documents, memory(packed), options)?))
}

fn values(corpus: &Dataset) -> Vec<Document> {
    by_value(corpus).documents.into_iter().map(|located| located.document).collect()
}

fn streamed(packed: &[u8], options: Options, batch_bytes: usize) -> (Vec<Document>, Option<Error>) {
    let mut all = Vec::new();
    let stream = match Stream::open(Kind::Documents, memory(packed), options, batch_bytes) {
        Ok(stream) => stream,
        Err(error) => return (all, Some(error)),
    };
    for batch in stream {
        match batch {
            Ok(batch) => all.extend(values(&batch)),
            Err(error) => return (all, Some(error)),
        }
    }
    (all, None)
}
