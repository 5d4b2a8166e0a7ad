//! A packed input, parsed while it is unpacked.
//!
//! The text grows in one piece of memory. What can only be unpacked from its beginning to its end is unpacked
//! on this thread into the room behind the text; of what is there already, other threads parse the windows
//! that are complete. When the room is full they are waited for, because more room may mean another place. It
//! doubles each time, so there is not much waiting.

use super::Decoded;
use super::crew::Task;
use super::load::{Load, cut};
use crate::base::LARGEST;
use crate::columns::{Slab, Untouched};
use crate::formats::Format;
use crate::io::Text;
use crate::io::fault::Fault;
use crate::io::packed::Packed;
use crate::{Error, Result};

/// The least room behind a text.
const LEAST: usize = 64 << 10;

/// The text for each thread of what is unpacked apart at once.
const PIECE: usize = 16 << 20;

/// The pages that are cleared at once, in bytes: nobody has to wait for them.
const PAGES: usize = 4 << 20;

/// Why no more was read.
enum Then {
    /// There is no more room.
    Full,
    /// What comes next can be unpacked apart.
    Packed(Packed),
    End,
    Fault(Fault),
}

impl<F: Format> Load<'_, F> {
    /// Unpacks an input, and parses most of it.
    pub fn unpack(&mut self, mut decoded: Decoded) -> Result<Text> {
        let threads = self.options.threads();
        let out_of_memory = |path| Err(Fault::out_of_memory().into_error(path, 0, F::RECORDS(0)));
        let mut text = Slab::default();
        // One more than the length, so that the last read finds the end without growing.
        let mut more = decoded.length.map_or(LEAST, |length| length as usize + 1);
        // Windows for all threads at once where all threads unpack.
        let mut windows = 1;
        loop {
            let end = text.len();
            if text.capacity() - end < LEAST && !text.try_reserve(std::mem::replace(&mut more, LEAST)) {
                return out_of_memory(self.name);
            }
            text.append_unset(text.capacity() - end);
            let (end, then) = self.read(&mut decoded, &mut text, end, windows)?;
            text.truncate(end);
            let fault = match then {
                Then::Full => None,
                Then::End => {
                    text.shrink();
                    return Ok(text.into());
                }
                Then::Fault(fault) => Some(fault),
                Then::Packed(packed) => {
                    if !text.try_reserve(packed.room()) {
                        return out_of_memory(self.name);
                    }
                    let room = text.append_unset(packed.room());
                    let (count, fault) = packed.unpack_shared(room, threads, &self.options.cancel);
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

    /// Reads on where the text ends, into the room behind it, and parses what is complete of it once there are
    /// so many windows. Returns where the text ends then.
    fn read(
        &mut self,
        decoded: &mut Decoded,
        text: &mut [u8],
        end: usize,
        windows: usize,
    ) -> Result<(usize, Then)> {
        let target = self.target(text.len());
        let threads = self.options.threads().min(1 + text.len() / target);
        let most_apart = PIECE * self.options.threads();
        let (name, cutting) = (self.name, &mut self.cutting);
        let (mut untouched, mut rest) = Untouched::of(&mut text[cutting.before()..]);
        let (bytes, mut filled) = (rest.len(), end - cutting.before());
        untouched.split(filled);
        let mut wanted = target.saturating_mul(windows);
        // All others may just have begun with a window.
        let ahead = target.saturating_mul(2);
        let mut then = Then::Full;
        self.crew.parse(threads, bytes, None, |tasks| {
            loop {
                while filled >= wanted {
                    match F::last_cut(&rest[..filled.min(LARGEST)], cutting.mark(rest)) {
                        Some(place) => {
                            let (piece, others) = std::mem::take(&mut rest).split_at_mut(place);
                            (rest, filled) = (others, filled - place);
                            let share = place / (place / target).max(1) + 1;
                            for task in cut(cutting, piece, share, name)? {
                                tasks.send(task).ok();
                            }
                            wanted = target;
                        }
                        // A record that no window can hold is found when all is read.
                        None if filled >= LARGEST => wanted = usize::MAX,
                        None => wanted = (2 * filled).min(LARGEST),
                    }
                }
                // To read a file on one thread while others parse is faster than to read and to parse in turns.
                if !decoded.is_file()
                    && decoded.waiting() == 0
                    && let Some(packed) = decoded.apart(most_apart)
                {
                    then = Then::Packed(packed);
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
                let is_near = |pages: &Untouched<'_>| {
                    pages.len() > 0 && (rest.len() - filled).saturating_sub(pages.len()) < ahead
                };
                while threads > 1 && is_near(&untouched) {
                    tasks.send(Task::Pages(untouched.split(PAGES))).ok();
                }
                match decoded.read(&mut rest[filled..most]) {
                    Ok(count @ 1..) => filled += count,
                    Ok(0) => then = Then::End,
                    Err(fault) => then = Then::Fault(fault),
                }
                if !matches!(then, Then::Full) {
                    return Ok(());
                }
            }
        })?;
        Ok((self.cutting.before() + filled, then))
    }

    /// What stops a text before its end; what is complete of it is parsed, to say how much that is.
    fn fault(&mut self, text: &Text, fault: Fault) -> Error {
        let before = self.cutting.before();
        let rest = &text[before..];
        let end = before + F::last_cut(rest, self.cutting.mark(rest)).unwrap_or(0);
        let complete = self.rest(text, end, false).map_or(0, |()| self.crew.records());
        fault.into_error(self.name, end as u64, F::RECORDS(complete as u64))
    }
}
