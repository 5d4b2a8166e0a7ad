//! BGZF: gzip whose members are small, say their size beforehand, and so can be inflated in parallel.

use std::io::{self, BufRead, Cursor, ErrorKind, Read};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::gzip::Gzip;
use crate::workers;

/// Text that is inflated at once, for each thread.
const SHARE: usize = 4 << 20;

/// The most text that a block holds.
const LARGEST: usize = 64 << 10;

/// Blocks that a thread takes at once.
const TAKEN: usize = 8;

type Input = Box<dyn BufRead + Send>;

/// The text of a BGZF file. Its end mark is not insisted on, as gzip has none.
pub(super) struct Bgzf {
    input: Option<Input>,
    /// What follows the last block, if that is no block.
    rest: Option<Gzip<io::Chain<Cursor<Vec<u8>>, Input>>>,
    fault: Option<io::Error>,
    threads: usize,
    /// The blocks that are to be inflated next, and their bytes.
    blocks: Vec<Block>,
    bytes: Vec<u8>,
    /// Text that found no room where it was wanted.
    text: Vec<u8>,
    left: Range<usize>,
}

struct Block {
    deflated: Range<usize>,
    checksum: u32,
    length: usize,
}

impl Bgzf {
    pub fn new(input: Input, threads: usize) -> Self {
        Self {
            input: Some(input),
            rest: None,
            fault: None,
            threads,
            blocks: Vec::new(),
            bytes: Vec::new(),
            text: Vec::new(),
            left: 0..0,
        }
    }

    /// Reads some blocks; returns the length of their text.
    fn gather(&mut self) -> usize {
        self.blocks.clear();
        self.bytes.clear();
        let mut length = 0;
        while let Some(input) = &mut self.input
            && length < SHARE * self.threads
        {
            match block(input, &mut self.bytes) {
                Ok(Found::Block(block)) => {
                    length += block.length;
                    self.blocks.push(block);
                }
                Ok(Found::End) => self.input = None,
                Ok(Found::Other(head)) => {
                    self.rest =
                        self.input.take().map(|input| Gzip::after_member(Cursor::new(head).chain(input)));
                }
                Err(error) => {
                    self.input = None;
                    self.fault = Some(error);
                }
            }
        }
        length
    }
}

impl Read for Bgzf {
    fn read(&mut self, text: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.left.is_empty() {
                let count = self.left.len().min(text.len());
                text[..count].copy_from_slice(&self.text[self.left.start..self.left.start + count]);
                self.left.start += count;
                return Ok(count);
            }
            if let Some(rest) = &mut self.rest
                && self.fault.is_none()
            {
                return rest.read(text);
            }
            if let Some(fault) = self.fault.take() {
                return Err(fault);
            }
            if self.input.is_none() {
                return Ok(0);
            }
            let length = self.gather();
            let is_direct = length <= text.len();
            if !is_direct && self.text.len() < length {
                self.text.resize(length, 0);
            }
            let room = if is_direct { &mut text[..length] } else { &mut self.text[..length] };
            let (count, fault) = inflate(&self.bytes, &self.blocks, room, self.threads);
            if let Some(fault) = fault {
                // It comes before whatever is wrong with blocks after these.
                (self.fault, self.rest, self.input) = (Some(fault), None, None);
            }
            if !is_direct {
                self.left = 0..count;
            } else if count > 0 {
                return Ok(count);
            }
        }
    }
}

enum Found {
    Block(Block),
    /// The beginning of something else: another gzip member, padding, garbage.
    Other(Vec<u8>),
    End,
}

/// Reads a block, appending its deflated bytes.
fn block(input: &mut Input, bytes: &mut Vec<u8>) -> io::Result<Found> {
    let mut head = Vec::with_capacity(64);
    input.by_ref().take(12).read_to_end(&mut head)?;
    let [0x1f, 0x8b, 8, 4, _, _, _, _, _, _, low, high] = head[..] else {
        return Ok(if head.is_empty() { Found::End } else { Found::Other(head) });
    };
    let extra = usize::from(u16::from_le_bytes([low, high]));
    input.by_ref().take(extra as u64).read_to_end(&mut head)?;
    let Some(size) = size(&head[12..]) else {
        return Ok(Found::Other(head));
    };
    let Some(length) = (size + 1).checked_sub(12 + extra + 8) else {
        return Err(corrupt("a block is smaller than its header"));
    };
    let begin = bytes.len();
    if input.by_ref().take(length as u64 + 8).read_to_end(bytes)? < length + 8 {
        bytes.truncate(begin);
        return Err(io::Error::new(
            ErrorKind::InvalidData,
            "the BGZF data ends in the middle of a block: it is truncated",
        ));
    }
    let number = |at: usize| u32::from_le_bytes(std::array::from_fn(|byte| bytes[at + byte]));
    let (checksum, length) = (number(begin + length), number(begin + length + 4) as usize);
    if length > LARGEST {
        return Err(corrupt("a block is larger than 64 KiB"));
    }
    Ok(Found::Block(Block { deflated: begin..bytes.len() - 8, checksum, length }))
}

/// One less than the bytes of a block, where its extra fields say so.
fn size(mut fields: &[u8]) -> Option<usize> {
    while let [one, two, low, high, rest @ ..] = fields {
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        if let (b"BC", [low, high, ..], 2) = (&[*one, *two], rest, length) {
            return Some(usize::from(u16::from_le_bytes([*low, *high])));
        }
        fields = rest.get(length..)?;
    }
    None
}

fn corrupt(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("the BGZF data is corrupt: {what}"))
}

/// Inflates blocks side by side; returns the length of the text before the first that is wrong.
fn inflate(bytes: &[u8], blocks: &[Block], text: &mut [u8], threads: usize) -> (usize, Option<io::Error>) {
    let mut rest = text;
    let pieces = blocks.chunks(TAKEN).enumerate().map(|(at, blocks)| {
        let length = blocks.iter().map(|block| block.length).sum();
        let (piece, others) = std::mem::take(&mut rest).split_at_mut(length);
        rest = others;
        (at * TAKEN, blocks, piece)
    });
    let pieces = Mutex::new(pieces);
    let threads = threads.min(blocks.len().div_ceil(TAKEN)).max(1);
    let wrong = workers::run(threads, || {
        let mut inflate = Decompress::new(false);
        let mut wrong: Option<(usize, &str)> = None;
        loop {
            let taken = pieces.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((first, blocks, mut piece)) = taken else { return Ok(wrong) };
            for (at, block) in blocks.iter().enumerate() {
                let (text, others) = piece.split_at_mut(block.length);
                piece = others;
                if let Err(what) = one(&mut inflate, &bytes[block.deflated.clone()], text, block.checksum) {
                    wrong = wrong.or(Some((first + at, what)));
                    break;
                }
            }
        }
    });
    match wrong.map(|all| all.into_iter().flatten().min()) {
        Ok(None) => (blocks.iter().map(|block| block.length).sum(), None),
        Ok(Some((at, what))) => (blocks[..at].iter().map(|block| block.length).sum(), Some(corrupt(what))),
        Err(error) => (0, Some(io::Error::other(error))),
    }
}

fn one(inflate: &mut Decompress, bytes: &[u8], text: &mut [u8], checksum: u32) -> Result<(), &'static str> {
    inflate.reset(false);
    match inflate.decompress(bytes, text, FlushDecompress::Finish) {
        Ok(Status::StreamEnd) if inflate.total_out() == text.len() as u64 => {}
        _ => return Err("a block cannot be inflated to the length it says"),
    }
    let mut found = Crc::new();
    found.update(text);
    if found.sum() == checksum { Ok(()) } else { Err("the checksum of a block does not match its text") }
}
