//! A text in one or more buffers.

use std::ops::{Index, Range};
use std::sync::{Arc, OnceLock};

use super::TextBuf;
use crate::columns::ColumnVec;
use crate::{Result, scan};

/// A text whose bytes lie in one or more buffers.
///
/// Positions count through all buffers, as if these lay one after another with a newline between them: so the end of a
/// buffer is not the beginning of the next. A value never reaches from one buffer into the next. A text of one buffer is
/// as fast to read as the buffer.
#[derive(Debug)]
pub struct Text {
    first: Arc<TextBuf>,
    more: Vec<LaterBuffer>,
    /// A copy of all buffers, if one was asked for.
    joined: OnceLock<Arc<TextBuf>>,
}

/// A buffer after the first.
#[derive(Debug)]
struct LaterBuffer {
    /// The position of its first byte in the text.
    begin: usize,
    bytes: Arc<TextBuf>,
}

/// The bytes of a [`Text`], borrowed.
#[derive(Clone, Copy, Debug)]
pub struct TextRef<'t> {
    first: &'t [u8],
    more: &'t [LaterBuffer],
}

impl Text {
    /// The number of positions between two buffers.
    pub(crate) const GAP: usize = 1;

    /// A text of several buffers; of none it is empty.
    pub fn of(buffers: impl IntoIterator<Item = TextBuf>) -> Self {
        let mut buffers = buffers.into_iter();
        let first = Arc::new(buffers.next().unwrap_or_else(|| Vec::new().into()));
        let mut end = first.len();
        let later = |bytes: TextBuf| {
            let begin = end + Self::GAP;
            end = begin + bytes.len();
            LaterBuffer { begin, bytes: Arc::new(bytes) }
        };
        let more = buffers.map(later).collect();
        Self { first, more, joined: OnceLock::new() }
    }

    /// The number of positions: the bytes of all buffers, and one between two of them.
    pub fn len(&self) -> usize {
        self.more.last().map_or(self.first.len(), |last| last.begin + last.bytes.len())
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    pub fn bytes(&self) -> TextRef<'_> {
        TextRef { first: &self.first, more: &self.more }
    }

    /// The buffers, each with the position of its first byte.
    pub fn buffers(&self) -> impl Iterator<Item = (usize, &Arc<TextBuf>)> {
        let more = self.more.iter().map(|later| (later.begin, &later.bytes));
        std::iter::once((0, &self.first)).chain(more)
    }

    /// All bytes in one buffer: the only one, or a copy that is made at the first request and kept.
    pub fn whole(&self) -> &Arc<TextBuf> {
        if self.more.is_empty() {
            return &self.first;
        }
        self.joined.get_or_init(|| {
            let mut all = ColumnVec::default();
            for (begin, bytes) in self.buffers() {
                if begin > 0 {
                    all.extend_from_slice(b"\n");
                }
                all.extend_from_slice(bytes);
            }
            Arc::new(all.into())
        })
    }

    /// Fails if a mapped file has changed since it was opened.
    pub fn unchanged(&self) -> Result<()> {
        self.buffers().try_for_each(|(_, bytes)| bytes.unchanged())
    }

    /// True if all buffers are maps of files.
    pub fn is_mapped(&self) -> bool {
        self.buffers().all(|(_, bytes)| bytes.is_mapped())
    }
}

impl From<TextBuf> for Text {
    fn from(bytes: TextBuf) -> Self {
        Self::of([bytes])
    }
}

impl From<Vec<u8>> for Text {
    fn from(bytes: Vec<u8>) -> Self {
        TextBuf::from(bytes).into()
    }
}

impl Index<Range<usize>> for Text {
    type Output = [u8];

    #[inline]
    fn index(&self, place: Range<usize>) -> &[u8] {
        self.bytes().slice(place)
    }
}

impl<'t> TextRef<'t> {
    /// The bytes of a value. Panics if the range is not within one buffer.
    #[inline]
    pub fn slice(self, place: Range<usize>) -> &'t [u8] {
        match self.first.get(place.clone()) {
            Some(bytes) => bytes,
            None => self.later(place),
        }
    }

    #[cold]
    fn later(self, place: Range<usize>) -> &'t [u8] {
        let (begin, bytes) = self.buffer_at(place.start);
        &bytes[place.start - begin..place.end - begin]
    }

    /// The buffer that a position lies in or ends, after the position of its first byte.
    pub fn buffer_at(self, position: usize) -> (usize, &'t [u8]) {
        match self.more.partition_point(|later| later.begin <= position) {
            0 => (0, self.first),
            count => (self.more[count - 1].begin, &self.more[count - 1].bytes),
        }
    }

    /// Starts loading a position of the first buffer into the cache.
    #[inline(always)]
    pub fn prefetch(self, position: usize) {
        scan::prefetch(self.first, position);
    }
}

impl<'t> From<&'t [u8]> for TextRef<'t> {
    fn from(bytes: &'t [u8]) -> Self {
        Self { first: bytes, more: &[] }
    }
}

impl Index<Range<usize>> for TextRef<'_> {
    type Output = [u8];

    #[inline]
    fn index(&self, place: Range<usize>) -> &[u8] {
        self.slice(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_through_all_buffers() {
        let text = Text::of(["ab", "", "cde", "f"].map(|bytes| TextBuf::from(bytes.as_bytes().to_vec())));
        assert_eq!((text.len(), text.is_empty()), (9, false));
        for (place, expected) in
            [(0..2, "ab"), (0..0, ""), (2..2, ""), (3..3, ""), (4..7, "cde"), (5..6, "d"), (8..9, "f")]
        {
            assert_eq!(&text[place], expected.as_bytes());
        }
        assert_eq!(text.bytes().buffer_at(7), (4, &b"cde"[..]));
        assert_eq!(text.bytes().buffer_at(2), (0, &b"ab"[..]));
        assert_eq!(text.bytes().buffer_at(1), (0, &b"ab"[..]));
        assert_eq!(***text.whole(), *b"ab\n\ncde\nf");
        assert!(Arc::ptr_eq(text.whole(), text.whole()));
        assert!(Text::of([]).is_empty());
    }

    #[test]
    #[should_panic(expected = "out of range")]
    fn a_range_across_buffers_panics() {
        let text = Text::of(["ab", "cd"].map(|bytes| TextBuf::from(bytes.as_bytes().to_vec())));
        let _ = &text[1..4];
    }
}
