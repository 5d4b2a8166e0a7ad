//! Parses a compressed input while it is decompressed.
//!
//! The text grows in one block of memory. Text that can only be decompressed from its beginning to its end is
//! decompressed on this thread, into the room behind the text, while other threads parse the complete windows of the
//! text so far. When the room is full, this thread waits for the others, because growing may move the text. The room
//! doubles each time, so there is not much waiting.

use super::DecodedText;
use super::load::{Loader, cut};
use super::pool::ParseTask;
use crate::base::MAX_WINDOW;
use crate::columns::{ColumnVec, FreshPages};
use crate::io::TextBuf;
use crate::io::compressed_blocks::CompressedBlocks;
use crate::io::decode_fault::DecodeFault;
use crate::{Error, Result};

/// The least free space kept behind the text.
const MIN_GROWTH: usize = 64 << 10;

/// The bytes of text per thread that are decompressed independently at once.
const DECODE_CHUNK: usize = 16 << 20;

/// The bytes of pages that are faulted in as one task, ahead of the decoder.
const PAGES: usize = 4 << 20;

/// The reason why reading stopped.
enum StopReason {
    /// The free space is used up.
    Full,
    /// The next blocks can be decompressed independently.
    Packed(CompressedBlocks),
    End,
    Fault(DecodeFault),
}

impl Loader<'_> {
    /// Decompresses an input, and parses most of it.
    pub fn decompress(&mut self, mut decoded: DecodedText) -> Result<TextBuf> {
        let threads = self.options.threads();
        let mut text = ColumnVec::default();
        // One more than the length, so that the last read finds the end without growing.
        let mut more = decoded.length.map_or(MIN_GROWTH, |length| length as usize + 1);
        // The number of windows to wait for before parsing: one per thread once all threads decompress.
        let mut windows = 1;
        loop {
            let end = text.len();
            if text.capacity() - end < MIN_GROWTH {
                text.reserve(std::mem::replace(&mut more, MIN_GROWTH));
            }
            text.append_unset(text.capacity() - end);
            let (end, then) = self.read(&mut decoded, &mut text, end, windows)?;
            text.truncate(end);
            let fault = match then {
                StopReason::Full => None,
                StopReason::End => {
                    text.shrink();
                    return Ok(text.into());
                }
                StopReason::Fault(fault) => Some(fault),
                StopReason::Packed(packed) => {
                    let room = text.append_unset(packed.room());
                    let (count, fault) = packed.decompress_shared(room, threads, &self.options.cancel);
                    text.truncate(end + count);
                    windows = threads;
                    fault
                }
            };
            if let Some(fault) = fault {
                return Err(self.fault(&text.into(), fault));
            }
        }
    }

    /// Decompresses more text into the space after `end`, and parses it once it fills `windows` windows. Returns the
    /// new end of the text.
    fn read(
        &mut self,
        decoded: &mut DecodedText,
        text: &mut [u8],
        end: usize,
        windows: usize,
    ) -> Result<(usize, StopReason)> {
        let target = self.target(text.len());
        let threads = self.options.threads().min(1 + text.len() / target);
        let most_apart = DECODE_CHUNK * self.options.threads();
        let (name, most_record, cutter) =
            (self.inputs.last_name(), self.options.max_record(), &mut self.cutter);
        let (mut untouched, mut rest) = FreshPages::of(&mut text[cutter.before()..]);
        let (bytes, mut filled) = (rest.len(), end - cutter.before());
        untouched.split(filled);
        let mut wanted = target.saturating_mul(windows);
        // All other threads may just have begun a window.
        let ahead = target.saturating_mul(2);
        let mut then = StopReason::Full;
        self.pool.parse(threads, bytes, None, |tasks| {
            loop {
                while filled >= wanted {
                    match cutter.last_cut(&rest[..filled.min(MAX_WINDOW)]) {
                        Some(place) => {
                            let (piece, others) = std::mem::take(&mut rest).split_at_mut(place);
                            (rest, filled) = (others, filled - place);
                            let share = place / (place / target).max(1) + 1;
                            for task in cut(cutter, piece, share, (name, most_record))? {
                                tasks.send(task).ok();
                            }
                            wanted = target;
                        }
                        None if filled > most_record + cutter.mark(rest) => {
                            let byte = (cutter.before() + cutter.mark(rest)) as u64;
                            let path = name.to_owned();
                            return Err(Error::RecordTooLarge { path, byte, most: most_record });
                        }
                        None => wanted = (2 * filled).min(most_record + cutter.mark(rest) + 1),
                    }
                }
                // Reading a file on one thread while the others parse is faster than reading and parsing in turns.
                if !decoded.is_file()
                    && decoded.waiting() == 0
                    && let Some(packed) = decoded.independent(most_apart)
                {
                    then = StopReason::Packed(packed);
                    return Ok(());
                }
                let most = match decoded.waiting() {
                    0 => wanted,
                    waiting => wanted.min(filled + waiting),
                };
                let most = most.min(rest.len());
                if most == filled {
                    return Ok(());
                }
                let is_near = |pages: &FreshPages<'_>| {
                    pages.len() > 0 && (rest.len() - filled).saturating_sub(pages.len()) < ahead
                };
                while threads > 1 && is_near(&untouched) {
                    tasks.send(ParseTask::Pages(untouched.split(PAGES))).ok();
                }
                match decoded.read(&mut rest[filled..most]) {
                    Ok(count @ 1..) => filled += count,
                    Ok(0) => then = StopReason::End,
                    Err(fault) => then = StopReason::Fault(fault),
                }
                if !matches!(then, StopReason::Full) {
                    return Ok(());
                }
            }
        })?;
        Ok((self.cutter.before() + filled, then))
    }

    /// Makes the error for a text that ends early. Parses its complete part to count the records.
    fn fault(&mut self, text: &TextBuf, fault: DecodeFault) -> Error {
        let before = self.cutter.before();
        let rest = &text[before..];
        let end = before + self.cutter.last_cut(rest).unwrap_or(0);
        let complete = self.rest(text, end, false).map_or(0, |()| self.records());
        fault.into_error(self.inputs.last_name(), end as u64, self.kind().records(complete as u64))
    }
}
