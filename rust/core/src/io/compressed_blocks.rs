//! Compressed blocks that any thread can decompress, independently of the blocks before and after.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::buffer::{Buffer, BufferPool};
use super::decode_fault::DecodeFault;
use super::ranges::Ranges;
use crate::Cancel;
use crate::base::workers;

/// The smallest and the largest number of bytes kept together.
const MIN_BATCH_BYTES: usize = 256 << 10;
const MAX_BATCH_BYTES: usize = 32 << 20;

/// The text is at least this many times as long as its compressed bytes; most often three times.
pub(crate) const MIN_TEXT_PER_BYTE: usize = 2;

/// Consecutive blocks: of BGZF, frames of zstd, lines of JSON, or ranges of a file.
#[derive(Debug)]
pub(crate) struct CompressedBlocks {
    content: BlockBytes,
    /// The number of bytes of all blocks.
    filled: usize,
    pub(crate) blocks: Vec<CompressedBlock>,
    /// The largest possible size of their text.
    pub(crate) room: usize,
}

#[derive(Debug)]
enum BlockBytes {
    Memory {
        decompress: fn() -> Box<dyn Decompress>,
        pool: Option<Arc<BufferPool>>,
        /// The number of bytes that fit.
        size: usize,
        bytes: Option<Buffer>,
    },
    /// The bytes of a file from an offset on, which are the text.
    File(Ranges, u64),
}

#[derive(Debug)]
pub(crate) struct CompressedBlock {
    /// The range of its bytes.
    pub packed: Range<usize>,
    /// The largest possible size of its text.
    pub room: usize,
    /// A number that the decoder needs: the CRC-32 of the block's text, or the number of its line.
    pub mark: u64,
}

/// Decompresses blocks of one kind, reusing its memory.
pub(crate) trait Decompress {
    /// Decompresses a block. Returns the length of its text, or of the part before an error with that error.
    fn decompress(&mut self, packed: &[u8], mark: u64, text: &mut [u8]) -> Result<usize, (usize, io::Error)>;
}

/// A decoder that decompresses a text from its beginning to its end.
pub(crate) trait Decode: Read + Send {
    /// The next blocks, of at most `_most` bytes of text and `_count` blocks, if they can be decompressed
    /// independently. None where the text has to be read in order.
    fn independent(&mut self, _most: usize, _count: usize) -> Option<CompressedBlocks> {
        None
    }

    /// The number of decoded bytes that have to be read before a block can be decompressed independently.
    fn waiting(&self) -> usize {
        0
    }

    /// True if nothing follows the blocks that were handed out.
    fn is_at_end(&mut self) -> bool {
        false
    }
}

/// The length of a text, and the error that ended it early.
pub(crate) type DecodeOutcome = (usize, Option<DecodeFault>);

impl CompressedBlocks {
    /// Memory for blocks of about `bytes` bytes. Large sizes take it from the pool.
    pub(crate) fn new(decompress: fn() -> Box<dyn Decompress>, bytes: usize, pool: &Arc<BufferPool>) -> Self {
        let size = bytes.clamp(MIN_BATCH_BYTES, MAX_BATCH_BYTES);
        let pool = (size == MAX_BATCH_BYTES).then(|| pool.clone());
        Self::of(BlockBytes::Memory { decompress, pool, size, bytes: None })
    }

    /// The blocks of a file from an offset on.
    pub(crate) fn range(ranges: &Ranges, at: u64) -> Self {
        Self::of(BlockBytes::File(ranges.clone(), at))
    }

    fn of(content: BlockBytes) -> Self {
        Self { content, filled: 0, blocks: Vec::new(), room: 0 }
    }

    /// A pool for the bytes of compressed blocks.
    pub(crate) fn pool() -> Arc<BufferPool> {
        BufferPool::new(MAX_BATCH_BYTES, 2)
    }

    /// True if a block of `bytes` bytes fits. The first block always does.
    pub(crate) fn has_room(&mut self, bytes: usize) -> bool {
        let BlockBytes::Memory { pool, size, bytes: memory, .. } = &mut self.content else { return true };
        let memory = memory.get_or_insert_with(|| match pool {
            Some(pool) if bytes <= MAX_BATCH_BYTES => pool.take(),
            _ => Buffer::alone((*size).max(bytes)),
        });
        bytes <= memory.bytes().len() - self.filled
    }

    /// Memory for the bytes of the next block.
    pub(crate) fn room_for(&mut self, bytes: usize) -> &mut [u8] {
        match &mut self.content {
            BlockBytes::Memory { bytes: Some(memory), .. } => {
                &mut memory.bytes_mut()[self.filled..self.filled + bytes]
            }
            _ => &mut [],
        }
    }

    /// Appends a block whose bytes were written.
    pub(crate) fn push(&mut self, bytes: usize, room: usize, mark: u64) {
        let packed = self.filled..self.filled + bytes;
        self.filled = packed.end;
        self.room += room;
        self.blocks.push(CompressedBlock { packed, room, mark });
    }

    /// The largest possible size of the text.
    pub fn room(&self) -> usize {
        self.room
    }

    /// Decompresses all blocks into `text`, up to the first malformed one.
    pub fn decompress(&self, text: &mut [u8], cancel: &Cancel) -> DecodeOutcome {
        self.decompress_blocks(0..self.blocks.len(), text, cancel)
    }

    fn decompress_blocks(&self, blocks: Range<usize>, text: &mut [u8], cancel: &Cancel) -> DecodeOutcome {
        let blocks = &self.blocks[blocks];
        let (decompress, bytes) = match &self.content {
            BlockBytes::Memory { decompress, bytes: Some(bytes), .. } => (decompress, bytes.bytes()),
            BlockBytes::Memory { bytes: None, .. } => return (0, None),
            BlockBytes::File(ranges, at) => {
                let (first, room) = (blocks.first(), blocks.iter().map(|block| block.room).sum());
                let begin = first.map_or(0, |block| block.packed.start as u64);
                return ranges.read(at + begin, &mut text[..room]);
            }
        };
        let mut decompress = decompress();
        let mut filled = 0;
        for block in blocks {
            if let Err(error) = cancel.check() {
                return (filled, Some(DecodeFault(io::Error::other(error))));
            }
            let room = &mut text[filled..filled + block.room];
            match decompress.decompress(&bytes[block.packed.clone()], block.mark, room) {
                Ok(count) => filled += count,
                Err((count, error)) => return (filled + count, Some(DecodeFault(error))),
            }
        }
        (filled, None)
    }

    /// Like `decompress`, but shared among threads.
    pub fn decompress_shared(&self, text: &mut [u8], threads: usize, cancel: &Cancel) -> DecodeOutcome {
        let shares = self.shares(threads);
        let room = |blocks: &Range<usize>| self.blocks[blocks.clone()].iter().map(|block| block.room).sum();
        let mut rest = &mut *text;
        let pieces = shares.iter().enumerate().map(|(at, blocks)| {
            let (piece, others) = std::mem::take(&mut rest).split_at_mut(room(blocks));
            rest = others;
            (at, blocks, piece)
        });
        let pieces = Mutex::new(pieces);
        let done = workers::run(threads.min(shares.len()).max(1), || {
            let mut outcomes = Vec::new();
            loop {
                let taken = pieces.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((at, blocks, piece)) = taken else { return Ok(outcomes) };
                outcomes.push((at, self.decompress_blocks(blocks.clone(), piece, cancel)));
            }
        });
        let mut outcomes: Vec<(usize, DecodeOutcome)> = match done {
            Ok(outcomes) => outcomes.into_iter().flatten().collect(),
            Err(error) => return (0, Some(DecodeFault(io::Error::other(error)))),
        };
        outcomes.sort_unstable_by_key(|(at, _)| *at);
        let (mut filled, mut begin) = (0, 0);
        for (at, (count, fault)) in outcomes {
            // Blocks may have less text than was reserved for them.
            if filled < begin {
                text.copy_within(begin..begin + count, filled);
            }
            filled += count;
            begin += room(&shares[at]);
            if fault.is_some() {
                return (filled, fault);
            }
        }
        (filled, None)
    }

    /// Divides the blocks into one share per thread, each of about as many bytes.
    fn shares(&self, threads: usize) -> Vec<Range<usize>> {
        let share = self.filled / (4 * threads) + 1;
        let mut shares: Vec<Range<usize>> = Vec::new();
        let mut begin = 0;
        for (at, block) in self.blocks.iter().enumerate() {
            if block.packed.end - self.blocks[begin].packed.start >= share || at + 1 == self.blocks.len() {
                shares.push(begin..at + 1);
                begin = at + 1;
            }
        }
        shares
    }
}
