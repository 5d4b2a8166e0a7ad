//! Cuts an input that arrives in pieces.

use crate::formats::{Head, Syntax};
use crate::text::mark;

/// The position up to which an input was cut, and the head of the input so far.
pub(crate) struct Cutter {
    pub syntax: &'static dyn Syntax,
    before: usize,
    head: Head,
    /// True if the head may go on in the text that follows.
    in_head: bool,
}

/// The head of a piece of an input: the bytes before its first record, and the settings read from the input's head.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heading {
    /// The length of the byte-order mark that the piece begins with.
    pub begin: usize,
    /// The end of the input's head in the piece.
    pub header: usize,
    /// The settings read from the head.
    pub head: Head,
}

impl Cutter {
    /// Starts at the beginning of an input; `has_head` is true if the input may have a head.
    pub fn new(syntax: &'static dyn Syntax, has_head: bool) -> Self {
        Self { syntax, before: 0, head: Head::default(), in_head: has_head }
    }

    /// The bytes before the last cut.
    pub fn before(&self) -> usize {
        self.before
    }

    /// The length of the byte-order mark at the beginning of `text`, which follows the last cut.
    pub fn mark(&self, text: &[u8]) -> usize {
        if self.before == 0 { mark(text) } else { 0 }
    }

    /// The last legal cut in `text`, which follows the last cut.
    pub fn last_cut(&self, text: &[u8]) -> Option<usize> {
        self.syntax.last_cut(text, self.mark(text))
    }

    /// Takes `text`, which reaches from the last cut to a new one.
    pub fn pass(&mut self, text: &[u8]) -> Heading {
        let begin = self.mark(text);
        let mut header = begin;
        if self.in_head {
            (header, self.in_head) = self.syntax.head(text, begin, &mut self.head);
        }
        self.before += text.len();
        Heading { begin, header, head: self.head }
    }
}
