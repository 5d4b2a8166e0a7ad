//! The location of an input: a path, standard input, memory, or a reader.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::cancellable_reader::Pipe;
use crate::Cancel;

/// Bytes that the owner does not change.
pub type SharedBytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// The location of an input.
pub enum Source {
    /// A file, a pipe, a device.
    Path(PathBuf),
    /// Standard input.
    Stdin,
    /// Memory.
    Bytes(SharedBytes),
    /// Anything that can be read; the name stands for the path in errors.
    Reader(String, Box<dyn Read + Send>),
}

impl Source {
    /// The name for error messages.
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => path.to_string_lossy().into_owned(),
            Self::Stdin => "<stdin>".into(),
            Self::Bytes(_) => "<bytes>".into(),
            Self::Reader(name, _) => name.clone(),
        }
    }
}

/// Opens a path. A named pipe is opened without waiting for its writer, so that the wait can be cancelled.
pub(crate) fn open_path(path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
        if path.metadata().is_ok_and(|metadata| metadata.file_type().is_fifo()) {
            let nonblocking = rustix::fs::OFlags::NONBLOCK.bits() as i32;
            return File::options().read(true).custom_flags(nonblocking).open(path);
        }
    }
    File::open(path)
}

/// Standard input.
#[cfg(unix)]
pub(crate) fn stdin(cancel: &Cancel) -> Box<dyn Read + Send> {
    use std::os::fd::AsFd;
    match io::stdin().as_fd().try_clone_to_owned() {
        Ok(file) => Box::new(Pipe { file: file.into(), cancel: cancel.clone() }),
        Err(_) => Box::new(io::stdin()),
    }
}

#[cfg(not(unix))]
pub(crate) fn stdin(_: &Cancel) -> Box<dyn Read + Send> {
    Box::new(io::stdin())
}

/// Shared bytes that can be read.
pub(crate) struct BytesReader(pub SharedBytes);

impl AsRef<[u8]> for BytesReader {
    fn as_ref(&self) -> &[u8] {
        (*self.0).as_ref()
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.name()).finish()
    }
}

impl From<&Path> for Source {
    fn from(path: &Path) -> Self {
        Self::Path(path.into())
    }
}
