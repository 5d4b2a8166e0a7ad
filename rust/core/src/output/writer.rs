//! One file that is being written.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes a file, and counts its bytes. What is written goes to the system at once: callers write much at a time.
#[derive(Debug)]
pub struct Writer {
    file: File,
    written: Arc<AtomicU64>,
}

impl Writer {
    /// A new file; fails if there is one.
    pub(super) fn create(path: &Path, written: Arc<AtomicU64>) -> io::Result<Self> {
        Ok(Self { file: File::create_new(path)?, written })
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.written.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
