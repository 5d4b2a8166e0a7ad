//! Documents that are written as lines of JSON and read back.

use pubfast_core::base::Options;
use pubfast_core::formats::block_text::reference::parse;
use pubfast_core::model::record::Document;
use pubfast_core::model::{Dataset, Kind};
use pubfast_core::ops::select::Choice;
use pubfast_export::sinks::{Compression, Lines, Output, select};

use super::is_text;
use super::written::File;
use crate::knobs::Knobs;
use crate::support::by_value;
use crate::support::json::repaired;
use crate::support::packing::memory;

pub fn run(data: &[u8]) {
    let mut knobs = Knobs::of(data);
    let truth: Vec<Document> =
        parse(data).documents.iter().map(|located| repaired(&located.document)).collect();
    if truth.is_empty() || !is_text(data) {
        return;
    }
    let file = File::default();
    let output = Output::Stream(Box::new(file.clone()), "memory".into());
    let options = Options { threads: knobs.threads(), ..Options::default() };
    let lines = (Lines::Json, Compression::None);
    let written =
        select(memory(data), output, &Choice::First(usize::MAX), lines, Some(Kind::Documents), options);
    let json = file.bytes();
    match written {
        Ok(written) => assert_eq!(written.units, truth.len()),
        Err(error) => panic!("{error:?}"),
    }
    let options = Options { threads: knobs.threads(), window: knobs.size(), ..Options::default() };
    let corpus = Dataset::read(Kind::Documents, memory(&json), &options);
    let corpus = corpus.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&json)));
    let found: Vec<Document> =
        by_value(&corpus).documents.into_iter().map(|located| located.document).collect();
    assert!(found == truth, "documents that were written are others when they are read");
}
