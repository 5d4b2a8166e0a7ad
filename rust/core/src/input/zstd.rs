//! Zstandard: frames one after another (RFC 8878). Small ones are decoded side by side, a large one
//! as a stream.

use std::io::{self, ErrorKind, Read};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use zstd::stream::raw::{Decoder, Operation};
use zstd::zstd_safe::{find_frame_compressed_size, get_frame_content_size};

use crate::workers::{self, Tasks};

/// Packed bytes that are looked at together, for each thread.
const SHARE: usize = 4 << 20;

/// The text of a frame that is decoded in one go; a larger one is a stream.
const LARGEST: usize = 16 << 20;

const TRUNCATED: &str = "the zstd data ends in the middle of a frame: it is truncated";
const GARBAGE: &str = "the last zstd frame is followed by something that is none";

/// The text of a zstd file. Whatever was decoded before a fault is delivered before the fault.
pub(super) struct Zstd<R> {
    input: R,
    is_read: bool,
    threads: usize,
    /// Packed bytes, of which those before `at` are done with.
    packed: Vec<u8>,
    at: usize,
    /// The texts of frames that were decoded together, and how much of the first was taken.
    texts: std::vec::IntoIter<Vec<u8>>,
    text: Vec<u8>,
    taken: usize,
    /// Memory of texts that were taken.
    spare: Mutex<Vec<Vec<u8>>>,
    /// The frame that is being decoded as a stream.
    stream: Option<Decoder<'static>>,
    fault: Option<io::Error>,
}

impl<R: Read> Zstd<R> {
    pub fn new(input: R, threads: usize) -> Self {
        Self {
            input,
            is_read: false,
            threads,
            packed: Vec::new(),
            at: 0,
            texts: Vec::new().into_iter(),
            text: Vec::new(),
            taken: 0,
            spare: Mutex::default(),
            stream: None,
            fault: None,
        }
    }

    /// Has bytes for all threads at hand, or all that there are.
    fn fill(&mut self) {
        let wanted = SHARE * self.threads;
        if self.is_read || self.packed.len() - self.at >= wanted / 2 {
            return;
        }
        self.packed.drain(..self.at);
        self.at = 0;
        let missing = (wanted - self.packed.len()) as u64;
        match self.input.by_ref().take(missing).read_to_end(&mut self.packed) {
            Ok(count) => self.is_read = (count as u64) < missing,
            Err(error) => (self.is_read, self.fault) = (true, Some(error)),
        }
    }

    /// The frames at hand that can be decoded together.
    fn frames(&self) -> Vec<Range<usize>> {
        let mut frames = Vec::new();
        let mut at = self.at;
        let mut room = LARGEST * self.threads;
        while let Ok(size) = find_frame_compressed_size(&self.packed[at..]) {
            let content = get_frame_content_size(&self.packed[at..]).ok().flatten();
            let content = content.map_or(LARGEST, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
            if content > room || size == 0 {
                break;
            }
            room -= content;
            frames.push(at..at + size);
            at += size;
        }
        frames
    }

    /// Decodes frames side by side, up to the first that has to be a stream.
    fn decode(&mut self, frames: &[Range<usize>]) -> io::Result<()> {
        let tasks = Tasks::new(frames.len());
        let (packed, spare) = (&self.packed, &self.spare);
        let shares = workers::run(self.threads.min(frames.len()), || {
            let mut texts = Vec::new();
            while let Some(task) = tasks.take() {
                let room = spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
                texts.push((task, small(&packed[frames[task].clone()], room)));
            }
            Ok(texts)
        });
        let mut texts: Vec<_> = shares.map_err(io::Error::other)?.into_iter().flatten().collect();
        texts.sort_unstable_by_key(|(task, _)| *task);
        let texts: Vec<_> = texts.into_iter().map_while(|(_, text)| text).collect();
        match texts.len() {
            0 => self.stream = Some(Decoder::new()?),
            done => self.at = frames[done - 1].end,
        }
        self.texts = texts.into_iter();
        Ok(())
    }

    /// Decodes some of a stream.
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

/// The text of a frame, unless it is large or wrong: the stream then says what is the matter.
fn small(frame: &[u8], mut text: Vec<u8>) -> Option<Vec<u8>> {
    let content = get_frame_content_size(frame).ok().flatten();
    text.clear();
    text.reserve(content.map_or(0, |bytes| (bytes as usize).min(LARGEST)));
    let decoder = zstd::stream::read::Decoder::with_buffer(frame).ok()?;
    decoder.take(LARGEST as u64 + 1).read_to_end(&mut text).ok()?;
    (text.len() <= LARGEST).then_some(text)
}

impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, text: &mut [u8]) -> io::Result<usize> {
        if text.is_empty() {
            return Ok(0);
        }
        loop {
            if self.taken < self.text.len() {
                let rest = &self.text[self.taken..];
                let count = rest.len().min(text.len());
                text[..count].copy_from_slice(&rest[..count]);
                self.taken += count;
                return Ok(count);
            }
            if let Some(next) = self.texts.next() {
                let done = std::mem::replace(&mut self.text, next);
                self.taken = 0;
                let spare = self.spare.get_mut().unwrap_or_else(PoisonError::into_inner);
                // More than a round takes would be kept for nothing.
                if spare.len() < self.texts.len() + 1 {
                    spare.push(done);
                }
                continue;
            }
            self.fill();
            if self.stream.is_some() {
                match self.stream(text)? {
                    0 => continue,
                    count => return Ok(count),
                }
            }
            if self.at == self.packed.len() {
                return self.fault.take().map_or(Ok(0), Err);
            }
            let frames = self.frames();
            if !frames.is_empty() {
                self.decode(&frames)?;
            } else if is_frame(&self.packed[self.at..]) {
                self.stream = Some(Decoder::new()?);
            } else {
                return Err(io::Error::new(ErrorKind::InvalidData, GARBAGE));
            }
        }
    }
}

/// Whether these bytes begin, or are cut short from, a frame or one that is to be skipped.
fn is_frame(bytes: &[u8]) -> bool {
    let begins = |magic: &[u8]| bytes.iter().zip(magic).all(|(one, other)| one == other);
    begins(&[0x28, 0xb5, 0x2f, 0xfd])
        || ((0x50..=0x5f).contains(&bytes[0])
            && bytes[1..].iter().zip([0x2a, 0x4d, 0x18]).all(|(one, other)| *one == other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(packed: &[u8], threads: usize) -> (Vec<u8>, Option<String>) {
        let mut text = Vec::new();
        let fault = Zstd::new(packed, threads).read_to_end(&mut text).err().map(|error| error.to_string());
        (text, fault)
    }

    #[test]
    fn frames_small_large_and_skipped() {
        let large: Vec<u8> = (0..6_000_000u32).flat_map(u32::to_le_bytes).collect();
        let pack = |text: &[u8]| zstd::encode_all(text, 1).expect("memory");
        let skipped = [&b"\x50\x2a\x4d\x18\x03\0\0\0abc"[..]].concat();
        let packed = [pack(b"one"), pack(b""), skipped, pack(&large), pack(b"two")].concat();
        let whole = [&b"one"[..], &large, b"two"].concat();
        for threads in 1..4 {
            assert!(text(&packed, threads) == (whole.clone(), None));
            let (found, fault) = text(&[&packed[..], b"garbage"].concat(), threads);
            assert!(found == whole && fault.as_deref() == Some(GARBAGE));
            for cut in [2, 6, packed.len() / 2, packed.len() - 1] {
                let (found, fault) = text(&packed[..cut], threads);
                assert!(whole.starts_with(&found) && fault.as_deref() == Some(TRUNCATED), "{cut} {fault:?}");
            }
        }
    }
}
