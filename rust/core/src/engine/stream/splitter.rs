//! Splits a stream at document boundaries and carries the tail to the next chunk.

use std::ops::Range;
use std::sync::Arc;

use super::{Sizes, grown};
use crate::base::MAX_WINDOW;
use crate::columns::ColumnVec;
use crate::engine::{Cutter, TextPiece};
use crate::formats::Syntax;
use crate::io::TextBuf;
use crate::io::buffer::Buffer;
use crate::io::decode_fault::DecodeFault;
use crate::text::mark;
use crate::{Error, Result};

/// Collects text and cuts it into pieces.
pub(super) struct ChunkSplitter {
    name: String,
    /// The size of the next piece, and the largest size of later ones.
    target: usize,
    most: usize,
    /// Bytes after the last cut.
    tail: ColumnVec<u8>,
    /// The length of the tail from which another search for a cut pays off.
    wanted: usize,
    /// The last cut, where the tail begins.
    cutter: Cutter,
}

/// A piece, if there is a cut, and the error that ends the input after it.
pub(super) type SplitOutcome = (Option<TextPiece>, Option<Error>);

impl ChunkSplitter {
    pub fn new(syntax: &'static dyn Syntax, name: &str, sizes: Sizes, has_head: bool) -> Self {
        Self {
            name: name.into(),
            target: sizes.first,
            most: sizes.most,
            tail: ColumnVec::default(),
            wanted: 0,
            cutter: Cutter::new(syntax, has_head),
        }
    }

    /// The number of bytes needed to make a piece, or to look for a cut again; at least one.
    pub fn missing(&self) -> usize {
        self.wanted.max(self.target).saturating_sub(self.tail.len()).max(1)
    }

    /// Takes a text that is a complete piece.
    pub fn whole(&mut self, text: TextBuf) -> TextPiece {
        let heading = self.cutter.pass(&text);
        self.target = grown(self.target, self.most);
        TextPiece { text, heading }
    }

    /// Appends bytes to the tail.
    pub fn keep(&mut self, bytes: &[u8]) {
        self.tail.extend_from_slice(bytes);
    }

    /// Joins `buffer[text]` to the tail and cuts off a piece.
    pub fn join(&mut self, mut buffer: Buffer, text: Range<usize>, then: TextEnd) -> SplitOutcome {
        let len = self.tail.len() + text.len();
        if matches!(then, TextEnd::More) && len < self.wanted {
            self.keep(&buffer.bytes()[text]);
            return (None, None);
        }
        let begin = match text.start.checked_sub(self.tail.len()) {
            Some(begin) => {
                buffer.bytes_mut()[begin..text.start].copy_from_slice(&self.tail);
                begin
            }
            None => {
                buffer = Buffer::joined(&self.tail, &buffer.bytes()[text]);
                0
            }
        };
        let whole = &buffer.bytes()[begin..begin + len];
        let first = self.cutter.mark(whole);
        let cut = match then {
            TextEnd::End if len <= MAX_WINDOW => Some(len).filter(|&end| end > first),
            _ => self.cutter.last_cut(&whole[..len.min(MAX_WINDOW)]),
        };
        self.tail.truncate(0);
        self.tail.extend_from_slice(&whole[cut.unwrap_or(0)..]);
        self.wanted = if cut.is_some() { 0 } else { len.saturating_mul(2).min(MAX_WINDOW + 1) };
        let too_large = (cut.is_none() && len > MAX_WINDOW).then_some(first);
        let piece = cut.map(|cut| self.whole(TextBuf::window(buffer, begin..begin + cut)));
        let error = match (then, too_large) {
            (_, Some(first)) => Some(self.too_large(first)),
            // The records are not counted here; their number is filled in later.
            (TextEnd::Fault(fault), None) => Some(fault.into_error(
                &self.name,
                self.cutter.before() as u64,
                self.cutter.syntax.kind().records(0),
            )),
            (TextEnd::More | TextEnd::End, None) => None,
        };
        (piece, error)
    }

    /// Takes the tail as the last piece.
    pub fn finish(&mut self) -> Option<TextPiece> {
        let first = self.cutter.mark(&self.tail);
        let tail = std::mem::take(&mut self.tail);
        (tail.len() > first).then(|| self.whole(tail.into()))
    }

    /// The next piece of a text in memory.
    pub fn part(&mut self, whole: &Arc<TextBuf>) -> Result<Option<TextPiece>> {
        let first = mark(whole);
        let before = self.cutter.before();
        let begin = before.max(first);
        if begin >= whole.len() {
            return Ok(None);
        }
        let mut end = self.cutter.syntax.cut_before(whole, first, begin.saturating_add(self.target));
        if end - before > MAX_WINDOW {
            let limit = before + MAX_WINDOW;
            end = self
                .cutter
                .syntax
                .last_cut(&whole[..limit], begin)
                .ok_or_else(|| self.too_large(begin - before))?;
        }
        Ok(Some(self.whole(TextBuf::part(whole, before..end))))
    }

    fn too_large(&self, offset: usize) -> Error {
        Error::RecordTooLarge { path: self.name.clone(), byte: (self.cutter.before() + offset) as u64 }
    }
}

/// The state of the input after a text.
pub(super) enum TextEnd {
    More,
    End,
    Fault(DecodeFault),
}
