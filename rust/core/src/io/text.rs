//! The bytes of a text: a read-only map of the file, or memory of our own or of the caller.

use std::fs::{File, Metadata};
use std::ops::{Deref, Range};
use std::sync::Arc;
use std::{fmt, io};

use memmap2::Mmap;

use super::buffer::Buffer;
use super::origin::Origin;
use super::source::Shared;
use crate::Result;
use crate::columns::Slab;

/// A text's bytes, and where they came from.
#[derive(Debug)]
pub struct Text {
    bytes: Bytes,
    origin: Option<Origin>,
}

enum Bytes {
    Memory(Slab<u8>),
    Map(Mmap),
    Shared(Shared),
    /// Some of a buffer.
    Window(Buffer, Range<usize>),
    Part(Arc<Text>, Range<usize>),
}

impl Text {
    pub(crate) fn map(name: &str, file: File, metadata: &Metadata) -> io::Result<Self> {
        #[allow(unsafe_code)]
        // SAFETY: the map is read-only and private to this process. What Rust cannot promise is that
        // nobody shortens the file meanwhile: the documentation says so, and `Io::Read` is the way out.
        let map = unsafe { Mmap::map(&file) }?;
        let origin = Some(Origin::new(name, file, metadata));
        Ok(Self { bytes: Bytes::Map(map), origin })
    }

    /// Bytes of the caller, which nobody changes.
    pub fn shared(bytes: Shared) -> Self {
        Self { bytes: Bytes::Shared(bytes), origin: None }
    }

    /// Some bytes of a buffer.
    pub(crate) fn window(buffer: Buffer, range: Range<usize>) -> Self {
        Self { bytes: Bytes::Window(buffer, range), origin: None }
    }

    /// Some bytes of another text.
    pub(crate) fn part(whole: &Arc<Self>, range: Range<usize>) -> Self {
        Self { bytes: Bytes::Part(whole.clone(), range), origin: None }
    }

    /// Asks the system to have these bytes at hand, in one call and not page by page.
    pub fn populate(&self, range: Range<usize>) {
        #[cfg(target_os = "linux")]
        match &self.bytes {
            // Linux before 5.14 does not know the advice; then the pages come one by one.
            Bytes::Map(map) => {
                drop(map.advise_range(memmap2::Advice::PopulateRead, range.start, range.len()))
            }
            Bytes::Part(whole, part) => whole.populate(part.start + range.start..part.start + range.end),
            _ => {}
        }
        #[cfg(not(target_os = "linux"))]
        let _ = range;
    }

    /// Fails if the mapped file is not as it was when it was opened.
    pub fn unchanged(&self) -> Result<()> {
        self.origin.as_ref().map_or(Ok(()), Origin::unchanged)
    }

    /// Whether the bytes are a map of a file.
    pub fn is_mapped(&self) -> bool {
        match &self.bytes {
            Bytes::Map(_) => true,
            Bytes::Part(whole, _) => whole.is_mapped(),
            _ => false,
        }
    }
}

impl From<Slab<u8>> for Text {
    fn from(bytes: Slab<u8>) -> Self {
        Self { bytes: Bytes::Memory(bytes), origin: None }
    }
}

impl From<Vec<u8>> for Text {
    fn from(bytes: Vec<u8>) -> Self {
        Slab::from(bytes).into()
    }
}

impl Deref for Text {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Memory(bytes) => bytes,
            Bytes::Map(map) => map,
            Bytes::Shared(bytes) => (**bytes).as_ref(),
            Bytes::Window(buffer, range) => &buffer.bytes()[range.clone()],
            Bytes::Part(whole, range) => &whole[range.clone()],
        }
    }
}

impl fmt::Debug for Bytes {
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
