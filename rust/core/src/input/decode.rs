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
use super::raw::Raw;
use super::zstd::Zstd;
use crate::detect::{self, Detected, Format};

/// How many packed bytes are read at once.
const PACKED: usize = 1 << 20;

impl Decode for Peek<Raw> {}

impl<R: BufRead + Send> Decode for Gzip<R> {}

/// The text of an input, as it comes.
pub struct Decoded {
    reader: Peek<Box<dyn Decode>>,
    container: Container,
    /// The bytes of the text, where they are known.
    pub(crate) length: Option<u64>,
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
}
