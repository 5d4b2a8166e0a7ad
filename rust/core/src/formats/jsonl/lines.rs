//! Converts lines of JSON to the text that they stand for. Every line but the first can be converted independently.

use std::io::{self, ErrorKind, Read};
use std::ops::Range;
use std::sync::Arc;

use memchr::memchr;

use super::{JsonError, LineKind};
use crate::formats::table::Shape;
use crate::io::buffer::BufferPool;
use crate::io::compressed_blocks::{CompressedBlocks, Decode, Decompress};

/// The bytes that are read at once.
const CONVERT_CHUNK: usize = 4 << 20;

/// The largest text of a line that is converted independently.
const LARGEST_APART: usize = 16 << 20;

/// The lines of an input.
pub(crate) struct JsonLines<R> {
    input: R,
    is_read: bool,
    lines: LineKind,
    /// The most bytes of a line.
    most: usize,
    /// Bytes of the input. Those before `at` are done; from there up to `looked` there is no line end.
    bytes: Vec<u8>,
    at: usize,
    looked: usize,
    /// The number of lines converted.
    count: u64,
    /// True if the first line that is not blank was converted.
    has_begun: bool,
    /// The text of a line, and the part of it that was not taken yet.
    text: Vec<u8>,
    left: Range<usize>,
    fault: Option<io::Error>,
    pool: Arc<BufferPool>,
}

impl<R: Read> JsonLines<R> {
    /// Reads lines of at most `most` bytes.
    pub fn new(input: R, lines: LineKind, most: usize) -> Self {
        Self {
            most,
            input,
            is_read: false,
            lines,
            bytes: Vec::new(),
            at: 0,
            looked: 0,
            count: 0,
            has_begun: false,
            text: Vec::new(),
            left: 0..0,
            fault: None,
            pool: CompressedBlocks::pool(),
        }
    }

    /// Reads more bytes; returns whether there were any.
    fn fill(&mut self) -> bool {
        if self.is_read {
            return false;
        }
        self.bytes.drain(..self.at);
        self.looked -= self.at;
        self.at = 0;
        let is_beginning = self.bytes.is_empty() && self.count == 0;
        match self.input.by_ref().take(CONVERT_CHUNK as u64).read_to_end(&mut self.bytes) {
            Ok(count) => self.is_read = count < CONVERT_CHUNK,
            Err(error) => (self.is_read, self.fault) = (true, Some(error)),
        }
        if is_beginning && self.bytes.starts_with(b"\xef\xbb\xbf") {
            (self.at, self.looked) = (3, 3);
        }
        true
    }

    /// The next line that is not blank, with its line end. A line that a fault cut short does not count.
    fn line(&mut self) -> Option<Range<usize>> {
        loop {
            let end = match memchr(b'\n', &self.bytes[self.looked..]) {
                Some(newline) => self.looked + newline + 1,
                None => {
                    self.looked = self.bytes.len();
                    if self.looked - self.at > self.most {
                        (self.fault, self.is_read) = (Some(self.too_large()), true);
                        return None;
                    }
                    if self.fill() {
                        continue;
                    }
                    if self.fault.is_some() || self.at == self.bytes.len() {
                        return None;
                    }
                    self.bytes.len()
                }
            };
            if end - self.at > self.most {
                (self.fault, self.is_read) = (Some(self.too_large()), true);
                return None;
            }
            if !self.bytes[self.at..end].iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
                return Some(self.at..end);
            }
            self.pass(end);
        }
    }

    /// Finishes a line, or a blank one.
    fn pass(&mut self, end: usize) {
        self.count += 1;
        (self.at, self.looked) = (end, end);
    }

    /// The error for the current line.
    fn too_large(&self) -> io::Error {
        let (line, most) = (self.count + 1, self.most);
        io::Error::new(ErrorKind::InvalidData, format!("line {line} is larger than max_record_bytes={most}"))
    }
}

impl<R: Read + Send> Decode for JsonLines<R> {
    fn independent(&mut self, most: usize, blocks: usize) -> Option<CompressedBlocks> {
        if !self.has_begun || !self.left.is_empty() {
            return None;
        }
        let mut packed = CompressedBlocks::new(converter(self.lines), most, &self.pool);
        while packed.blocks.len() < blocks
            && let Some(line) = self.line()
            && let Some(room) = self.lines.room(&self.bytes[line.clone()])
            && room <= LARGEST_APART
            && packed.room() + room <= most
            && packed.has_room(line.len())
        {
            packed.room_for(line.len()).copy_from_slice(&self.bytes[line.clone()]);
            packed.push(line.len(), room, self.count + 1);
            self.pass(line.end);
        }
        (!packed.blocks.is_empty()).then_some(packed)
    }

    fn waiting(&self) -> usize {
        self.left.len()
    }

    fn is_at_end(&mut self) -> bool {
        self.left.is_empty() && self.line().is_none() && self.fault.is_none()
    }
}

/// Reads the first line, and lines that are too large to be converted independently.
impl<R: Read> Read for JsonLines<R> {
    fn read(&mut self, text: &mut [u8]) -> io::Result<usize> {
        if self.left.is_empty() {
            let Some(line) = self.line() else { return self.fault.take().map_or(Ok(0), Err) };
            self.text.clear();
            let bytes = &self.bytes[line.clone()];
            let converted = match self.has_begun {
                true => self.lines.convert(bytes, &mut self.text),
                false => self.lines.convert_first(bytes, &mut self.text),
            };
            self.has_begun = true;
            self.pass(line.end);
            if let Err(wrong) = converted {
                (self.is_read, self.at, self.looked) = (true, self.bytes.len(), self.bytes.len());
                return Err(fault(self.count, &wrong));
            }
            self.left = 0..self.text.len();
        }
        let count = self.left.len().min(text.len());
        text[..count].copy_from_slice(&self.text[self.left.start..self.left.start + count]);
        self.left.start += count;
        if self.left.is_empty() && self.text.capacity() > LARGEST_APART {
            self.text = Vec::new();
        }
        Ok(count)
    }
}

/// The error for a malformed line.
fn fault(line: u64, wrong: &JsonError) -> io::Error {
    let place = match wrong.byte() {
        Some(byte) => format!("line {line}, byte {byte}"),
        None => format!("line {line}"),
    };
    io::Error::new(ErrorKind::InvalidData, format!("{place}: {wrong}"))
}

/// The function that makes a converter of lines.
fn converter(lines: LineKind) -> fn() -> Box<dyn Decompress> {
    match lines {
        LineKind::Documents => || Converter::boxed(LineKind::Documents),
        LineKind::Entities(Shape::Untyped) => || Converter::boxed(LineKind::Entities(Shape::Untyped)),
        LineKind::Entities(_) => || Converter::boxed(LineKind::Entities(Shape::Typed)),
        LineKind::Relations => || Converter::boxed(LineKind::Relations),
    }
}

/// Converts lines, each a block.
struct Converter {
    lines: LineKind,
    text: Vec<u8>,
}

impl Converter {
    fn boxed(lines: LineKind) -> Box<dyn Decompress> {
        Box::new(Self { lines, text: Vec::new() })
    }
}

impl Decompress for Converter {
    fn decompress(&mut self, line: &[u8], number: u64, text: &mut [u8]) -> Result<usize, (usize, io::Error)> {
        self.text.clear();
        self.lines.convert(line, &mut self.text).map_err(|wrong| (0, fault(number, &wrong)))?;
        let room = text.get_mut(..self.text.len()).ok_or_else(|| {
            let reason = format!("line {number}: its text is larger than it can be");
            (0, io::Error::new(ErrorKind::InvalidData, reason))
        })?;
        room.copy_from_slice(&self.text);
        Ok(self.text.len())
    }
}
