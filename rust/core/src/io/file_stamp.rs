//! A file as it was when it was opened.

use std::fs::{File, Metadata};
use std::io;
use std::time::SystemTime;

use crate::{Error, Result};

/// What a file was when it was opened: if it is another when it was read, so may be what was read.
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

    /// The same of a file that is read elsewhere.
    pub fn of(path: &str, file: &File, metadata: &Metadata) -> io::Result<Self> {
        Ok(Self::new(path, file.try_clone()?, metadata))
    }

    /// The file.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// The bytes that it had.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Fails if the file has another size now, or was written to since.
    pub fn unchanged(&self) -> Result<()> {
        let io = |source| Error::Io { path: self.path.clone(), source };
        let now = self.file.metadata().map_err(io)?;
        if (now.len(), now.modified().ok()) == (self.size, self.written) {
            return Ok(());
        }
        Err(Error::Changed { path: self.path.clone(), before: self.size, after: now.len() })
    }
}
