//! Decoders, one file each. A decoder is a reader of the text over a reader of the bytes, which may hand out parts for
//! others to unpack; another one takes its place in [`decoder`].

mod apart;
mod bgzf;
mod gzip;
mod zstd;

use std::io::{BufRead, BufReader};

pub(crate) use apart::Apart;
use bgzf::Bgzf;
use gzip::Gzip;
use zstd::Zstd;

use super::Container;
use super::packed::Decode;
use super::peek::Peek;
use super::raw::Raw;

/// How many packed bytes are read at once.
const PACKED: usize = 1 << 20;

impl Decode for Peek<Raw> {}

impl<R: BufRead + Send> Decode for Gzip<R> {}

/// What unpacks a container. What cannot be unpacked is taken for text.
pub(crate) fn decoder(container: Container, raw: Peek<Raw>) -> Box<dyn Decode> {
    match container {
        Container::Gzip => Box::new(Gzip::new(BufReader::with_capacity(PACKED, raw))),
        Container::Bgzf => Box::new(Apart::new(Bgzf::new(Box::new(BufReader::with_capacity(PACKED, raw))))),
        Container::Zstd => Box::new(Apart::new(Zstd::new(raw))),
        _ => Box::new(raw),
    }
}
