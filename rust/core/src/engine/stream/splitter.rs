//! Splits a stream at document boundaries and carries the tail to the next chunk.

use std::ops::Range;
use std::sync::Arc;

use super::{Sizes, grown};
use crate::base::MAX_WINDOW;
use crate::columns::ColumnVec;
use crate::engine::{Cutter, TextPiece};
use crate::formats::{Syntax, oversized};
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
    /// The most bytes of a record.
    max_record: usize,
}

/// A piece, if there is a cut, and the error that ends the input after it.
pub(super) type SplitOutcome = (Option<TextPiece>, Option<Error>);

impl ChunkSplitter {
    pub fn new(
        syntax: &'static dyn Syntax,
        name: &str,
        sizes: Sizes,
        has_head: bool,
        max_record: usize,
    ) -> Self {
        Self {
            name: name.into(),
            target: sizes.first,
            most: sizes.most,
            tail: ColumnVec::default(),
            wanted: 0,
            cutter: Cutter::new(syntax, has_head),
            max_record,
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
        // A long tail is a part of a large record. It grows where it is, so that the record is in memory only once.
        let Some(begin) = text.start.checked_sub(self.tail.len()) else {
            self.keep(&buffer.bytes()[text]);
            drop(buffer);
            let whole = std::mem::take(&mut self.tail);
            let (cut, record) = self.cut(&whole, &then);
            let piece = match cut {
                None => {
                    self.tail = whole;
                    None
                }
                Some(cut) => {
                    self.tail.extend_from_slice(&whole[cut..]);
                    let mut text = whole;
                    text.truncate(cut);
                    Some(self.whole(text.into()))
                }
            };
            return self.outcome(piece, record, then);
        };
        buffer.bytes_mut()[begin..text.start].copy_from_slice(&self.tail);
        let whole = &buffer.bytes()[begin..begin + len];
        let (cut, record) = self.cut(whole, &then);
        self.tail.truncate(0);
        self.tail.extend_from_slice(&whole[cut.unwrap_or(0)..]);
        let piece = cut.map(|cut| self.whole(TextBuf::window(buffer, begin..begin + cut)));
        self.outcome(piece, record, then)
    }

    /// Finds the last cut in `whole`, which follows the last cut of all, and the byte of the input at which a record
    /// begins that is too large. Such a record is not before the cut.
    fn cut(&mut self, whole: &[u8], then: &TextEnd) -> (Option<usize>, Option<u64>) {
        let (first, len) = (self.cutter.mark(whole), whole.len());
        let cut = match then {
            TextEnd::End if len <= MAX_WINDOW => Some(len).filter(|&end| end > first),
            _ => self.cutter.last_cut(&whole[..len.min(MAX_WINDOW)]),
        };
        let most = self.max_record;
        self.wanted = if cut.is_some() { 0 } else { len.saturating_mul(2).min(most + 1) };
        let record = match cut {
            Some(cut) => oversized(self.cutter.syntax, whole, first..cut, most),
            None => (len - first > most).then_some(first),
        };
        let byte = record.map(|at| (self.cutter.before() + at) as u64);
        (record.map_or(cut, |at| Some(at).filter(|&at| at > first)), byte)
    }

    fn outcome(&self, piece: Option<TextPiece>, record: Option<u64>, then: TextEnd) -> SplitOutcome {
        let error = match (then, record) {
            (_, Some(byte)) => Some(self.too_large(byte)),
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
    pub fn finish(&mut self) -> SplitOutcome {
        let mut tail = std::mem::take(&mut self.tail);
        let (cut, record) = self.cut(&tail, &TextEnd::End);
        tail.truncate(cut.unwrap_or(0));
        let piece = cut.map(|_| self.whole(tail.into()));
        self.outcome(piece, record, TextEnd::End)
    }

    /// The next piece of a text in memory.
    pub fn part(&mut self, whole: &Arc<TextBuf>) -> Result<Option<TextPiece>> {
        let first = mark(whole);
        let before = self.cutter.before();
        let begin = before.max(first);
        if begin >= whole.len() {
            return Ok(None);
        }
        let syntax = self.cutter.syntax;
        let mut end = syntax.cut_before(whole, first, begin.saturating_add(self.target));
        if let Some(record) = oversized(syntax, whole, begin..end, self.max_record) {
            if record == begin {
                return Err(self.too_large(record as u64));
            }
            end = record;
        }
        if end - before > MAX_WINDOW {
            // A large record follows smaller ones.
            let limit = before + MAX_WINDOW;
            end = syntax.last_cut(&whole[..limit], begin).ok_or_else(|| self.too_large(begin as u64))?;
        }
        Ok(Some(self.whole(TextBuf::part(whole, before..end))))
    }

    /// The error for a record that begins at a byte of the input.
    fn too_large(&self, byte: u64) -> Error {
        Error::RecordTooLarge { path: self.name.clone(), byte, most: self.max_record }
    }
}

/// The state of the input after a text.
pub(super) enum TextEnd {
    More,
    End,
    Fault(DecodeFault),
}
