//! A reader whose beginning can be examined before it is read.

use std::io::{self, Read};

/// A reader that first repeats the bytes read ahead.
pub(crate) struct PeekReader<R> {
    ahead: Vec<u8>,
    at: usize,
    /// The error that ended the reading ahead. It is returned after the bytes read ahead.
    fault: Option<io::Error>,
    reader: R,
}

impl<R: Read> PeekReader<R> {
    /// Reads `count` bytes ahead, fewer where the input ends or fails before.
    pub fn new(mut reader: R, count: usize) -> Self {
        let mut ahead = Vec::with_capacity(count);
        let fault = reader.by_ref().take(count as u64).read_to_end(&mut ahead).err();
        Self { ahead, at: 0, fault, reader }
    }

    /// The bytes read ahead.
    pub fn ahead(&self) -> &[u8] {
        &self.ahead
    }

    /// The number of bytes read ahead that are still to be read again.
    pub fn waiting(&self) -> usize {
        self.ahead.len() - self.at
    }

    /// The underlying reader.
    pub fn inner(&self) -> &R {
        &self.reader
    }

    /// The underlying reader, to be read in another way. None while an error has to be returned first.
    pub fn inner_mut(&mut self) -> Option<&mut R> {
        (self.waiting() == 0 && self.fault.is_none()).then_some(&mut self.reader)
    }

    /// True if reading ahead failed.
    pub fn has_failed(&self) -> bool {
        self.fault.is_some()
    }
}

impl<R: Read> Read for PeekReader<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let rest = &self.ahead[self.at..];
        if !rest.is_empty() {
            let count = rest.len().min(bytes.len());
            bytes[..count].copy_from_slice(&rest[..count]);
            self.at += count;
            return Ok(count);
        }
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.reader.read(bytes),
        }
    }
}
