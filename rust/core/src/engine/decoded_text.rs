//! Decodes the bytes of an input to text: decompresses them, and converts formats that are read as another one.

use std::io::{self, Read};

use crate::formats::converted;
use crate::formats::detect::{self, Detected, DetectedFormat};
use crate::io::Container;
use crate::io::cancellable_reader::CancellableReader;
use crate::io::codec;
use crate::io::compressed_blocks::{CompressedBlocks, Decode};
use crate::io::decode_fault::DecodeFault;
use crate::io::file_stamp::FileStamp;
use crate::io::peek_reader::PeekReader;
use crate::io::ranges::{RangeCursor, Ranges};

/// The number of bytes read to detect a format: one more than are examined, so that a text of exactly that size is not
/// taken for a longer one.
pub(crate) const SNIFF_BYTES: usize = detect::PREFIX + 1;

/// Reads the text of an input in order.
pub(crate) struct DecodedText {
    reader: PeekReader<Box<dyn Decode>>,
    container: Container,
    /// The format of the text, if it is converted from lines of JSON.
    converted: Option<DetectedFormat>,
    /// The length of the text, known if the text is the file's bytes.
    pub(crate) length: Option<u64>,
    /// The file that it comes from.
    pub(crate) origin: Option<FileStamp>,
}

impl DecodedText {
    /// Detects the container and the format of the bytes. Bytes that cannot be decompressed are taken for text. A line
    /// of JSON may have `max_record` bytes.
    pub(crate) fn new(raw: CancellableReader, max_record: usize) -> Self {
        let raw = PeekReader::new(raw, Container::PREFIX);
        let container = Container::of(raw.ahead());
        let reader = codec::decoder(container, raw);
        let reader = PeekReader::new(reader, SNIFF_BYTES);
        let Detected { format, is_json, .. } = detect::detect(reader.ahead());
        if !is_json {
            return Self { reader, container, converted: None, length: None, origin: None };
        }
        let text = converted(format, reader, max_record).expect("each kind of lines of JSON is converted");
        let reader = PeekReader::new(text, SNIFF_BYTES);
        Self { reader, container, converted: Some(format), length: None, origin: None }
    }

    /// Reads a file whose bytes are the text.
    pub(crate) fn file(ranges: Ranges) -> Self {
        let length = Some(ranges.length());
        let reader: Box<dyn Decode> = Box::new(RangeCursor::new(ranges));
        let (container, converted) = (Container::Plain, None);
        Self { reader: PeekReader::new(reader, SNIFF_BYTES), container, converted, length, origin: None }
    }

    /// Detects the format of the text and its container.
    pub fn detect(&self) -> Detected {
        if let Some(format) = self.converted {
            let container = if self.container.is_read() { self.container } else { Container::Plain };
            return Detected { format, container, is_json: true };
        }
        let text = self.reader.ahead();
        if self.container == Container::Plain || !self.container.is_read() {
            return detect::detect(text);
        }
        let inside = detect::detect(text);
        let is_nothing = text.is_empty() && self.reader.has_failed();
        let is_packed = is_nothing || inside.container != Container::Plain;
        let format = if is_packed { DetectedFormat::Packed } else { inside.format };
        Detected { format, container: self.container, is_json: false }
    }

    /// True if the text ends with an error before its format is known.
    pub(crate) fn is_broken(&self) -> bool {
        let format = self.detect().format;
        self.reader.has_failed()
            && matches!(format, DetectedFormat::Packed | DetectedFormat::Unknown | DetectedFormat::Empty)
    }

    /// True if reading takes little work: the text is not compressed, or its blocks can be decompressed independently,
    /// as the first one was.
    pub(crate) fn is_cheap(&self) -> bool {
        match self.container {
            Container::Gzip => false,
            container if self.converted.is_some() => container == Container::Plain,
            Container::Zstd => self.reader.inner().waiting() > 0,
            _ => true,
        }
    }

    /// True if the text is converted from documents. Then it has no head: documents come one by one, and none of their
    /// lines is a comment.
    pub(crate) fn is_of_documents(&self) -> bool {
        self.converted == Some(DetectedFormat::Pubtator)
    }

    /// True if the text is the file's bytes.
    pub(crate) fn is_file(&self) -> bool {
        self.length.is_some()
    }

    /// The smallest buffer for decompressing blocks independently, if the text may have such blocks.
    pub(crate) fn least_apart(&self) -> Option<usize> {
        /// One block of BGZF must fit.
        const MIN_READ: usize = 64 << 10;
        let is_packed =
            self.converted.is_some() || matches!(self.container, Container::Bgzf | Container::Zstd);
        if is_packed { Some(MIN_READ) } else { self.is_file().then_some(1) }
    }

    /// The number of decoded bytes that have to be read before a block can be decompressed independently.
    pub(crate) fn waiting(&self) -> usize {
        match self.reader.waiting() {
            0 => self.reader.inner().waiting(),
            waiting => waiting,
        }
    }

    /// The next blocks, of at most `most` bytes of text, if they can be decompressed independently.
    pub(crate) fn independent(&mut self, most: usize) -> Option<CompressedBlocks> {
        self.reader.inner_mut()?.independent(most, usize::MAX)
    }

    /// True if nothing follows the blocks that were handed out.
    pub(crate) fn is_at_end(&mut self) -> bool {
        // A changed file is not at its end: reading on returns the error.
        self.reader.inner_mut().is_some_and(|inner| inner.is_at_end())
            && self.origin.as_ref().is_none_or(|origin| origin.unchanged().is_ok())
    }

    /// Reads some text. Returns 0 at the end, or an error if the file has changed by then.
    pub(crate) fn read(&mut self, text: &mut [u8]) -> std::result::Result<usize, DecodeFault> {
        let count = self.reader.read(text).map_err(DecodeFault)?;
        if count == 0 && !text.is_empty() {
            let unchanged = self.origin.as_ref().map_or(Ok(()), FileStamp::unchanged);
            unchanged.map_err(|error| DecodeFault(io::Error::other(error)))?;
        }
        Ok(count)
    }
}
