//! The parts of a text that are not UTF-8.

use std::ops::Range;
use std::sync::Arc;

use memchr::memchr;

use crate::{Problem, ProblemCode};

/// The parts of a text where values must be checked before they are taken for UTF-8.
#[derive(Clone, Debug, Default)]
pub struct InvalidUtf8 {
    /// Ascending and disjoint.
    places: Arc<[Range<usize>]>,
    lines: usize,
}

impl InvalidUtf8 {
    /// Takes the lines with invalid bytes from the parser's problems, each line from its first invalid byte to its end.
    /// All other text is UTF-8. `before` bytes of the input come before the text.
    pub(crate) fn of_problems(problems: &[Problem], text: &[u8], before: usize) -> Self {
        let bad = problems.iter().filter(|problem| problem.code == ProblemCode::InvalidUtf8);
        let places: Arc<[_]> = bad.map(|problem| to_line_end(text, problem.byte as usize - before)).collect();
        Self { lines: places.len(), places }
    }

    /// The whole text: no parser has checked it, or its values were concatenated.
    pub fn unknown(text: &[u8]) -> Self {
        Self { places: std::iter::once(0..text.len()).collect(), lines: 0 }
    }

    /// The number of lines with invalid bytes.
    pub fn lines(&self) -> usize {
        self.lines
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// True if invalid bytes may lie in this range.
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
