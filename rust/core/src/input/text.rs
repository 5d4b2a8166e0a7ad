//! The bytes of an input: a read-only map of the file, or memory of our own.

use std::fs::File;
use std::io::{self, Read};
use std::ops::{Deref, Range};
use std::path::Path;
use std::str::FromStr;

use memmap2::Mmap;

use crate::{Cancel, Error, Result};

/// How bytes come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Io {
    /// Map regular files, read everything else.
    #[default]
    Auto,
    /// Map, or fail.
    Mmap,
    /// Read into memory: safe against a file that shrinks while it is used.
    Read,
}

impl FromStr for Io {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, String> {
        match name {
            "auto" => Ok(Self::Auto),
            "mmap" => Ok(Self::Mmap),
            "read" => Ok(Self::Read),
            _ => Err(format!("io must be 'auto', 'mmap' or 'read', not {name:?}")),
        }
    }
}

/// An input's bytes, and where they came from.
#[derive(Debug)]
pub struct Text {
    bytes: Bytes,
    origin: Option<Origin>,
}

#[derive(Debug)]
enum Bytes {
    Memory(Vec<u8>),
    Map(Mmap),
}

/// The file as it was when it was opened.
#[derive(Debug)]
struct Origin {
    path: String,
    file: File,
    size: u64,
}

impl Text {
    /// Opens a path. A pipe, a device or a file of size zero (`/proc`) is read to its end.
    pub fn open(path: &Path, io: Io, cancel: &Cancel) -> Result<Self> {
        let name = path.to_string_lossy().into_owned();
        let fail = |source| Error::Io { path: name.clone(), source };
        let file = File::open(path).map_err(fail)?;
        let metadata = file.metadata().map_err(fail)?;
        if metadata.is_dir() {
            const EISDIR: i32 = 21;
            return Err(fail(io::Error::from_raw_os_error(EISDIR)));
        }
        let is_regular = metadata.is_file() && metadata.len() > 0;
        if io == Io::Mmap && !metadata.is_file() {
            let reason = "only a regular file can be mapped; use io=\"read\"";
            return Err(fail(io::Error::new(io::ErrorKind::InvalidInput, reason)));
        }
        if io == Io::Read || !is_regular {
            let bytes = Bytes::Memory(read(&file, metadata.len(), cancel, fail)?);
            return Ok(Self { bytes, origin: None });
        }
        #[allow(unsafe_code)]
        // SAFETY: the map is read-only and private to this process. What Rust cannot promise is that
        // nobody shortens the file meanwhile: the documentation says so, and `Io::Read` is the way out.
        let map = unsafe { Mmap::map(&file) }.map_err(fail)?;
        let origin = Some(Origin { path: name, file, size: metadata.len() });
        Ok(Self { bytes: Bytes::Map(map), origin })
    }

    /// Asks the system to have these bytes at hand, in one call and not page by page.
    pub fn populate(&self, range: Range<usize>) {
        #[cfg(target_os = "linux")]
        if let Bytes::Map(map) = &self.bytes {
            // Linux before 5.14 does not know the advice; then the pages come one by one.
            map.advise_range(memmap2::Advice::PopulateRead, range.start, range.len()).ok();
        }
        #[cfg(not(target_os = "linux"))]
        let _ = range;
    }

    /// Fails if the mapped file has another size now than when it was opened.
    pub fn unchanged(&self) -> Result<()> {
        let Some(Origin { path, file, size }) = &self.origin else {
            return Ok(());
        };
        let after = file.metadata().map_err(|source| Error::Io { path: path.clone(), source })?.len();
        if after == *size { Ok(()) } else { Err(Error::Changed { path: path.clone(), before: *size, after }) }
    }

    /// Whether the bytes are a map of a file.
    pub fn is_mapped(&self) -> bool {
        matches!(self.bytes, Bytes::Map(_))
    }
}

impl From<Vec<u8>> for Text {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes: Bytes::Memory(bytes), origin: None }
    }
}

impl Deref for Text {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Memory(bytes) => bytes,
            Bytes::Map(map) => map,
        }
    }
}

/// Reads to the end, looking up now and then whether the caller wants to stop.
fn read(file: &File, size: u64, cancel: &Cancel, fail: impl Fn(io::Error) -> Error) -> Result<Vec<u8>> {
    const CHUNK: u64 = 16 << 20;
    let mut bytes = Vec::new();
    // One more than the size, so that the last read finds the end without growing.
    bytes.try_reserve_exact(size as usize + 1).map_err(|error| fail(io::Error::other(error)))?;
    loop {
        cancel.check()?;
        if file.take(CHUNK).read_to_end(&mut bytes).map_err(&fail)? == 0 {
            return Ok(bytes);
        }
    }
}
