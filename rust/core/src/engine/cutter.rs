//! Cutting an input that comes bit by bit.

use crate::formats::Syntax;
use crate::text::mark;

/// The position up to which an input was cut, and the head of the input so far.
#[derive(Debug)]
pub(crate) struct Cutter<F: Syntax> {
    before: usize,
    head: F::Head,
    /// True if the head may go on in the text that follows.
    in_head: bool,
}

/// The head of a piece of an input: the bytes before its first record, and the settings read from the input's head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heading<H> {
    /// The length of the byte-order mark that the piece begins with.
    pub begin: usize,
    /// The end of the input's head in it.
    pub header: usize,
    /// The settings read from the head.
    pub head: H,
}

impl<F: Syntax> Cutter<F> {
    /// From the beginning of an input, which may have a head.
    pub fn new(has_head: bool) -> Self {
        Self { before: 0, head: F::Head::default(), in_head: has_head }
    }

    /// The bytes before the last cut.
    pub fn before(&self) -> usize {
        self.before
    }

    /// The length of the byte-order mark that begins what follows the last cut.
    pub fn mark(&self, text: &[u8]) -> usize {
        if self.before == 0 { mark(text) } else { 0 }
    }

    /// Takes in what follows the last cut, up to another one.
    pub fn pass(&mut self, text: &[u8]) -> Heading<F::Head> {
        let begin = self.mark(text);
        let mut header = begin;
        if self.in_head {
            (header, self.in_head) = F::head(text, begin, &mut self.head);
        }
        self.before += text.len();
        Heading { begin, header, head: self.head }
    }
}
