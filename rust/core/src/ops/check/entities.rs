//! HTML entities in places where plain characters belong.

use super::Code;
use super::batch_findings::BatchFinding;
use crate::text::{ByteRange, reference};

/// The entities of a text, queried by ascending positions.
#[derive(Debug, Default)]
pub(crate) struct EntityPositions {
    bytes: Vec<usize>,
    next: usize,
}

impl EntityPositions {
    /// Takes the entities that begin at some of these ampersands of a text.
    pub fn of(text: &[u8], ampersands: &[usize]) -> Self {
        let is_one = |&byte: &usize| reference(&text[byte..]).is_some();
        Self { bytes: ampersands.iter().copied().filter(is_one).collect(), next: 0 }
    }

    /// True if there are any after the last queried position.
    #[inline]
    pub fn are_left(&self) -> bool {
        self.next < self.bytes.len()
    }

    /// Reports the first entity that begins in any of `places` of a line, which are in order.
    pub fn find(&mut self, places: impl IntoIterator<Item = ByteRange>, found: &mut Vec<BatchFinding>) {
        let mut is_new = true;
        for place in places {
            while let Some(&byte) = self.bytes.get(self.next).filter(|&&byte| byte < place.end) {
                self.next += 1;
                if is_new && place.contains(&byte) {
                    found.push(BatchFinding::at(byte, Code::HtmlEntity));
                    is_new = false;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_a_line_is_noted() {
        let text = b"&gt; a&lt;b&amp;c D&C &#39; &amp;";
        let mut entities = EntityPositions::of(text, &memchr::memchr_iter(b'&', text).collect::<Vec<_>>());
        let mut found = Vec::new();
        entities.find([4..10, 10..16], &mut found);
        assert!(entities.are_left());
        entities.find(std::iter::once(17..21), &mut found);
        entities.find(std::iter::once(20..27), &mut found);
        assert_eq!(found.iter().map(|found| found.byte).collect::<Vec<_>>(), [6, 22]);
    }
}
