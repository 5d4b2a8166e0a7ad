//! BGZF: gzip of small members that give their compressed size in the header, so that each can be inflated
//! independently.

use std::io::{self, BufRead, Cursor, ErrorKind, Read};
use std::sync::Arc;

use flate2::{Crc, Decompress as Inflate, FlushDecompress, Status};

use super::gzip::Gzip;
use crate::io::buffer::BufferPool;
use crate::io::compressed_blocks::{CompressedBlocks, Decode, Decompress, MIN_TEXT_PER_BYTE};

/// The most text that a block holds.
const MAX_BLOCK: usize = 64 << 10;

/// The most bytes of a block.
const LARGEST_PACKED: usize = 64 << 10;

type ByteSource = Box<dyn BufRead + Send>;

/// The blocks of a BGZF file. The end mark may be missing, as gzip has none.
pub(super) struct Bgzf {
    input: Option<ByteSource>,
    /// The bytes after the last block, if they are not a block.
    rest: Option<Gzip<io::Chain<Cursor<Vec<u8>>, ByteSource>>>,
    fault: Option<io::Error>,
    pool: Arc<BufferPool>,
}

impl Bgzf {
    pub fn new(input: ByteSource) -> Self {
        Self { input: Some(input), rest: None, fault: None, pool: CompressedBlocks::pool() }
    }
}

impl Decode for Bgzf {
    fn independent(&mut self, most: usize, blocks: usize) -> Option<CompressedBlocks> {
        let mut packed = CompressedBlocks::new(BlockInflater::boxed, most / MIN_TEXT_PER_BYTE, &self.pool);
        while let Some(input) = &mut self.input
            && packed.room() + MAX_BLOCK <= most
            && packed.blocks.len() < blocks
            && packed.has_room(LARGEST_PACKED)
        {
            match block(input, &mut packed) {
                Ok(BlockScan::Block) => {}
                Ok(BlockScan::End) => self.input = None,
                Ok(BlockScan::Other(head)) => {
                    self.rest =
                        self.input.take().map(|input| Gzip::after_member(Cursor::new(head).chain(input)));
                }
                Err(error) => (self.input, self.fault) = (None, Some(error)),
            }
        }
        (!packed.blocks.is_empty()).then_some(packed)
    }

    fn is_at_end(&mut self) -> bool {
        let is_read = self.input.as_mut().is_none_or(|input| input.fill_buf().is_ok_and(<[u8]>::is_empty));
        is_read && self.rest.is_none() && self.fault.is_none()
    }
}

/// Reads the bytes after the blocks.
impl Read for Bgzf {
    fn read(&mut self, text: &mut [u8]) -> io::Result<usize> {
        match (self.fault.take(), &mut self.rest) {
            (Some(fault), _) => Err(fault),
            (None, Some(rest)) => rest.read(text),
            (None, None) => Ok(0),
        }
    }
}

enum BlockScan {
    Block,
    /// Something other than a block: another gzip member, padding, garbage.
    Other(Vec<u8>),
    End,
}

/// Reads a block.
fn block(input: &mut ByteSource, packed: &mut CompressedBlocks) -> io::Result<BlockScan> {
    let mut head = Vec::with_capacity(64);
    input.by_ref().take(12).read_to_end(&mut head)?;
    let [0x1f, 0x8b, 8, 4, _, _, _, _, _, _, low, high] = head[..] else {
        return Ok(if head.is_empty() { BlockScan::End } else { BlockScan::Other(head) });
    };
    let extra = usize::from(u16::from_le_bytes([low, high]));
    input.by_ref().take(extra as u64).read_to_end(&mut head)?;
    let Some(size) = size(&head[12..]) else {
        return Ok(BlockScan::Other(head));
    };
    let Some(length) = (size + 1).checked_sub(12 + extra + 8) else {
        return Err(corrupt("a block is smaller than its header"));
    };
    let bytes = packed.room_for(length + 8);
    if let Err(error) = input.read_exact(bytes) {
        return Err(match error.kind() {
            ErrorKind::UnexpectedEof => io::Error::new(
                ErrorKind::InvalidData,
                "the BGZF data ends in the middle of a block: it is truncated",
            ),
            _ => error,
        });
    }
    let number = |at: usize| u32::from_le_bytes(std::array::from_fn(|byte| bytes[at + byte]));
    let (checksum, room) = (number(length), number(length + 4) as usize);
    if room > MAX_BLOCK {
        return Err(corrupt("a block is larger than 64 KiB"));
    }
    packed.push(length, room, checksum.into());
    Ok(BlockScan::Block)
}

/// The size of a block less one, if its extra fields tell it.
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

struct BlockInflater(Inflate);

impl BlockInflater {
    fn boxed() -> Box<dyn Decompress> {
        Box::new(Self(Inflate::new(false)))
    }
}

impl Decompress for BlockInflater {
    fn decompress(
        &mut self,
        packed: &[u8],
        checksum: u64,
        text: &mut [u8],
    ) -> Result<usize, (usize, io::Error)> {
        self.0.reset(false);
        match self.0.decompress(packed, text, FlushDecompress::Finish) {
            Ok(Status::StreamEnd) if self.0.total_out() == text.len() as u64 => {}
            _ => return Err((0, corrupt("a block cannot be inflated to the length it says"))),
        }
        let mut found = Crc::new();
        found.update(text);
        if u64::from(found.sum()) == checksum {
            Ok(text.len())
        } else {
            Err((0, corrupt("the checksum of a block does not match its text")))
        }
    }
}
