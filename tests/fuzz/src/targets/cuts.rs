//! An input in batches of any size, read in steps of any size, by several threads: what it holds is the same.

use std::io::{self, Read};

use pubfast_core::base::Options;
use pubfast_core::engine::Input;
use pubfast_core::formats::block_text::reference::parse;
use pubfast_core::formats::detect::detect;
use pubfast_core::io::Container;

use super::is_text;
use crate::knobs::Knobs;
use crate::support::options;
use crate::support::packing::{CONTAINERS, memory};
use crate::support::streams::{opened, reader, streamed};

pub fn run(data: &[u8]) {
    let mut knobs = Knobs::of(data);
    let (container, pack) = CONTAINERS[knobs.below(CONTAINERS.len())];
    if container == Container::Plain && Container::of(data) != container {
        return; // what it stands for is what is inside
    }
    let detected = detect(data);
    let packed = pack(data);
    let found = Input::from(memory(&packed)).detect(&Options::default()).expect("memory");
    assert_eq!(
        (found.format, found.is_json),
        (detected.format, detected.is_json),
        "inside {:?}",
        found.container
    );
    if !is_text(data) {
        return;
    }
    let truth = parse(data);
    for _ in 0..2 {
        let (step, threads) = (knobs.size(), knobs.threads());
        let steps = Steps { bytes: packed.clone(), at: 0, step };
        let (found, error) = streamed(reader(steps), options(threads, 0), knobs.size());
        assert!(error.is_none() && found == truth, "a stream, steps of {step}, {threads} threads: {error:?}");
        let steps = Steps { bytes: packed.clone(), at: 0, step };
        let found = opened(reader(steps), &options(threads, knobs.size()));
        assert!(
            found.as_ref() == Ok(&truth),
            "at once, steps of {step}, {threads} threads: {:?}",
            found.err()
        );
    }
}

/// Bytes that come in steps.
struct Steps {
    bytes: Vec<u8>,
    at: usize,
    step: usize,
}

impl Read for Steps {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = (self.bytes.len() - self.at).min(bytes.len()).min(self.step);
        bytes[..count].copy_from_slice(&self.bytes[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}
