//! The bytes of a text: a read-only map of the file, or memory of pubfast or of the caller.

use std::fs::{File, Metadata};
use std::ops::{Deref, Range};
use std::sync::Arc;
use std::{fmt, io};

use memmap2::Mmap;

use super::buffer::Buffer;
use super::file_stamp::FileStamp;
use super::source::SharedBytes;
use crate::Result;
use crate::columns::ColumnVec;

/// A text's bytes, and where they came from.
#[derive(Debug)]
pub struct TextBuf {
    bytes: TextBytes,
    origin: Option<FileStamp>,
}

enum TextBytes {
    Memory(ColumnVec<u8>),
    Map(Mmap),
    Shared(SharedBytes),
    Window(Buffer, Range<usize>),
    Part(Arc<TextBuf>, Range<usize>),
}

impl TextBuf {
    pub(crate) fn map(name: &str, file: File, metadata: &Metadata) -> io::Result<Self> {
        #[allow(unsafe_code)]
        // SAFETY: the map is read-only and private to this process. What Rust cannot promise is that
        // // the file is not shortened meanwhile: the documentation says so, and `Io::Read` is the way out.
        let map = unsafe { Mmap::map(&file) }?;
        let origin = Some(FileStamp::new(name, file, metadata));
        Ok(Self { bytes: TextBytes::Map(map), origin })
    }

    /// Bytes of the caller, which the caller does not change.
    pub fn shared(bytes: SharedBytes) -> Self {
        Self { bytes: TextBytes::Shared(bytes), origin: None }
    }

    /// Some bytes of a buffer.
    pub(crate) fn window(buffer: Buffer, range: Range<usize>) -> Self {
        Self { bytes: TextBytes::Window(buffer, range), origin: None }
    }

    /// Some bytes of another text.
    pub(crate) fn part(whole: &Arc<Self>, range: Range<usize>) -> Self {
        Self { bytes: TextBytes::Part(whole.clone(), range), origin: None }
    }

    /// Asks the system to load these bytes in one call instead of page by page.
    pub fn populate(&self, range: Range<usize>) {
        #[cfg(target_os = "linux")]
        match &self.bytes {
            // Linux before 5.14 does not know the advice; then the pages come one by one.
            TextBytes::Map(map) => {
                drop(map.advise_range(memmap2::Advice::PopulateRead, range.start, range.len()))
            }
            TextBytes::Part(whole, part) => whole.populate(part.start + range.start..part.start + range.end),
            _ => {}
        }
        #[cfg(not(target_os = "linux"))]
        let _ = range;
    }

    /// Fails if the mapped file has changed since it was opened.
    pub fn unchanged(&self) -> Result<()> {
        self.origin.as_ref().map_or(Ok(()), FileStamp::unchanged)
    }

    /// True if the bytes are a map of a file.
    pub fn is_mapped(&self) -> bool {
        match &self.bytes {
            TextBytes::Map(_) => true,
            TextBytes::Part(whole, _) => whole.is_mapped(),
            _ => false,
        }
    }
}

impl From<ColumnVec<u8>> for TextBuf {
    fn from(bytes: ColumnVec<u8>) -> Self {
        Self { bytes: TextBytes::Memory(bytes), origin: None }
    }
}

impl From<Vec<u8>> for TextBuf {
    fn from(bytes: Vec<u8>) -> Self {
        ColumnVec::from(bytes).into()
    }
}

impl Deref for TextBuf {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match &self.bytes {
            TextBytes::Memory(bytes) => bytes,
            TextBytes::Map(map) => map,
            TextBytes::Shared(bytes) => (**bytes).as_ref(),
            TextBytes::Window(buffer, range) => &buffer.bytes()[range.clone()],
            TextBytes::Part(whole, range) => &whole[range.clone()],
        }
    }
}

impl fmt::Debug for TextBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Memory(_) => "Memory",
            Self::Map(_) => "Map",
            Self::Shared(_) => "Shared",
            Self::Window(..) => "Window",
            Self::Part(..) => "Part",
        })
    }
}
