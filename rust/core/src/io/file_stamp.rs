//! The identity of a file when it was opened.

use std::fs::{File, Metadata};
use std::io;
use std::time::SystemTime;

use crate::{Error, Result};

/// Size and time of a file when it was opened. If they differ after reading, the bytes that were read may be mixed.
#[derive(Debug)]
pub(crate) struct FileStamp {
    path: String,
    file: File,
    size: u64,
    /// When it was last written to; none where the system does not know.
    written: Option<SystemTime>,
}

impl FileStamp {
    pub fn new(path: &str, file: File, metadata: &Metadata) -> Self {
        Self { path: path.into(), file, size: metadata.len(), written: metadata.modified().ok() }
    }

    /// Like `new`, but the file stays with its reader.
    pub fn of(path: &str, file: &File, metadata: &Metadata) -> io::Result<Self> {
        Ok(Self::new(path, file.try_clone()?, metadata))
    }

    pub fn file(&self) -> &File {
        &self.file
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// Fails if the size of the file has changed, or the file was written to since.
    pub fn unchanged(&self) -> Result<()> {
        let io = |source| Error::Io { path: self.path.clone(), source };
        let now = self.file.metadata().map_err(io)?;
        if (now.len(), now.modified().ok()) == (self.size, self.written) {
            return Ok(());
        }
        Err(Error::Changed { path: self.path.clone(), before: self.size, after: now.len() })
    }
}
