//! The parts of a text that are not UTF-8.

use std::ops::Range;
use std::sync::Arc;

use memchr::memchr;

use crate::io::TextRef;

/// The parts of a text where values must be checked before they are taken for UTF-8.
#[derive(Clone, Debug, Default)]
pub struct InvalidUtf8 {
    /// Ascending and disjoint.
    places: Arc<[Range<usize>]>,
    lines: usize,
}

impl InvalidUtf8 {
    /// Takes the positions of the first invalid byte of each line that has one, in ascending order. The rest of such a
    /// line may be invalid; all other text is UTF-8.
    pub(crate) fn of_lines(positions: impl Iterator<Item = usize>, text: TextRef<'_>) -> Self {
        let places: Arc<[_]> = positions.map(|position| to_line_end(text, position)).collect();
        Self { lines: places.len(), places }
    }

    /// A whole text of `bytes` bytes: no parser has checked it, or its values were concatenated.
    pub fn unknown(bytes: usize) -> Self {
        Self { places: std::iter::once(0..bytes).collect(), lines: 0 }
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

fn to_line_end(text: TextRef<'_>, position: usize) -> Range<usize> {
    let (begin, bytes) = text.buffer_at(position);
    let rest = &bytes[position - begin..];
    position..position + memchr(b'\n', rest).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_touched_from_their_first_bad_byte_on() {
        let text = b"fine\nab\xffcd\nfine\n\xfe";
        let invalid = InvalidUtf8::of_lines([7, 16].into_iter(), TextRef::from(&text[..]));
        assert_eq!(invalid.lines(), 2);
        for (place, expected) in
            [(0..4, false), (5..7, false), (5..8, true), (9..10, true), (11..15, false), (15..17, true)]
        {
            assert_eq!(invalid.touches(&place), expected, "{place:?}");
        }
        assert!(!InvalidUtf8::default().touches(&(0..9)));
        assert!(InvalidUtf8::unknown(text.len()).touches(&(0..4)));
    }
}
