//! A text that is packed, and then cut, changed, or followed by something: what comes out is how it began.

use pubfast_core::formats::block_text::reference::parse;
use pubfast_core::io::Container;
use pubfast_core::model::{Dataset, Kind};
use pubfast_core::{Cause, Error, Records};

use super::containers::shown;
use super::may_be_json;
use crate::knobs::Knobs;
use crate::support::packing::{CONTAINERS, memory};
use crate::support::streams::streamed;
use crate::support::{by_value, options};

pub fn run(data: &[u8]) {
    if may_be_json(data) {
        return;
    }
    let mut knobs = Knobs::of(data);
    let (container, pack) = CONTAINERS[1 + knobs.below(CONTAINERS.len() - 1)];
    let mut packed = pack(data);
    let at = knobs.below(packed.len());
    let how = knobs.below(5);
    match how {
        0 => packed.truncate(at),
        1 => packed[at] ^= 1 << knobs.below(8),
        2 => packed.extend_from_slice(&pack(data)),
        3 => packed.extend_from_slice(&data[..data.len().min(9)]),
        _ => drop(packed.remove(at)),
    }
    if Container::of(&packed) != container {
        return;
    }
    let (found, error) = streamed(memory(&packed), options(knobs.threads(), 0), knobs.size());
    let truth = if how == 2 { parse(&[data, data].concat()) } else { parse(data) };
    match &error {
        None => {}
        Some(Error::Fault { cause: Cause::Corrupt(_), complete: Records::Documents(complete), .. }) => {
            assert_eq!(*complete, found.documents.len() as u64);
        }
        other => panic!("{other:?}"),
    }
    // gzip has a checksum, which zstd need not have; and it comes after the text. A block of BGZF whose head is damaged
    // is read as gzip.
    let is_damaged = how == 1 || how == 4;
    if !is_damaged && error.is_some() {
        assert!(truth.documents.starts_with(&found.documents), "documents that were not there");
    }
    if how == 2 {
        assert!(error.is_none() && found == truth, "{error:?}");
    }
    match Dataset::read(Kind::Documents, memory(&packed), &options(knobs.threads(), knobs.size())) {
        Ok(opened) => assert!(error.is_none() && by_value(&opened) == found, "{error:?}"),
        Err(one) => assert_eq!(Some(shown(&one)), error.as_ref().map(shown)),
    }
}
