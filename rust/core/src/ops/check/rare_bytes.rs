//! Finds the rare bytes of a text in one pass.

use memchr::{memchr, memchr_iter, memchr3};

use super::{Code, Codes};

/// The positions of bytes that most texts do not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RareBytes {
    /// The first NUL of each line that has one.
    pub nuls: Vec<usize>,
    /// Every ampersand that may begin an entity.
    pub ampersands: Vec<usize>,
    /// True if there is a carriage return.
    pub has_returns: bool,
}

/// The number of bytes examined at once. They stay in the first cache for a second look.
const SCAN_CHUNK: usize = 4 << 10;

impl RareBytes {
    /// The rare bytes that the `wanted` codes need.
    pub fn of(text: &[u8], wanted: Codes) -> Self {
        let mut rare = Self::default();
        let has = |code| wanted.has(code);
        let (nuls, ampersands) = (has(Code::NulByte), has(Code::HtmlEntity));
        let returns = has(Code::MixedLineEnds);
        let mut next_line = 0;
        if !(nuls || ampersands || returns) {
            return rare;
        }
        for begin in (0..text.len()).step_by(SCAN_CHUNK) {
            let piece = &text[begin..text.len().min(begin + SCAN_CHUNK)];
            // Most pieces have none of the three, which one search shows.
            if memchr3(0, b'&', b'\r', piece).is_none() {
                continue;
            }
            if nuls {
                let end = begin + piece.len();
                while next_line < end
                    && let Some(place) = memchr(0, &text[next_line.max(begin)..end])
                {
                    let place = next_line.max(begin) + place;
                    rare.nuls.push(place);
                    next_line = memchr(b'\n', &text[place..]).map_or(text.len(), |end| place + end);
                }
            }
            if ampersands {
                let places = memchr_iter(b'&', piece).map(|place| begin + place);
                let begins_one = |&place: &usize| {
                    text.get(place + 1).is_some_and(|next| *next == b'#' || next.is_ascii_alphabetic())
                };
                rare.ampersands.extend(places.filter(begins_one));
            }
            if returns && !rare.has_returns {
                rare.has_returns = memchr(b'\r', piece).is_some();
            }
        }
        rare
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_looked_at() {
        let mut text = vec![b'x'; 3 * SCAN_CHUNK + 7];
        [1, 2 * SCAN_CHUNK, 2 * SCAN_CHUNK + 1].iter().for_each(|&place| text[place] = b'\n');
        let places = [0, SCAN_CHUNK - 1, SCAN_CHUNK, 3 * SCAN_CHUNK + 6];
        places.iter().for_each(|&place| text[place] = 0);
        [SCAN_CHUNK + 1, SCAN_CHUNK + 3, SCAN_CHUNK + 4].iter().for_each(|&place| text[place] = b'&');
        text[SCAN_CHUNK + 5] = b' ';
        text[3 * SCAN_CHUNK] = b'\r';
        let rare = RareBytes::of(&text, Codes::ALL);
        assert_eq!(
            (&rare.nuls[..], &rare.ampersands[..], rare.has_returns),
            // Two of the NULs are in one line.
            (&[0, SCAN_CHUNK - 1, 3 * SCAN_CHUNK + 6][..], &[SCAN_CHUNK + 1][..], true)
        );
        assert_eq!(RareBytes::of(&text, [Code::BadPmid].into_iter().collect()), RareBytes::default());
        assert_eq!(RareBytes::of(b"", Codes::ALL), RareBytes::default());
        assert_eq!(RareBytes::of(b"a\0\0\n\0\nb\nc\0", Codes::ALL).nuls, [1, 4, 9]);
    }
}
