//! Cutting an input into windows.

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
    /// record that no window can hold.
    pub(crate) fn new(
        syntax: &dyn Syntax,
        text: &[u8],
        begin: usize,
        header: usize,
        target: usize,
    ) -> Result<Self, usize> {
        let mut places = vec![begin];
        let mut last = begin;
        while last < text.len() {
            let target = last.saturating_add(target.clamp(1, MAX_WINDOW / 2));
            let mut next = syntax.cut_before(text, begin, target);
            if next - last > MAX_WINDOW {
                // A giant record follows smaller ones: cut before it.
                next = last_cut_until(syntax, text, begin, last, last + MAX_WINDOW).ok_or(last)?;
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

/// The last legal cut after `from` and not after `limit`.
fn last_cut_until(
    syntax: &dyn Syntax,
    text: &[u8],
    begin: usize,
    from: usize,
    limit: usize,
) -> Option<usize> {
    let cuts = std::iter::successors(Some(from), |&at| {
        (at < text.len()).then(|| syntax.cut_before(text, begin, at + 1))
    });
    cuts.skip(1).take_while(|&at| at <= limit).last()
}
