//! Cutting an input that comes bit by bit.

use crate::formats::Syntax;
use crate::text::mark;

/// How far an input was cut, and what its head says so far.
#[derive(Debug)]
pub(crate) struct Cutter<F: Syntax> {
    before: usize,
    head: F::Head,
    /// Whether the head may go on in what is to come.
    in_head: bool,
}

/// What a piece of an input has before its first record, and what the head of the input says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heading<H> {
    /// The length of the byte-order mark that the piece begins with.
    pub begin: usize,
    /// Where the head of the input ends in it.
    pub header: usize,
    /// What the head says.
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
