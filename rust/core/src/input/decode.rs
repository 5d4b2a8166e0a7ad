//! From the bytes of an input to its text. A decoder is a reader of the one over a reader of the
//! other, which may hand out parts for others to unpack; another can take its place here.

use std::io::{BufRead, BufReader, Read};

use super::Container;
use super::apart::Apart;
use super::bgzf::Bgzf;
use super::gzip::Gzip;
use super::packed::Packed;
use super::peek::Peek;
use super::raw::{Raw, Refused, Stopped};
use super::zstd::Zstd;
use crate::detect::{self, Detected, Format};
use crate::error::Cause;
use crate::frame::Options;
use crate::{Cancel, Error, Records, Result};

/// How many packed bytes are read at once.
const PACKED: usize = 1 << 20;

/// What unpacks.
pub(super) trait Decode: Read + Send {
    /// What comes next, of at most so much text and so many units, if it can be unpacked apart; none where it
    /// has to be read.
    fn apart(&mut self, _most: usize, _units: usize) -> Option<Packed> {
        None
    }

    /// The bytes of text at hand, which are read before anything can be unpacked apart.
    fn waiting(&self) -> usize {
        0
    }

    /// Whether nothing follows what was unpacked apart.
    fn is_at_end(&mut self) -> bool {
        false
    }
}

impl Decode for Peek<Raw> {}

impl<R: BufRead + Send> Decode for Gzip<R> {}

/// The text of an input, as it comes.
pub struct Decoded {
    reader: Peek<Box<dyn Decode>>,
    container: Container,
    /// The bytes of the text, where they are known.
    pub(super) length: Option<u64>,
}

/// Where a text stopped before its end.
pub(crate) struct Fault(pub(crate) std::io::Error);

impl Decoded {
    /// Looks what the bytes are. What cannot be unpacked is taken for text.
    pub(super) fn new(raw: Raw) -> Self {
        let raw = Peek::new(raw, Container::PREFIX);
        let container = Container::of(raw.ahead());
        let reader: Box<dyn Decode> = match container {
            Container::Gzip => Box::new(Gzip::new(BufReader::with_capacity(PACKED, raw))),
            Container::Bgzf => {
                Box::new(Apart::new(Bgzf::new(Box::new(BufReader::with_capacity(PACKED, raw)))))
            }
            Container::Zstd => Box::new(Apart::new(Zstd::new(raw))),
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

    /// Whether one thread has little to do with reading: nothing is packed, or it can be unpacked apart, as its
    /// beginning was.
    pub(crate) fn is_cheap(&self) -> bool {
        match self.container {
            Container::Gzip => false,
            Container::Zstd => self.reader.inner().waiting() > 0,
            _ => true,
        }
    }

    /// Whether some of the text may be unpacked apart.
    pub(super) fn may_be_apart(&self) -> bool {
        matches!(self.container, Container::Bgzf | Container::Zstd)
    }

    /// The bytes of text at hand, which are read before anything can be unpacked apart.
    pub(crate) fn waiting(&self) -> usize {
        match self.reader.waiting() {
            0 => self.reader.inner().waiting(),
            waiting => waiting,
        }
    }

    /// What comes next, of at most so much text, if it can be unpacked apart.
    pub(crate) fn apart(&mut self, most: usize) -> Option<Packed> {
        self.reader.inner_mut()?.apart(most, usize::MAX)
    }

    /// Whether nothing follows what was unpacked apart.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.reader.inner_mut().is_some_and(|inner| inner.is_at_end())
    }

    /// Reads some text; nothing at its end.
    pub(crate) fn read(&mut self, text: &mut [u8]) -> std::result::Result<usize, Fault> {
        self.reader.read(text).map_err(Fault)
    }

    /// Reads all of it; of a text that stops before its end what there is.
    pub(crate) fn read_to_end(mut self, threads: usize, cancel: &Cancel) -> (Vec<u8>, Option<Fault>) {
        const PIECE: usize = 16 << 20;
        let mut text = Vec::new();
        // One more than the length, so that the last read finds the end without growing.
        let mut missing = self.length.map_or(0, |length| length as usize + 1);
        loop {
            let packed = self.apart(PIECE * threads);
            missing = packed.as_ref().map_or(missing, Packed::room);
            if let Err(error) = text.try_reserve(missing) {
                let error = std::io::Error::other(Refused(std::io::Error::other(error)));
                return (Vec::new(), Some(Fault(error)));
            }
            if let Some(packed) = packed {
                let begin = text.len();
                text.resize(begin + packed.room(), 0);
                let (count, fault) = packed.unpack_shared(&mut text[begin..], threads, cancel);
                text.truncate(begin + count);
                match fault {
                    None => continue,
                    fault => return (text, fault),
                }
            }
            let most = if self.waiting() > 0 { self.waiting() } else { PIECE };
            match self.reader.by_ref().take(most as u64).read_to_end(&mut text) {
                Ok(0) => return (text, None),
                Ok(_) => {}
                Err(error) => return (text, Some(Fault(error))),
            }
            missing = if text.len() < text.capacity() { 0 } else { PIECE };
        }
    }
}

impl Fault {
    /// The error, where so much was complete.
    pub fn into_error(self, path: &str, byte: u64, complete: Records) -> Error {
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
        Error::Fault { path, cause, byte, complete }
    }
}

/// Reads all of a text, or says how far it could be read.
pub(crate) fn to_text(
    decoded: Decoded,
    path: &str,
    options: &Options,
    complete: impl FnOnce(&[u8]) -> (usize, Records),
) -> Result<Vec<u8>> {
    match decoded.read_to_end(options.threads(), &options.cancel) {
        (text, None) => Ok(text),
        (text, Some(fault)) => {
            let (byte, complete) = complete(&text);
            Err(fault.into_error(path, byte as u64, complete))
        }
    }
}
