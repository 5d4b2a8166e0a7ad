//! Divides an input into chunks.

use std::sync::Arc;

use super::sequencer::Sequencer;
use super::splitter::{ChunkSplitter, TextEnd};
use super::{Sizes, grown};
use crate::base::Options;
use crate::engine::{DecodedText, OpenInput, TextPiece};
use crate::io::TextBuf;
use crate::io::buffer::BufferPool;
use crate::io::compressed_blocks::CompressedBlocks;
use crate::{Error, Result};

pub(super) enum Chunk {
    /// A piece to parse; none if everything read so far was kept for later chunks.
    Piece(Option<TextPiece>),
    /// Blocks to decompress and to join to the tail, and whether they are the last.
    Packed(CompressedBlocks, bool),
}

/// The source of a stream's chunks.
pub(super) enum ChunkSource {
    /// A text in memory, of which pieces are parts.
    Text(Arc<TextBuf>),
    /// A text that is read and copied into pieces.
    Decoded(Box<Reader>),
}

/// Reads a text in order.
pub(super) struct Reader {
    decoded: DecodedText,
    /// The most text of a chunk.
    room: usize,
    /// The most text of the next blocks that are decompressed independently.
    independent: usize,
    /// The next blocks, if they can be decompressed independently.
    packed: Option<CompressedBlocks>,
    state: ReaderState,
}

enum ReaderState {
    Open,
    /// There is no more text.
    Ending(TextEnd),
    Stopped(Error),
    Done,
}

impl ChunkSource {
    /// A source of chunks of at most `room` bytes of text.
    pub fn new(input: OpenInput, Sizes { first, most: room }: Sizes) -> Self {
        match input {
            OpenInput::Text(text) => Self::Text(Arc::new(text)),
            OpenInput::Decoded(decoded) => {
                let (packed, state) = (None, ReaderState::Open);
                Self::Decoded(Box::new(Reader { decoded, room, independent: first, packed, state }))
            }
        }
    }

    /// True if making chunks takes little work, so that every thread can parse.
    pub fn is_cheap(&self) -> bool {
        match self {
            Self::Text(_) => true,
            Self::Decoded(reader) => reader.decoded.is_cheap(),
        }
    }

    /// The next chunk, which will be number `number`.
    pub fn next(
        &mut self,
        number: usize,
        splitter: &Sequencer<ChunkSplitter>,
        pool: &Arc<BufferPool>,
        options: &Options,
    ) -> Result<Option<Chunk>> {
        let cancel = &options.cancel;
        cancel.check()?;
        match self {
            Self::Text(whole) => {
                let piece = splitter.take(number, cancel, |splitter| splitter.part(whole))?;
                match &piece {
                    Some(piece) => options.progress.add(piece.text.len()),
                    None => whole.unchanged()?,
                }
                Ok(piece.map(|piece| Chunk::Piece(Some(piece))))
            }
            Self::Decoded(reader) => match reader.independent() {
                Some((packed, is_last)) => Ok(Some(Chunk::Packed(packed, is_last))),
                None => splitter.take(number, cancel, |splitter| reader.read(splitter, pool)),
            },
        }
    }
}

impl Reader {
    /// The next blocks, if they can be decompressed independently, and whether they are the last.
    fn independent(&mut self) -> Option<(CompressedBlocks, bool)> {
        if !matches!(self.state, ReaderState::Open) {
            return None;
        }
        let packed = self.packed.take().or_else(|| self.decoded.independent(self.independent))?;
        self.independent = grown(self.independent, self.room);
        let is_last = self.decoded.is_at_end();
        if is_last {
            self.state = ReaderState::Ending(TextEnd::End);
        }
        Some((packed, is_last))
    }

    /// Reads until there is a piece, or blocks that can be decompressed independently.
    fn read(&mut self, splitter: &mut ChunkSplitter, pool: &Arc<BufferPool>) -> Result<Option<Chunk>> {
        loop {
            let (piece, error) = match std::mem::replace(&mut self.state, ReaderState::Done) {
                ReaderState::Done => return Ok(None),
                ReaderState::Stopped(error) => return Err(error),
                ReaderState::Ending(TextEnd::Fault(fault)) => {
                    splitter.join(pool.take(), 0..0, TextEnd::Fault(fault))
                }
                ReaderState::Ending(_) => splitter.finish(),
                ReaderState::Open => {
                    let mut buffer = pool.take();
                    let begin = buffer.bytes().len() - self.room;
                    let most = splitter.missing().min(self.room);
                    let (count, then) = self.fill(&mut buffer.bytes_mut()[begin..begin + most]);
                    let text = begin..begin + count;
                    if self.packed.is_some() {
                        self.state = ReaderState::Open;
                        if count <= begin {
                            // The tail fits before the decompressed text.
                            splitter.keep(&buffer.bytes()[text]);
                            return Ok(Some(Chunk::Piece(None)));
                        }
                        let (piece, error) = splitter.join(buffer, text, TextEnd::More);
                        if let Some(error) = error {
                            (self.state, self.packed) = (ReaderState::Stopped(error), None);
                        }
                        return Ok(Some(Chunk::Piece(piece)));
                    }
                    self.state = match then {
                        TextEnd::End => ReaderState::Ending(TextEnd::End),
                        _ => ReaderState::Open,
                    };
                    splitter.join(buffer, text, then)
                }
            };
            if let Some(error) = error {
                self.state = ReaderState::Stopped(error);
            }
            if piece.is_some() {
                return Ok(Some(Chunk::Piece(piece)));
            }
        }
    }

    /// Reads as much text as there is room for, or up to blocks that can be decompressed independently.
    fn fill(&mut self, text: &mut [u8]) -> (usize, TextEnd) {
        let mut filled = 0;
        while filled < text.len() {
            let most = match self.decoded.waiting() {
                0 => text.len(),
                waiting => text.len().min(filled + waiting),
            };
            match self.decoded.read(&mut text[filled..most]) {
                Ok(0) => return (filled, TextEnd::End),
                Ok(count) => filled += count,
                Err(fault) => return (filled, TextEnd::Fault(fault)),
            }
            if self.decoded.waiting() == 0 {
                self.packed = self.decoded.independent(self.independent);
            }
            if self.packed.is_some() {
                break;
            }
        }
        (filled, TextEnd::More)
    }
}
