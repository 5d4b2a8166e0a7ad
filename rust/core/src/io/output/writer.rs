//! One file that is being written.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes a file and counts its bytes. Nothing is buffered: callers write large pieces.
#[derive(Debug)]
pub struct Writer {
    file: File,
    written: Arc<AtomicU64>,
    /// The bytes of this file, and how many of them the system was asked to write to the disk soon.
    bytes: u64,
    begun: u64,
}

impl Writer {
    /// Writes to an empty file.
    pub(super) fn new(file: File, written: Arc<AtomicU64>) -> Self {
        Self { file, written, bytes: 0, begun: 0 }
    }

    /// Has the system start writing to the disk early; otherwise the caller would wait for all of it at the end.
    fn begin_early(&mut self) {
        const WORTH_A_CALL: u64 = 4 << 20;
        let more = self.bytes - self.begun;
        if more >= WORTH_A_CALL {
            // Linux writes what is not needed any more, and keeps it in memory as long as that is not done.
            #[cfg(target_os = "linux")]
            rustix::fs::fadvise(
                &self.file,
                self.begun,
                std::num::NonZeroU64::new(more),
                rustix::fs::Advice::DontNeed,
            )
            .ok();
            self.begun = self.bytes;
        }
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.written.fetch_add(count as u64, Ordering::Relaxed);
        self.bytes += count as u64;
        self.begin_early();
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
