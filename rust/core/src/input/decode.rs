//! From the bytes of an input to its text. A decoder is a reader of the one over a reader of the
//! other, so that another can take its place here.

use std::io::{BufReader, Read};

use super::Container;
use super::bgzf::Bgzf;
use super::gzip::Gzip;
use super::peek::Peek;
use super::raw::{Raw, Refused, Stopped};
use super::zstd::Zstd;
use crate::detect::{self, Detected, Format};
use crate::error::Cause;
use crate::{Error, Result};

/// How many packed bytes are read at once.
const PACKED: usize = 1 << 20;

/// The text of an input, as it comes.
pub struct Decoded {
    reader: Peek<Box<dyn Read + Send>>,
    container: Container,
    /// The bytes of the text, where they are known.
    pub(super) length: Option<u64>,
}

/// Where a text stopped before its end.
pub(crate) struct Fault(std::io::Error);

impl Decoded {
    /// Looks what the bytes are. What cannot be unpacked is taken for text.
    pub(super) fn new(raw: Raw, threads: usize) -> Self {
        let raw = Peek::new(raw, Container::PREFIX);
        let container = Container::of(raw.ahead());
        let reader: Box<dyn Read + Send> = match container {
            Container::Gzip => Box::new(Gzip::new(BufReader::with_capacity(PACKED, raw))),
            Container::Bgzf => Box::new(Bgzf::new(Box::new(BufReader::with_capacity(PACKED, raw)), threads)),
            Container::Zstd => Box::new(Zstd::new(raw, threads)),
            _ => Box::new(raw),
        };
        // One byte more, so that a text of just this size is not taken for a longer one.
        Self { reader: Peek::new(reader, detect::PREFIX + 1), container, length: None }
    }

    /// What the text is, and what holds it.
    pub fn detect(&self) -> Detected {
        let text = self.reader.ahead();
        if self.container == Container::Plain || !self.container.is_read() {
            return detect::detect(text);
        }
        let inside = detect::detect(text);
        let is_nothing = text.is_empty() && self.reader.has_failed();
        let is_packed = is_nothing || inside.container != Container::Plain;
        Detected { format: if is_packed { Format::Packed } else { inside.format }, container: self.container }
    }

    /// Whether the text stops before it says what it is.
    pub(super) fn is_broken(&self) -> bool {
        let format = self.detect().format;
        self.reader.has_failed() && matches!(format, Format::Packed | Format::Unknown | Format::Empty)
    }

    /// Whether threads have more to do than to wait for the text.
    pub(crate) fn is_plain(&self) -> bool {
        !self.container.is_read() || self.container == Container::Plain
    }

    /// Reads some text; nothing at its end.
    pub(crate) fn read(&mut self, text: &mut [u8]) -> std::result::Result<usize, Fault> {
        self.reader.read(text).map_err(Fault)
    }

    /// Reads all of it; of a text that stops before its end what there is.
    pub(crate) fn read_to_end(mut self) -> (Vec<u8>, Option<Fault>) {
        const PIECE: u64 = 16 << 20;
        let mut text = Vec::new();
        // One more than the length, so that the last read finds the end without growing.
        let length = self.length.map_or(0, |length| length as usize + 1);
        let mut reserve = text.try_reserve_exact(length);
        loop {
            if let Err(error) = reserve {
                return (
                    Vec::new(),
                    Some(Fault(std::io::Error::other(Refused(std::io::Error::other(error))))),
                );
            }
            match self.reader.by_ref().take(PIECE).read_to_end(&mut text) {
                Ok(0) => return (text, None),
                Ok(_) => {}
                Err(error) => return (text, Some(Fault(error))),
            }
            let missing = if text.len() < text.capacity() { 0 } else { PIECE as usize };
            reserve = text.try_reserve(missing);
        }
    }
}

impl Fault {
    /// The error, where so much was complete.
    pub fn into_error(self, path: &str, byte: u64, documents: u64) -> Error {
        let path = path.to_owned();
        let cause = match self.0.downcast::<Refused>() {
            Ok(Refused(source)) if source.get_ref().is_some_and(|inner| inner.is::<Stopped>()) => {
                return Error::Interrupted;
            }
            Ok(Refused(source)) => Cause::Io(source),
            Err(error) => match error.downcast::<Error>() {
                Ok(error) => return error,
                Err(error) => Cause::Corrupt(error.to_string()),
            },
        };
        Error::Fault { path, cause, byte, documents }
    }
}

/// Reads all of a text, or says how far it could be read.
pub(crate) fn to_text(
    decoded: Decoded,
    path: &str,
    complete: impl FnOnce(&[u8]) -> (usize, usize),
) -> Result<Vec<u8>> {
    match decoded.read_to_end() {
        (text, None) => Ok(text),
        (text, Some(fault)) => {
            let (byte, documents) = complete(&text);
            Err(fault.into_error(path, byte as u64, documents as u64))
        }
    }
}
