//! A regular file as ranges of bytes, which any thread may read.
//!
//! Nothing is mapped: a file that is shortened meanwhile is an error, and nobody waits for pages.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::ops::Range;
use std::sync::Arc;

use super::fault::Fault;
use super::origin::Origin;
use super::packed::{Decode, Outcome, Packed};
use super::raw::{Refused, Stopped};
use crate::Cancel;
use crate::base::Progress;

/// The bytes that are read at once.
const PIECE: usize = 1 << 20;

/// A file, and what to do while it is read.
#[derive(Clone, Debug)]
pub(crate) struct Ranges(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    origin: Origin,
    cancel: Cancel,
    progress: Progress,
}

impl Ranges {
    pub fn new(origin: Origin, cancel: &Cancel, progress: &Progress) -> Self {
        Self(Arc::new(Shared { origin, cancel: cancel.clone(), progress: progress.clone() }))
    }

    /// The bytes that the file had when it was opened.
    pub fn length(&self) -> u64 {
        self.0.origin.size()
    }

    /// Reads what there is at a place, or some of it.
    fn read_some(&self, bytes: &mut [u8], at: u64) -> io::Result<usize> {
        let Shared { origin, cancel, progress } = &*self.0;
        loop {
            if cancel.check().is_err() {
                return Err(Refused::error(io::Error::other(Stopped)));
            }
            match read_at(origin.file(), bytes, at) {
                Ok(count) => {
                    progress.add(count);
                    return Ok(count);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Refused::error(error)),
            }
        }
    }

    /// Reads a range, which the file had when it was opened.
    pub fn read(&self, at: u64, bytes: &mut [u8]) -> Outcome {
        let mut filled = 0;
        while filled < bytes.len() {
            let end = bytes.len().min(filled + PIECE);
            match self.read_some(&mut bytes[filled..end], at + filled as u64) {
                Ok(0) => return (filled, Some(Fault(self.end()))),
                Ok(count) => filled += count,
                Err(error) => return (filled, Some(Fault(error))),
            }
        }
        (filled, None)
    }

    /// Why the file ends before the place where it ended when it was opened.
    fn end(&self) -> io::Error {
        match self.0.origin.unchanged() {
            Err(error) => io::Error::other(error),
            Ok(()) => Refused::error(ErrorKind::UnexpectedEof.into()),
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
pub(crate) struct InTurn {
    ranges: Ranges,
    at: u64,
}

impl InTurn {
    pub fn new(ranges: Ranges) -> Self {
        Self { ranges, at: 0 }
    }
}

impl Decode for InTurn {
    fn apart(&mut self, most: usize, units: usize) -> Option<Packed> {
        let left = self.ranges.length().saturating_sub(self.at);
        let most = most.min(units.saturating_mul(PIECE));
        let bytes = usize::try_from(left).unwrap_or(usize::MAX).min(most);
        if bytes == 0 {
            return None;
        }
        let mut packed = Packed::range(&self.ranges, self.at);
        for begin in (0..bytes).step_by(PIECE) {
            let piece: Range<usize> = begin..bytes.min(begin + PIECE);
            packed.push(piece.len(), piece.len(), 0);
        }
        self.at += bytes as u64;
        Some(packed)
    }
}

/// The beginning, which is looked at, and the end, where the file should be what it was when it was opened.
impl Read for InTurn {
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
