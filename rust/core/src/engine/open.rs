//! Opens an input and detects its container and format.

use std::fmt;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;

use super::decoded_text::{DecodedText, SNIFF_BYTES};
use crate::base::{Io, Options};
use crate::formats::detect::{Detected, detect};
use crate::formats::{is_converted, may_be_converted};
use crate::io::cancellable_reader::{CancellableReader, Pipe};
use crate::io::file_stamp::FileStamp;
use crate::io::ranges::Ranges;
use crate::io::source::{BytesReader, open_path, stdin};
use crate::io::{Container, Source, TextBuf};
use crate::model::Kind;
use crate::{Error, Result};

/// An input to be read. It may have been opened to detect its format, and is still read from its beginning.
pub struct Input(InputState);

enum InputState {
    Source(Source),
    Open(String, OpenInput),
}

impl<S: Into<Source>> From<S> for Input {
    fn from(source: S) -> Self {
        Self(InputState::Source(source.into()))
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Input").field(&self.name()).finish()
    }
}

impl Input {
    /// The name for error messages.
    pub fn name(&self) -> String {
        match &self.0 {
            InputState::Source(source) => source.name(),
            InputState::Open(name, _) => name.clone(),
        }
    }

    /// Detects the format by the beginning of the text.
    pub fn detect(self, options: &Options) -> Result<Detected> {
        self.open(options).map(|input| input.detect())
    }

    /// Like `detect`, but the input can be read afterwards with the same options, even if it can be read only once.
    pub fn detected(self, options: &Options) -> Result<(Detected, Self)> {
        let name = self.name();
        let input = self.open(options)?;
        Ok((input.detect(), Self(InputState::Open(name, input))))
    }

    /// Like `detected`, but also chooses the kind of the input: the one that was `asked` for, or the detected one.
    pub fn reader(self, asked: Option<Kind>, options: &mut Options) -> Result<(Kind, Detected, Self)> {
        options.trusted |= asked.is_some();
        options.read_once();
        let (detected, source) = self.detected(options)?;
        // An input that is no table is read as block text, so that its problems say what is wrong with it.
        let kind = asked.or(detected.format.kind()).unwrap_or(Kind::Documents);
        Ok((kind, detected, source))
    }

    /// Opens the input. Compressed inputs are not mapped: their text is decoded.
    pub(crate) fn open(self, options: &Options) -> Result<OpenInput> {
        let name = self.name();
        let decode = |reader: Box<dyn Read + Send>| {
            let raw = CancellableReader {
                reader,
                cancel: options.cancel.clone(),
                progress: options.progress.clone(),
            };
            DecodedText::new(raw, options.max_record())
        };
        let source = match self.0 {
            InputState::Source(source) => source,
            InputState::Open(_, input) => return Ok(input),
        };
        match source {
            Source::Path(path) => {
                let file = open_path(&path).map_err(|source| Error::Io { path: name.clone(), source })?;
                open_file(&path, file, options, decode)
            }
            Source::Stdin => Ok(OpenInput::Decoded(decode(stdin(&options.cancel)))),
            Source::Bytes(bytes) => {
                let text = (*bytes).as_ref();
                options.progress.expect(text.len() as u64);
                if is_decoded(text) {
                    return Ok(OpenInput::Decoded(decode(Box::new(Cursor::new(BytesReader(bytes))))));
                }
                Ok(OpenInput::Text(TextBuf::shared(bytes)))
            }
            Source::Reader(_, reader) => Ok(OpenInput::Decoded(decode(reader))),
        }
    }
}

/// An open input: its text in memory, or a reader that decodes it.
pub(crate) enum OpenInput {
    Text(TextBuf),
    Decoded(DecodedText),
}

impl OpenInput {
    /// Detects the format of the text and its container.
    pub fn detect(&self) -> Detected {
        match self {
            Self::Text(text) => detect(text),
            Self::Decoded(decoded) => decoded.detect(),
        }
    }

    /// The smallest buffer for blocks that can be decompressed independently.
    pub fn least_apart(&self) -> Option<usize> {
        match self {
            Self::Text(_) => None,
            Self::Decoded(decoded) => decoded.least_apart(),
        }
    }

    /// True if the input may begin with a head that decides how the rest is parsed.
    pub fn has_head(&self) -> bool {
        !matches!(self, Self::Decoded(decoded) if decoded.is_of_documents())
    }

    /// Fails unless the text has the format of `kind`.
    pub fn require(&self, name: &str, kind: Kind) -> Result<()> {
        match self {
            // A text that breaks off before its format is known is reported as broken, when it is read.
            Self::Decoded(decoded) if decoded.is_broken() => Ok(()),
            _ => {
                let found = self.detect().require(kind);
                found.map_err(|message| Error::Format { path: name.into(), message })
            }
        }
    }
}

fn open_file(
    path: &Path,
    mut file: File,
    options: &Options,
    decode: impl FnOnce(Box<dyn Read + Send>) -> DecodedText,
) -> Result<OpenInput> {
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
        return Ok(OpenInput::Decoded(decode(Box::new(Pipe { file, cancel: options.cancel.clone() }))));
    }
    options.progress.expect(metadata.len());
    let mut head = Vec::with_capacity(Container::PREFIX);
    file.by_ref().take(Container::PREFIX as u64).read_to_end(&mut head).map_err(fail)?;
    if may_be_converted(&head) {
        file.by_ref().take((SNIFF_BYTES - head.len()) as u64).read_to_end(&mut head).map_err(fail)?;
    }
    file.rewind().map_err(fail)?;
    let is_packed = is_decoded(&head);
    // A file of size zero may be one that the system generates as it is read.
    if is_packed || metadata.len() == 0 {
        // The size and time of a generated file mean nothing.
        let origin = (metadata.len() > 0).then(|| FileStamp::of(&name, &file, &metadata)).transpose();
        let mut decoded = decode(Box::new(file));
        decoded.origin = origin.map_err(fail)?;
        return Ok(OpenInput::Decoded(decoded));
    }
    if options.io == Io::Read {
        let ranges = Ranges::new(FileStamp::new(&name, file, &metadata), &options.cancel, &options.progress);
        return Ok(OpenInput::Decoded(DecodedText::file(ranges)));
    }
    TextBuf::map(&name, file, &metadata).map(OpenInput::Text).map_err(|error| match error.kind() {
        io::ErrorKind::OutOfMemory => Error::Memory { bytes: metadata.len() as usize },
        _ => fail(error),
    })
}

/// True if `head` begins bytes that have to be decoded to text.
fn is_decoded(head: &[u8]) -> bool {
    let container = Container::of(head);
    (container.is_read() && container != Container::Plain) || is_converted(head)
}
