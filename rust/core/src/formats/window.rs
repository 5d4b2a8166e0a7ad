//! Cutting an input into windows.

use std::ops::Range;

use super::Syntax;
use crate::base::MAX_WINDOW;

/// A piece of the input that begins and ends at a cut.
#[derive(Clone, Copy, Debug)]
pub struct Window<'a> {
    /// The byte of the cut text at which the window begins.
    pub base: usize,
    /// Its bytes.
    pub text: &'a [u8],
    /// The number of its bytes that belong to the head of the input.
    pub header: usize,
}

/// The boundaries of an input's windows.
#[derive(Debug)]
pub(crate) struct Cuts {
    /// The boundaries: each window lies between two neighbours.
    places: Vec<usize>,
    /// The end of the input's head.
    header: usize,
}

impl Cuts {
    /// Cuts the text into windows of at least `target` bytes each, except the last. The first `begin` bytes of the text
    /// are a byte-order mark, and those up to `header` belong to the head of the input. Fails with the position of a
    /// record of more than `most` bytes.
    pub(crate) fn new(
        syntax: &dyn Syntax,
        text: &[u8],
        begin: usize,
        header: usize,
        target: usize,
        most: usize,
    ) -> Result<Self, usize> {
        let mut places = vec![begin];
        let mut last = begin;
        while last < text.len() {
            let target = last.saturating_add(target.clamp(1, MAX_WINDOW / 2));
            let mut next = syntax.cut_before(text, begin, target);
            if let Some(record) = oversized(syntax, text, last..next, most) {
                return Err(record);
            }
            if next - last > MAX_WINDOW {
                // A large record follows smaller ones: cut before it.
                next = syntax.last_cut(&text[..last + MAX_WINDOW], last).ok_or(last)?;
            }
            places.push(next);
            last = next;
        }
        Ok(Self { places, header })
    }

    /// The number of windows.
    pub fn len(&self) -> usize {
        self.places.len() - 1
    }

    /// The byte at which a window begins.
    pub fn base(&self, index: usize) -> usize {
        self.places[index]
    }

    /// A window of the text that was cut.
    pub fn window<'a>(&self, text: &'a [u8], index: usize) -> Window<'a> {
        let (begin, end) = (self.places[index], self.places[index + 1]);
        Window { base: begin, text: &text[begin..end], header: self.header.clamp(begin, end) - begin }
    }
}

/// The first record of more than `most` bytes among those in `text[range]`, which begins and ends at a cut.
pub(crate) fn oversized(syntax: &dyn Syntax, text: &[u8], range: Range<usize>, most: usize) -> Option<usize> {
    let mut at = range.start;
    while range.end - at > most {
        let next = syntax.cut_before(text, range.start, at + 1);
        if next - at > most {
            return Some(at);
        }
        at = next;
    }
    None
}
