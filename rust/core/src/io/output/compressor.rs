//! Compresses text in independent chunks, which make one file when concatenated.

use std::io::{self, Write};

use flate2::write::GzEncoder;
use flate2::{Compress, Crc, FlushCompress, Status};

use crate::{Error, Result};

/// The compression of an output, and its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Nothing.
    None,
    /// gzip, levels 0 to 9: each chunk is a member.
    Gzip(i32),
    /// gzip in blocks of 64 KiB at most, as the SAM specification defines them (section 4.1), levels 0 to 9.
    Bgzf(i32),
    /// zstd, levels 1 to 22: each chunk is a frame.
    Zstd(i32),
}

impl Compression {
    /// The default and the highest level of gzip and BGZF.
    pub const GZIP_LEVEL: (i32, i32) = (6, 9);
    /// The default and the highest level of zstd.
    pub const ZSTD_LEVEL: (i32, i32) = (3, 22);

    /// The compression that the suffix of a file's name stands for, at its default level.
    pub fn of_name(file_name: &str) -> Self {
        let name = file_name.to_ascii_lowercase();
        let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| name.ends_with(suffix));
        if ends(&[".gz"]) {
            Self::Gzip(Self::GZIP_LEVEL.0)
        } else if ends(&[".bgz", ".bgzf"]) {
            Self::Bgzf(Self::GZIP_LEVEL.0)
        } else if ends(&[".zst", ".zstd"]) {
            Self::Zstd(Self::ZSTD_LEVEL.0)
        } else {
            Self::None
        }
    }
}

/// Compresses chunks one after another, reusing its memory.
///
/// A file consists of the results of [`Compressor::compress`] for one or more chunks, in order, and then of
/// [`Compressor::end`]. A file without text has one empty chunk. Chunks may come from several compressors of the same
/// compression; readers of gzip prefer chunks of some MiB.
pub struct Compressor(Kind);

enum Kind {
    None,
    Gzip(i32),
    Bgzf(Compress),
    Zstd(zstd::bulk::Compressor<'static>),
}

/// The most text of a block, as `bgzip` has it.
const BGZF_BLOCK: usize = 0xff00;

/// The most bytes of a block: its size less one is stored in sixteen bits.
const MAX_BGZF_BLOCK: usize = 1 << 16;

/// The header of a block: a gzip header whose extra field will hold the size of the block.
const HEAD: [u8; 18] = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, b'B', b'C', 2, 0, 0, 0];

/// The length of a block's trailer: checksum and length of the text.
const TAIL: usize = 8;

/// Room for deflated text, even if each byte of it takes nine bits: zlib-rs 0.6 panics when a stream that ran out of
/// room is restarted.
const BGZF_ROOM: usize = BGZF_BLOCK + BGZF_BLOCK / 4;

/// The empty block that ends a file according to the specification, byte for byte.
const BGZF_END: [u8; 28] =
    [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, b'B', b'C', 2, 0, 0x1b, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

impl Compressor {
    pub fn new(compression: Compression) -> Result<Self> {
        Ok(Self(match compression {
            Compression::None => Kind::None,
            Compression::Gzip(level) => Kind::Gzip(level),
            Compression::Bgzf(level) => {
                Kind::Bgzf(Compress::new(flate2::Compression::new(level.clamp(0, 9) as u32), false))
            }
            Compression::Zstd(level) => {
                let mut compressor = zstd::bulk::Compressor::new(level).map_err(unexpected)?;
                compressor.include_checksum(true).map_err(unexpected)?;
                Kind::Zstd(compressor)
            }
        }))
    }

    /// Compresses a chunk: to a member, a frame, or as many blocks as it fills.
    pub fn compress(&mut self, text: &[u8]) -> Result<Vec<u8>> {
        match &mut self.0 {
            Kind::None => Ok(text.to_vec()),
            Kind::Gzip(level) => {
                let level = flate2::Compression::new((*level).clamp(0, 9) as u32);
                let mut compressor = GzEncoder::new(Vec::with_capacity(text.len() / 3), level);
                compressor.write_all(text).and_then(|()| compressor.finish()).map_err(unexpected)
            }
            Kind::Bgzf(compressor) => {
                let mut compressed = Vec::with_capacity(text.len() / 3);
                for text in text.chunks(BGZF_BLOCK) {
                    block(compressor, text, &mut compressed)?;
                }
                Ok(compressed)
            }
            Kind::Zstd(compressor) => compressor.compress(text).map_err(unexpected),
        }
    }

    /// The bytes that end a file, after all chunks: BGZF's empty block tells readers that nothing is missing.
    pub fn end(&self) -> &'static [u8] {
        match self.0 {
            Kind::Bgzf(_) => &BGZF_END,
            Kind::None | Kind::Gzip(_) | Kind::Zstd(_) => &[],
        }
    }

    /// True if the output is not compressed.
    pub fn is_plain(&self) -> bool {
        matches!(self.0, Kind::None)
    }
}

/// Appends a block.
fn block(compressor: &mut Compress, text: &[u8], compressed: &mut Vec<u8>) -> Result<()> {
    let begin = compressed.len();
    compressed.extend_from_slice(&HEAD);
    compressed.resize(begin + HEAD.len() + BGZF_ROOM, 0);
    compressor.reset();
    let deflated = compressor
        .compress(text, &mut compressed[begin + HEAD.len()..], FlushCompress::Finish)
        .map_err(|error| unexpected(error.into()))?;
    let length = compressor.total_out() as usize;
    if deflated == Status::StreamEnd && HEAD.len() + length + TAIL <= MAX_BGZF_BLOCK {
        compressed.truncate(begin + HEAD.len() + length);
    } else {
        // The text does not become smaller, so it is stored as it is.
        let length = (text.len() as u16).to_le_bytes();
        compressed.truncate(begin + HEAD.len());
        compressed.extend_from_slice(&[1, length[0], length[1], !length[0], !length[1]]);
        compressed.extend_from_slice(text);
    }
    let mut checksum = Crc::new();
    checksum.update(text);
    compressed.extend_from_slice(&checksum.sum().to_le_bytes());
    compressed.extend_from_slice(&(text.len() as u32).to_le_bytes());
    let size = ((compressed.len() - begin - 1) as u16).to_le_bytes();
    compressed[begin + HEAD.len() - 2..begin + HEAD.len()].copy_from_slice(&size);
    Ok(())
}

/// Compressing in memory fails only because of a bug.
fn unexpected(error: io::Error) -> Error {
    Error::Panic { message: error.to_string() }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::MultiGzDecoder;

    use super::*;

    fn compressed(compression: Compression, chunks: &[&[u8]]) -> Vec<u8> {
        let mut compressor = Compressor::new(compression).expect("a packer");
        let mut compressed: Vec<u8> =
            chunks.iter().flat_map(|piece| compressor.compress(piece).expect("packed")).collect();
        compressed.extend_from_slice(compressor.end());
        compressed
    }

    fn inflated(compressed: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        MultiGzDecoder::new(compressed).read_to_end(&mut text).expect("gzip");
        text
    }

    /// Incompressible bytes.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 1_u64;
        let next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        };
        std::iter::repeat_with(next).take(length).collect()
    }

    #[test]
    fn pieces_are_one_file() {
        let (one, two) = ("one line\n".repeat(50_000), noise(300_000));
        let chunks: [&[u8]; 3] = [one.as_bytes(), &two, b"x"];
        let all = chunks.concat();
        for level in [0, 1, 6, 9] {
            assert_eq!(inflated(&compressed(Compression::Gzip(level), &chunks)), all);
            assert_eq!(inflated(&compressed(Compression::Bgzf(level), &chunks)), all);
        }
        let zstd = compressed(Compression::Zstd(3), &chunks);
        assert_eq!(zstd::decode_all(&zstd[..]).expect("zstd"), all);
        assert_eq!(compressed(Compression::None, &chunks), all);
    }

    #[test]
    fn an_output_of_no_text_is_a_file_of_its_kind() {
        assert_eq!(compressed(Compression::None, &[b""]), b"");
        assert_eq!(inflated(&compressed(Compression::Gzip(6), &[b""])), b"");
        assert_eq!(compressed(Compression::Bgzf(6), &[b""]), BGZF_END);
        assert_eq!(inflated(&BGZF_END), b"");
        assert_eq!(zstd::decode_all(&compressed(Compression::Zstd(3), &[b""])[..]).expect("zstd"), b"");
    }

    #[test]
    fn blocks_say_their_size() {
        for text in [noise(200_000), vec![b'x'; 200_000], noise(BGZF_BLOCK), noise(1)] {
            let compressed = compressed(Compression::Bgzf(6), &[&text]);
            let (mut at, mut lengths) = (0, Vec::new());
            while at < compressed.len() {
                assert_eq!(compressed[at..at + 16], HEAD[..16]);
                let size = usize::from(u16::from_le_bytes([compressed[at + 16], compressed[at + 17]])) + 1;
                let length =
                    u32::from_le_bytes(compressed[at + size - 4..at + size].try_into().expect("four"));
                lengths.push(length as usize);
                at += size;
            }
            assert_eq!(at, compressed.len());
            assert_eq!(lengths.pop(), Some(0));
            assert_eq!(lengths.iter().sum::<usize>(), text.len());
            assert!(lengths.iter().all(|&length| length <= BGZF_BLOCK));
        }
    }

    #[test]
    fn suffixes() {
        for (name, compression) in [
            ("a.pubtator", Compression::None),
            ("a.GZ", Compression::Gzip(6)),
            ("a.bgz", Compression::Bgzf(6)),
            ("a.txt.bgzf", Compression::Bgzf(6)),
            ("a.zst", Compression::Zstd(3)),
            ("a.zstd", Compression::Zstd(3)),
            ("gz", Compression::None),
        ] {
            assert_eq!(Compression::of_name(name), compression, "{name}");
        }
    }
}
