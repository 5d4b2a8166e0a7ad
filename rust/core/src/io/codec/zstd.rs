//! Zstandard: frames one after another (RFC 8878). A small frame can be decoded independently, a large one is a stream.

use std::io::{self, ErrorKind, Read};
use std::sync::Arc;

use zstd::stream::raw::{Decoder, Operation};
use zstd::zstd_safe::{DCtx, decompress_bound, find_frame_compressed_size, get_error_name};

use crate::io::buffer::BufferPool;
use crate::io::compressed_blocks::{CompressedBlocks, Decode, Decompress, MIN_TEXT_PER_BYTE};

/// The number of compressed bytes read at once.
const DECODE_CHUNK: usize = 4 << 20;

/// The most text, and the most compressed bytes, of a frame that is decoded independently. `pzstd` writes smaller ones.
const MAX_FRAME: usize = 16 << 20;

const TRUNCATED: &str = "the zstd data ends in the middle of a frame: it is truncated";
const GARBAGE: &str = "the last zstd frame is followed by something that is none";

/// The frames of a zstd file. Whatever was decoded before a fault is delivered before the fault.
pub(super) struct Zstd<R> {
    input: R,
    is_read: bool,
    /// Compressed bytes; those before `at` are done.
    packed: Vec<u8>,
    at: usize,
    /// The frame that is being decoded as a stream.
    stream: Option<Decoder<'static>>,
    fault: Option<io::Error>,
    pool: Arc<BufferPool>,
}

impl<R: Read> Zstd<R> {
    pub fn new(input: R) -> Self {
        Self {
            input,
            is_read: false,
            packed: Vec::new(),
            at: 0,
            stream: None,
            fault: None,
            pool: CompressedBlocks::pool(),
        }
    }

    /// Reads more compressed bytes. Returns whether there were any.
    fn fill(&mut self) -> bool {
        if self.is_read {
            return false;
        }
        self.packed.drain(..self.at);
        self.at = 0;
        match self.input.by_ref().take(DECODE_CHUNK as u64).read_to_end(&mut self.packed) {
            Ok(count) => self.is_read = count < DECODE_CHUNK,
            Err(error) => (self.is_read, self.fault) = (true, Some(error)),
        }
        true
    }

    /// The size of the next frame and its largest possible text, if the frame is complete and small.
    fn small(&mut self) -> Option<(usize, usize)> {
        loop {
            let ahead = &self.packed[self.at..];
            if let Ok(size) = find_frame_compressed_size(ahead) {
                let room = usize::try_from(decompress_bound(&ahead[..size]).ok()?).ok()?;
                return (size > 0 && room <= MAX_FRAME).then_some((size, room));
            }
            if ahead.len() > MAX_FRAME || !self.fill() {
                return None;
            }
        }
    }

    /// Decodes part of a frame as a stream.
    fn stream(&mut self, text: &mut [u8]) -> io::Result<usize> {
        let Some(decoder) = &mut self.stream else { return Ok(0) };
        let before = self.at;
        let status = decoder.run_on_buffers(&self.packed[self.at..], text).map_err(|error| {
            io::Error::new(ErrorKind::InvalidData, format!("the zstd data is corrupt: {error}"))
        })?;
        self.at += status.bytes_read;
        if status.remaining == 0 {
            self.stream = None;
        } else if status.bytes_written == 0 && self.at == before && self.is_read {
            return Err(self
                .fault
                .take()
                .unwrap_or_else(|| io::Error::new(ErrorKind::InvalidData, TRUNCATED)));
        }
        Ok(status.bytes_written)
    }
}

impl<R: Read + Send> Decode for Zstd<R> {
    fn independent(&mut self, most: usize, blocks: usize) -> Option<CompressedBlocks> {
        let mut packed = CompressedBlocks::new(FrameDecoder::boxed, most / MIN_TEXT_PER_BYTE, &self.pool);
        while self.stream.is_none()
            && let Some((size, room)) = self.small()
            && packed.room() + room <= most
            && packed.blocks.len() < blocks
            && packed.has_room(size)
        {
            packed.room_for(size).copy_from_slice(&self.packed[self.at..self.at + size]);
            packed.push(size, room, 0);
            self.at += size;
        }
        (!packed.blocks.is_empty()).then_some(packed)
    }

    fn is_at_end(&mut self) -> bool {
        if self.at == self.packed.len() {
            self.fill();
        }
        self.stream.is_none() && self.packed.len() == self.at && self.fault.is_none()
    }
}

/// Reads a frame as a stream.
impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, text: &mut [u8]) -> io::Result<usize> {
        if text.is_empty() {
            return Ok(0);
        }
        loop {
            if self.at == self.packed.len() && !self.fill() && self.stream.is_none() {
                return self.fault.take().map_or(Ok(0), Err);
            }
            if self.stream.is_some() {
                match self.stream(text)? {
                    0 => continue,
                    count => return Ok(count),
                }
            }
            match &self.packed[self.at..] {
                [] => {}
                bytes if is_frame(bytes) => self.stream = Some(Decoder::new()?),
                _ => return Err(io::Error::new(ErrorKind::InvalidData, GARBAGE)),
            }
        }
    }
}

/// Decodes frames.
struct FrameDecoder(DCtx<'static>);

impl FrameDecoder {
    fn boxed() -> Box<dyn Decompress> {
        Box::new(Self(DCtx::create()))
    }
}

impl Decompress for FrameDecoder {
    fn decompress(&mut self, packed: &[u8], _: u64, text: &mut [u8]) -> Result<usize, (usize, io::Error)> {
        self.0.decompress(text, packed).map_err(|code| {
            // Decoding as a stream yields the text before the fault.
            let mut filled = 0;
            let mut zstd = Zstd::new(packed);
            while let Ok(count @ 1..) = zstd.read(&mut text[filled..]) {
                filled += count;
            }
            let reason = format!("the zstd data is corrupt: {}", get_error_name(code));
            (filled, io::Error::new(ErrorKind::InvalidData, reason))
        })
    }
}

/// True if these bytes are a frame or a skippable frame, or the beginning of one that is cut short.
fn is_frame(bytes: &[u8]) -> bool {
    let begins = |magic: &[u8]| bytes.iter().zip(magic).all(|(one, other)| one == other);
    begins(&[0x28, 0xb5, 0x2f, 0xfd])
        || ((0x50..=0x5f).contains(&bytes[0])
            && bytes[1..].iter().zip([0x2a, 0x4d, 0x18]).all(|(one, other)| *one == other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::codec::independent::IndependentReader;

    fn text(packed: &[u8]) -> (Vec<u8>, Option<String>) {
        let mut text = Vec::new();
        let fault = IndependentReader::new(Zstd::new(packed))
            .read_to_end(&mut text)
            .err()
            .map(|error| error.to_string());
        (text, fault)
    }

    #[test]
    fn frames_small_large_and_skipped() {
        let large: Vec<u8> = (0..6_000_000u32).flat_map(u32::to_le_bytes).collect();
        let pack = |text: &[u8]| zstd::encode_all(text, 1).expect("memory");
        let skipped = [&b"\x50\x2a\x4d\x18\x03\0\0\0abc"[..]].concat();
        let packed = [pack(b"one"), pack(b""), skipped, pack(&large), pack(b"two")].concat();
        let whole = [&b"one"[..], &large, b"two"].concat();
        assert!(text(&packed) == (whole.clone(), None));
        let (found, fault) = text(&[&packed[..], b"garbage"].concat());
        assert!(found == whole && fault.as_deref() == Some(GARBAGE));
        for cut in [2, 6, packed.len() / 2, packed.len() - 1] {
            let (found, fault) = text(&packed[..cut]);
            assert!(whole.starts_with(&found) && fault.as_deref() == Some(TRUNCATED), "{cut} {fault:?}");
        }
    }
}
