//! A regular file as ranges of bytes, which any thread may read.
//!
//! Nothing is mapped: a file that is shortened meanwhile is an error, and no thread waits for page faults.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::ops::Range;
use std::sync::Arc;

use super::cancellable_reader::{SourceError, Stopped};
use super::compressed_blocks::{CompressedBlocks, Decode, DecodeOutcome};
use super::decode_fault::DecodeFault;
use super::file_stamp::FileStamp;
use crate::Cancel;
use crate::base::Progress;

/// The bytes that are read at once.
const READ_CHUNK: usize = 1 << 20;

/// A file, and the cancel flag and progress of reading it.
#[derive(Clone, Debug)]
pub(crate) struct Ranges(Arc<RangeFile>);

#[derive(Debug)]
struct RangeFile {
    origin: FileStamp,
    cancel: Cancel,
    progress: Progress,
}

impl Ranges {
    pub fn new(origin: FileStamp, cancel: &Cancel, progress: &Progress) -> Self {
        Self(Arc::new(RangeFile { origin, cancel: cancel.clone(), progress: progress.clone() }))
    }

    /// The bytes that the file had when it was opened.
    pub fn length(&self) -> u64 {
        self.0.origin.size()
    }

    /// Reads the bytes at an offset, or some of them.
    fn read_some(&self, bytes: &mut [u8], at: u64) -> io::Result<usize> {
        let RangeFile { origin, cancel, progress } = &*self.0;
        loop {
            if cancel.check().is_err() {
                return Err(SourceError::error(io::Error::other(Stopped)));
            }
            match read_at(origin.file(), bytes, at) {
                Ok(count) => {
                    progress.add(count);
                    return Ok(count);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(SourceError::error(error)),
            }
        }
    }

    /// Reads a range that the file had when it was opened.
    pub fn read(&self, at: u64, bytes: &mut [u8]) -> DecodeOutcome {
        let mut filled = 0;
        while filled < bytes.len() {
            let end = bytes.len().min(filled + READ_CHUNK);
            match self.read_some(&mut bytes[filled..end], at + filled as u64) {
                Ok(0) => return (filled, Some(DecodeFault(self.end()))),
                Ok(count) => filled += count,
                Err(error) => return (filled, Some(DecodeFault(error))),
            }
        }
        (filled, None)
    }

    /// The error for a file that now ends before the offset where it ended when it was opened.
    fn end(&self) -> io::Error {
        match self.0.origin.unchanged() {
            Err(error) => io::Error::other(error),
            Ok(()) => SourceError::error(ErrorKind::UnexpectedEof.into()),
        }
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, at)
}

/// Hands out ranges one after another.
pub(crate) struct RangeCursor {
    ranges: Ranges,
    at: u64,
}

impl RangeCursor {
    pub fn new(ranges: Ranges) -> Self {
        Self { ranges, at: 0 }
    }
}

impl Decode for RangeCursor {
    fn independent(&mut self, most: usize, blocks: usize) -> Option<CompressedBlocks> {
        let left = self.ranges.length().saturating_sub(self.at);
        let most = most.min(blocks.saturating_mul(READ_CHUNK));
        let bytes = usize::try_from(left).unwrap_or(usize::MAX).min(most);
        if bytes == 0 {
            return None;
        }
        let mut packed = CompressedBlocks::range(&self.ranges, self.at);
        for begin in (0..bytes).step_by(READ_CHUNK) {
            let piece: Range<usize> = begin..bytes.min(begin + READ_CHUNK);
            packed.push(piece.len(), piece.len(), 0);
        }
        self.at += bytes as u64;
        Some(packed)
    }
}

/// Reads the beginning for detection, and the end, where the file should be as long as when it was opened.
impl Read for RangeCursor {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.ranges.read_some(bytes, self.at)?;
        self.at += count as u64;
        if count > 0 || bytes.is_empty() {
            return Ok(count);
        }
        if self.at < self.ranges.length() {
            return Err(self.ranges.end());
        }
        self.ranges.0.origin.unchanged().map_err(io::Error::other)?;
        Ok(0)
    }
}
