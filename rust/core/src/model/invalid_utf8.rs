//! The parts of a text that are not UTF-8.

use std::ops::Range;
use std::sync::Arc;

use memchr::memchr;

use crate::{Problem, ProblemCode};

/// The places of a text where values have to be looked at before they are taken for UTF-8.
#[derive(Clone, Debug, Default)]
pub struct InvalidUtf8 {
    /// In ascending order, apart from each other.
    places: Arc<[Range<usize>]>,
    lines: usize,
}

impl InvalidUtf8 {
    /// The lines with bad bytes, as the parser found them, each from its first bad byte to its end. All other values
    /// are UTF-8. `before` bytes of the input come before the text.
    pub(crate) fn of_problems(problems: &[Problem], text: &[u8], before: usize) -> Self {
        let bad = problems.iter().filter(|problem| problem.code == ProblemCode::InvalidUtf8);
        let places: Arc<[_]> = bad.map(|problem| to_line_end(text, problem.byte as usize - before)).collect();
        Self { lines: places.len(), places }
    }

    /// Everywhere: values were put one after another, or no parser has seen them.
    pub fn unknown(text: &[u8]) -> Self {
        Self { places: std::iter::once(0..text.len()).collect(), lines: 0 }
    }

    /// The number of lines with bad bytes.
    pub fn lines(&self) -> usize {
        self.lines
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// True if bad bytes may lie in this range.
    #[inline]
    pub fn touches(&self, place: &Range<usize>) -> bool {
        if self.places.is_empty() {
            return false;
        }
        let before = self.places.partition_point(|bad| bad.start < place.end);
        before > 0 && self.places[before - 1].end > place.start
    }
}

fn to_line_end(text: &[u8], byte: usize) -> Range<usize> {
    byte..memchr(b'\n', &text[byte..]).map_or(text.len(), |newline| byte + newline)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_touched_from_their_first_bad_byte_on() {
        let text = b"fine\nab\xffcd\nfine\n\xfe";
        let problem = |line, byte| Problem { line, byte, code: ProblemCode::InvalidUtf8 };
        let invalid = InvalidUtf8::of_problems(&[problem(2, 107), problem(4, 116)], text, 100);
        assert_eq!(invalid.lines(), 2);
        for (place, expected) in
            [(0..4, false), (5..7, false), (5..8, true), (9..10, true), (11..15, false), (15..17, true)]
        {
            assert_eq!(invalid.touches(&place), expected, "{place:?}");
        }
        assert!(!InvalidUtf8::default().touches(&(0..9)));
        assert!(InvalidUtf8::unknown(text).touches(&(0..4)));
    }
}
