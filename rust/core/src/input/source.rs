//! Where an input is: a path, standard input, memory, or whatever can be read.

use std::fmt;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::decode::AHEAD;
use super::origin::Origin;
use super::ranges::Ranges;
use super::raw::{Pipe, Raw};
use super::{Container, Decoded, Text};
use crate::base::{Io, Options};
use crate::detect::{Detected, Format, Reader, detect};
use crate::{Cancel, Error, Result};

/// Bytes that somebody else owns and nobody changes.
pub type Shared = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// Where an input is.
pub enum Source {
    /// A file, a pipe, a device.
    Path(PathBuf),
    /// Standard input.
    Stdin,
    /// Memory.
    Bytes(Shared),
    /// Anything that can be read; the name stands for the path in errors.
    Reader(String, Box<dyn Read + Send>),
    /// One that is open already.
    Opened(Opened),
}

/// An input that was opened to see what it is, and is still to be read from its beginning.
pub struct Opened {
    name: String,
    input: Input,
}

/// An input that is open: its text at hand, or as it comes.
pub(crate) enum Input {
    Text(Text),
    Decoded(Decoded),
}

impl Input {
    /// What its text is, and what holds that.
    pub fn detect(&self) -> Detected {
        match self {
            Self::Text(text) => detect(text),
            Self::Decoded(decoded) => decoded.detect(),
        }
    }

    /// The least room for what may be unpacked apart from the rest.
    pub fn least_apart(&self) -> Option<usize> {
        match self {
            Self::Text(_) => None,
            Self::Decoded(decoded) => decoded.least_apart(),
        }
    }

    /// Whether what it begins with may say something about the rest. Documents that come as JSON come one by one,
    /// and no line of theirs is a comment.
    pub fn has_head(&self) -> bool {
        !matches!(self, Self::Decoded(decoded) if decoded.is_json_documents())
    }

    /// Fails unless its text is what is asked for.
    pub fn require(
        &self,
        name: &str,
        require: impl FnOnce(Detected) -> std::result::Result<(), String>,
    ) -> Result<()> {
        match self {
            // What is broken before it says what it is, is broken.
            Self::Decoded(decoded) if decoded.is_broken() => Ok(()),
            _ => require(self.detect()).map_err(|message| Error::Format { path: name.into(), message }),
        }
    }
}

impl Source {
    /// How errors name it.
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => path.to_string_lossy().into_owned(),
            Self::Stdin => "<stdin>".into(),
            Self::Bytes(_) => "<bytes>".into(),
            Self::Reader(name, _) => name.clone(),
            Self::Opened(opened) => opened.name.clone(),
        }
    }

    /// Says what it is, by the beginning of its text.
    pub fn detect(self, options: &Options) -> Result<Detected> {
        self.open(options).map(|input| input.detect())
    }

    /// The same, of an input that can be read afterwards, even if it can be read only once; by whoever has the
    /// same options.
    pub fn detected(self, options: &Options) -> Result<(Detected, Self)> {
        let name = self.name();
        let input = self.open(options)?;
        Ok((input.detect(), Self::Opened(Opened { name, input })))
    }

    /// The same of an input that is gone through once, and what reads it: what the caller takes it for, or what it is.
    pub fn reader(self, asked: Option<Reader>, options: &mut Options) -> Result<(Reader, Detected, Self)> {
        options.trusted |= asked.is_some();
        options.read_once();
        let (detected, source) = self.detected(options)?;
        let found = match detected.format {
            Format::Entities => Reader::Entities,
            Format::Relations => Reader::Relations,
            _ => Reader::Corpus,
        };
        Ok((asked.unwrap_or(found), detected, source))
    }

    /// Opens it. Nothing that is packed is mapped: its text is decoded.
    pub(crate) fn open(self, options: &Options) -> Result<Input> {
        let name = self.name();
        let decode = |reader: Box<dyn Read + Send>| {
            let raw = Raw { reader, cancel: options.cancel.clone(), progress: options.progress.clone() };
            Decoded::new(raw)
        };
        match self {
            Self::Path(path) => {
                let file = open_path(&path).map_err(|source| Error::Io { path: name.clone(), source })?;
                open_file(&path, file, options, decode)
            }
            Self::Stdin => Ok(Input::Decoded(decode(stdin(&options.cancel)))),
            Self::Bytes(bytes) => {
                let text = (*bytes).as_ref();
                options.progress.expect(text.len() as u64);
                if is_decoded(text) {
                    return Ok(Input::Decoded(decode(Box::new(Cursor::new(Memory(bytes))))));
                }
                Ok(Input::Text(Text::shared(bytes)))
            }
            Self::Reader(_, reader) => Ok(Input::Decoded(decode(reader))),
            Self::Opened(opened) => Ok(opened.input),
        }
    }
}

/// Opens a path; a named pipe at once, whether somebody writes to it or not, so that waiting for that can be
/// given up.
fn open_path(path: &Path) -> io::Result<File> {
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

fn open_file(
    path: &Path,
    mut file: File,
    options: &Options,
    decode: impl FnOnce(Box<dyn Read + Send>) -> Decoded,
) -> Result<Input> {
    let name = path.to_string_lossy();
    let fail = |source| Error::Io { path: name.to_string(), source };
    let metadata = file.metadata().map_err(fail)?;
    if metadata.is_dir() {
        const EISDIR: i32 = 21;
        return Err(fail(io::Error::from_raw_os_error(EISDIR)));
    }
    if !metadata.is_file() {
        if options.io == Io::Mmap {
            let reason = "only a regular file can be mapped; use io=\"read\"";
            return Err(fail(io::Error::new(io::ErrorKind::InvalidInput, reason)));
        }
        return Ok(Input::Decoded(decode(Box::new(Pipe { file, cancel: options.cancel.clone() }))));
    }
    options.progress.expect(metadata.len());
    let mut head = Vec::with_capacity(Container::PREFIX);
    file.by_ref().take(Container::PREFIX as u64).read_to_end(&mut head).map_err(fail)?;
    if may_be_json(&head) {
        file.by_ref().take((AHEAD - head.len()) as u64).read_to_end(&mut head).map_err(fail)?;
    }
    file.rewind().map_err(fail)?;
    let is_packed = is_decoded(&head);
    // A file of size zero may be one of those that the system makes up as they are read.
    if is_packed || metadata.len() == 0 {
        // What the system makes up has no size and no time that would say anything.
        let origin = (metadata.len() > 0).then(|| Origin::of(&name, &file, &metadata)).transpose();
        let mut decoded = decode(Box::new(file));
        decoded.origin = origin.map_err(fail)?;
        return Ok(Input::Decoded(decoded));
    }
    if options.io == Io::Read {
        let ranges = Ranges::new(Origin::new(&name, file, &metadata), &options.cancel, &options.progress);
        return Ok(Input::Decoded(Decoded::file(ranges)));
    }
    Text::map(&name, file, &metadata).map(Input::Text).map_err(fail)
}

/// Whether what begins like this is no text, but stands for one.
fn is_decoded(head: &[u8]) -> bool {
    let container = Container::of(head);
    let is_packed = container.is_read() && container != Container::Plain;
    is_packed || (may_be_json(head) && detect(head).is_json)
}

/// Whether the beginning of a text, or white space that goes on, says nothing against JSON.
fn may_be_json(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    matches!(head.trim_ascii_start().first(), None | Some(b'{'))
}

#[cfg(unix)]
fn stdin(cancel: &Cancel) -> Box<dyn Read + Send> {
    use std::os::fd::AsFd;
    match io::stdin().as_fd().try_clone_to_owned() {
        Ok(file) => Box::new(Pipe { file: file.into(), cancel: cancel.clone() }),
        Err(_) => Box::new(io::stdin()),
    }
}

#[cfg(not(unix))]
fn stdin(_: &Cancel) -> Box<dyn Read + Send> {
    Box::new(io::stdin())
}

/// Shared bytes that can be read.
struct Memory(Shared);

impl AsRef<[u8]> for Memory {
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
