//! Raw bytes of an input, before decoding. The reader counts them and stops when the caller cancels.

use std::fs::File;
use std::io::{self, ErrorKind, Read};

use crate::Cancel;
use crate::base::Progress;

/// Reads an input, counts its bytes, and fails once the caller cancels.
pub(crate) struct CancellableReader {
    pub reader: Box<dyn Read + Send>,
    pub cancel: Cancel,
    pub progress: Progress,
}

impl Read for CancellableReader {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.cancel.check().is_err() {
                return Err(SourceError::error(io::Error::other(Stopped)));
            }
            match self.reader.read(bytes) {
                Ok(count) => {
                    self.progress.add(count);
                    return Ok(count);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(SourceError::error(error)),
            }
        }
    }
}

/// An error of the input itself, marked so that no decoder takes it for its own.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct SourceError(pub io::Error);

impl SourceError {
    pub fn error(error: io::Error) -> io::Error {
        io::Error::other(Self(error))
    }

    pub fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| inner.is::<Self>())
    }
}

/// The caller asked to stop.
#[derive(Debug, thiserror::Error)]
#[error("stopped")]
pub(crate) struct Stopped;

/// A pipe or device. Reads may block, so it polls with a timeout to notice cancellation.
pub(crate) struct Pipe {
    pub file: File,
    pub cancel: Cancel,
}

impl Read for Pipe {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        {
            use rustix::event::{PollFd, PollFlags, Timespec, poll};
            const POLL_INTERVAL: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
            loop {
                if poll(&mut [PollFd::new(&self.file, PollFlags::IN)], Some(&POLL_INTERVAL)) != Ok(0) {
                    match self.file.read(bytes) {
                        Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                        outcome => return outcome,
                    }
                }
                if self.cancel.check().is_err() {
                    return Err(io::Error::other(Stopped));
                }
            }
        }
        #[cfg(not(unix))]
        self.file.read(bytes)
    }
}
