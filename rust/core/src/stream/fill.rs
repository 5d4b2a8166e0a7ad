//! From an input to pieces: as long as asked for, and cut where no document is open.

use std::sync::Arc;

use crate::corpus::{Options, Piece};
use crate::input::buffer::{Buffer, Pool};
use crate::input::decode::Fault;
use crate::input::source::Input;
use crate::input::{Decoded, LARGEST, Text, cut_before, header, last_cut, mark};
use crate::{Error, Result};

/// Cuts an input into pieces.
pub(super) struct Fill {
    name: String,
    supply: Supply,
    /// The bytes of a piece.
    target: usize,
    /// The bytes of the input before the next piece.
    before: usize,
    /// Whether the comments at the head may go on.
    in_header: bool,
}

enum Supply {
    /// A text at hand, of which pieces are parts.
    Text(Arc<Text>),
    /// A text as it comes, of which pieces are copies.
    Decoded { decoded: Decoded, pool: Arc<Pool>, state: State },
}

enum State {
    /// Read so far, but not part of a piece.
    More(Vec<u8>),
    /// A fault follows the last piece.
    Fault(Fault),
    End,
}

impl Fill {
    pub fn new(input: Input, name: &str, target: usize, spare: usize) -> Self {
        // Twice this is still less than a window can be.
        let target = target.clamp(1, LARGEST / 2);
        let supply = match input {
            Input::Text(text) => Supply::Text(Arc::new(text)),
            Input::Decoded(decoded) => {
                let pool = Pool::new(target, spare);
                Supply::Decoded { decoded, pool, state: State::More(Vec::new()) }
            }
        };
        Self { name: name.into(), supply, target, before: 0, in_header: true }
    }

    /// Whether the pieces cost nothing to make, so that every thread can parse.
    pub fn is_cheap(&self) -> bool {
        match &self.supply {
            Supply::Text(_) => true,
            Supply::Decoded { decoded, .. } => decoded.is_plain(),
        }
    }

    /// The next piece. A record that is cut short by a fault is none.
    pub fn next(&mut self, options: &Options) -> Result<Option<Piece>> {
        options.cancel.check()?;
        let text = match &mut self.supply {
            Supply::Text(whole) => {
                let text = part(whole, self.before, self.target);
                if let Ok(Some(text)) = &text {
                    options.progress.add(text.len());
                } else {
                    whole.unchanged()?;
                }
                text.map_err(Stop::TooLarge)
            }
            Supply::Decoded { decoded, pool, state } => {
                read(decoded, pool, state, self.target, self.before == 0)
            }
        };
        let text = match text {
            Ok(Some(text)) => text,
            Ok(None) => return Ok(None),
            Err(Stop::TooLarge(offset)) => {
                let byte = (self.before + offset) as u64;
                return Err(Error::RecordTooLarge { path: self.name.clone(), byte });
            }
            // How many documents there were is known where they are counted.
            Err(Stop::Fault(fault)) => return Err(fault.into_error(&self.name, self.before as u64, 0)),
        };
        let begin = if self.before == 0 { mark(&text) } else { 0 };
        let header = match self.in_header {
            true => {
                let (end, goes_on) = header(&text, begin);
                self.in_header = goes_on;
                end
            }
            false => begin,
        };
        self.before += text.len();
        Ok(Some(Piece { text, begin, header }))
    }
}

/// Why there is no piece.
enum Stop {
    /// The record at this byte of what was read.
    TooLarge(usize),
    Fault(Fault),
}

/// The part of a text that begins at `from`; fails if a record is too large.
fn part(whole: &Arc<Text>, from: usize, target: usize) -> std::result::Result<Option<Text>, usize> {
    let first = mark(whole);
    let begin = if from == 0 { first } else { from };
    if begin >= whole.len() {
        return Ok(None);
    }
    let mut end = cut_before(whole, first, begin.saturating_add(target));
    if end - from > LARGEST {
        let limit = from + LARGEST;
        end = match last_cut(&whole[..limit], begin) {
            Some(cut) => cut,
            None => return Err(begin - from),
        };
    }
    Ok(Some(Text::part(whole, from..end)))
}

/// Reads until there is a piece.
fn read(
    decoded: &mut Decoded,
    pool: &Arc<Pool>,
    state: &mut State,
    target: usize,
    is_first: bool,
) -> std::result::Result<Option<Text>, Stop> {
    let tail = match std::mem::replace(state, State::End) {
        State::More(tail) => tail,
        State::Fault(fault) => return Err(Stop::Fault(fault)),
        State::End => return Ok(None),
    };
    let mut buffer = pool.take();
    let mut filled = tail.len();
    // A whole line may be in the tail, and yet the line that shows it to be a cut is not.
    let mut target = target.max(filled + 1);
    make_room(&mut buffer, target);
    buffer.bytes_mut()[..filled].copy_from_slice(&tail);
    loop {
        let mut outcome = Ok(usize::MAX);
        while filled < target && !matches!(outcome, Ok(0) | Err(_)) {
            outcome = decoded.read(&mut buffer.bytes_mut()[filled..target]);
            filled += outcome.as_ref().copied().unwrap_or(0);
        }
        let text = &buffer.bytes()[..filled];
        let begin = if is_first { mark(text) } else { 0 };
        let cut = match outcome {
            Ok(0) => Some(filled).filter(|&end| end > begin),
            _ => last_cut(text, begin),
        };
        *state = match (outcome, cut) {
            (Ok(0), None) => return Ok(None),
            (Ok(0), Some(_)) => State::End,
            (Err(fault), None) => return Err(Stop::Fault(fault)),
            (Err(fault), Some(_)) => State::Fault(fault),
            (Ok(_), Some(cut)) => State::More(text[cut..].to_vec()),
            (Ok(_), None) if target > LARGEST => return Err(Stop::TooLarge(begin)),
            (Ok(_), None) => {
                target = target.saturating_mul(2).min(LARGEST + 1);
                make_room(&mut buffer, target);
                continue;
            }
        };
        return Ok(cut.map(|cut| Text::window(buffer, cut)));
    }
}

fn make_room(buffer: &mut Buffer, size: usize) {
    if buffer.bytes().len() < size {
        buffer.grow(size);
    }
}
