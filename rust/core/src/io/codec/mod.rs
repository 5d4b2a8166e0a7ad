//! Decoders, one file each. A decoder reads the text from a reader of the bytes, and may hand out blocks for other
//! threads to decompress. [`decoder`] lists them.

mod bgzf;
mod gzip;
mod independent;
mod zstd;

use std::io::{BufRead, BufReader};

use bgzf::Bgzf;
use gzip::Gzip;
pub(crate) use independent::IndependentReader;
use zstd::Zstd;

use super::Container;
use super::cancellable_reader::CancellableReader;
use super::compressed_blocks::Decode;
use super::peek_reader::PeekReader;

/// The number of compressed bytes read at once.
const PACKED: usize = 1 << 20;

impl Decode for PeekReader<CancellableReader> {}

impl<R: BufRead + Send> Decode for Gzip<R> {}

/// The decoder of a container. A container without decoder is read as plain text.
pub(crate) fn decoder(container: Container, raw: PeekReader<CancellableReader>) -> Box<dyn Decode> {
    match container {
        Container::Gzip => Box::new(Gzip::new(BufReader::with_capacity(PACKED, raw))),
        Container::Bgzf => {
            Box::new(IndependentReader::new(Bgzf::new(Box::new(BufReader::with_capacity(PACKED, raw)))))
        }
        Container::Zstd => Box::new(IndependentReader::new(Zstd::new(raw))),
        _ => Box::new(raw),
    }
}
