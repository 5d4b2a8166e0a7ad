//! From the bytes of an input to its text. A decoder is a reader of the one over a reader of the
//! other, which may hand out parts for others to unpack; another can take its place here.

use std::io::{BufRead, BufReader, Read};

use super::Container;
use super::apart::Apart;
use super::bgzf::Bgzf;
use super::fault::Fault;
use super::gzip::Gzip;
use super::packed::{Decode, Packed};
use super::peek::Peek;
use super::raw::{Raw, Refused};
use super::zstd::Zstd;
use crate::columns::Slab;
use crate::detect::{self, Detected, Format};
use crate::frame::Options;
use crate::{Cancel, Records, Result};

/// How many packed bytes are read at once.
const PACKED: usize = 1 << 20;

impl Decode for Peek<Raw> {}

impl<R: BufRead + Send> Decode for Gzip<R> {}

/// The text of an input, as it comes.
pub struct Decoded {
    reader: Peek<Box<dyn Decode>>,
    container: Container,
    /// The bytes of the text, where they are known.
    pub(super) length: Option<u64>,
}

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
    pub(crate) fn read_to_end(mut self, threads: usize, cancel: &Cancel) -> (Slab<u8>, Option<Fault>) {
        const PIECE: usize = 16 << 20;
        const LEAST: usize = 64 << 10;
        let mut text = Slab::default();
        // One more than the length, so that the last read finds the end without growing.
        let mut known = self.length.map_or(0, |length| length as usize + 1);
        loop {
            let packed = self.apart(PIECE * threads);
            let more = match (&packed, self.waiting()) {
                (Some(packed), _) => packed.room(),
                (None, 0) => text.len().clamp(LEAST, PIECE),
                (None, waiting) => waiting,
            };
            if !text.try_reserve(more.max(std::mem::take(&mut known))) {
                let error = std::io::Error::from(std::io::ErrorKind::OutOfMemory);
                return (Slab::default(), Some(Fault(std::io::Error::other(Refused(error)))));
            }
            let begin = text.len();
            let room = text.append_unset(more);
            let (count, fault, is_end) = match packed {
                Some(packed) => {
                    let (count, fault) = packed.unpack_shared(room, threads, cancel);
                    (count, fault, false)
                }
                None => match self.read(room) {
                    Ok(count) => (count, None, count == 0),
                    Err(fault) => (0, Some(fault), true),
                },
            };
            text.truncate(begin + count);
            if is_end || fault.is_some() {
                return (text, fault);
            }
        }
    }
}

/// Reads all of a text, or says how far it could be read.
pub(crate) fn to_text(
    decoded: Decoded,
    path: &str,
    options: &Options,
    complete: impl FnOnce(&[u8]) -> (usize, Records),
) -> Result<Slab<u8>> {
    match decoded.read_to_end(options.threads(), &options.cancel) {
        (text, None) => Ok(text),
        (text, Some(fault)) => {
            let (byte, complete) = complete(&text);
            Err(fault.into_error(path, byte as u64, complete))
        }
    }
}
