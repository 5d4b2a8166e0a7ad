//! Lines, packed in pieces: a member of gzip or a frame of zstd each, which together are one file.

use std::io::Write;

use flate2::write::GzEncoder;
use pubfast_core::{Error, Result};

use crate::plan::Compression;

/// Packs pieces one after another.
pub(super) enum Packer {
    None,
    Gzip(i32),
    Zstd(zstd::bulk::Compressor<'static>),
}

impl Packer {
    pub fn new(compression: Compression) -> Result<Self> {
        Ok(match compression {
            Compression::None => Self::None,
            Compression::Gzip(level) => Self::Gzip(level),
            Compression::Zstd(level) => {
                let mut packer = zstd::bulk::Compressor::new(level).map_err(unexpected)?;
                packer.include_checksum(true).map_err(unexpected)?;
                Self::Zstd(packer)
            }
        })
    }

    pub fn pack(&mut self, text: &[u8]) -> Result<Vec<u8>> {
        match self {
            Self::None => Ok(text.to_vec()),
            Self::Gzip(level) => {
                let level = flate2::Compression::new(*level as u32);
                let mut packer = GzEncoder::new(Vec::with_capacity(text.len() / 3), level);
                packer.write_all(text).and_then(|()| packer.finish()).map_err(unexpected)
            }
            Self::Zstd(packer) => packer.compress(text).map_err(unexpected),
        }
    }
}

/// Packing in memory fails only by a mistake of ours.
fn unexpected(error: std::io::Error) -> Error {
    Error::Panic { message: error.to_string() }
}
