//! Inputs in containers, made on the fly.

use std::io::Read;
use std::sync::Arc;

use flate2::{Compression, Crc, read::DeflateEncoder, read::GzEncoder};
use pubfast_core::io::{Container, Source};

/// One member.
pub fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    GzEncoder::new(text, Compression::fast()).read_to_end(&mut packed).expect("memory");
    packed
}

/// Several members, some of them empty.
pub fn members(text: &[u8]) -> Vec<u8> {
    let size = text.len() / 3 + 1;
    let mut packed = gzip(b"");
    text.chunks(size).for_each(|piece| packed.extend([gzip(piece), gzip(b"")].concat()));
    packed
}

/// Blocks as the SAM specification has them.
pub fn bgzf(text: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    for piece in text.chunks(10_000).chain([&b""[..]]) {
        let mut deflated = Vec::new();
        DeflateEncoder::new(piece, Compression::fast()).read_to_end(&mut deflated).expect("memory");
        let mut sum = Crc::new();
        sum.update(piece);
        packed.extend(b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0");
        packed.extend((deflated.len() as u16 + 25).to_le_bytes());
        packed.extend(deflated);
        packed.extend(sum.sum().to_le_bytes());
        packed.extend((piece.len() as u32).to_le_bytes());
    }
    packed
}

/// One frame.
pub fn zstd(text: &[u8]) -> Vec<u8> {
    zstd::encode_all(text, 1).expect("memory")
}

/// Several frames, and one to be skipped.
pub fn frames(text: &[u8]) -> Vec<u8> {
    let mut packed = b"\x50\x2a\x4d\x18\x03\0\0\0abc".to_vec();
    for piece in text.chunks(text.len() / 5 + 1) {
        // Some frames say how long their text is, some do not.
        packed.extend(zstd(piece));
        packed.extend(zstd::bulk::compress(b"", 1).expect("memory"));
    }
    packed
}

pub type Pack = fn(&[u8]) -> Vec<u8>;

/// Each container, and what packs a text into it.
pub const CONTAINERS: [(Container, Pack); 6] = [
    (Container::Plain, <[u8]>::to_vec),
    (Container::Gzip, gzip),
    (Container::Gzip, members),
    (Container::Bgzf, bgzf),
    (Container::Zstd, zstd),
    (Container::Zstd, frames),
];

/// An input in memory.
pub fn memory(bytes: &[u8]) -> Source {
    Source::Bytes(Arc::new(bytes.to_vec()))
}
