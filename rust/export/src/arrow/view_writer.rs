//! Writes string views one after another.

use arrow_buffer::NullBufferBuilder;
use pubfast_core::text::ByteRange;

use super::strings::{Source, Value};

/// The length of the longest value that is stored in its view.
const INLINE: usize = 12;

/// The binary logarithm of the distance between the starts of a large text's buffers. The buffers overlap and have
/// less than 2 GiB, so that each value lies in the buffer in whose first part it begins, and offsets fit the signed
/// numbers that readers use.
const STEP_BITS: u32 = 30;
pub(crate) const CHECK_STEP: usize = 1 << STEP_BITS;

/// A mask of `length` bytes for each length up to [`INLINE`].
const MASKS: [u128; INLINE + 1] = {
    let mut masks = [0; INLINE + 1];
    let mut length = 1;
    while length <= INLINE {
        masks[length] = (1 << (8 * length)) - 1;
        length += 1;
    }
    masks
};

/// Writes the views of the values of consecutive rows.
pub(crate) struct ViewWriter<'w> {
    source: Source<'w>,
    regions: &'w [Region<'w>],
    /// The region of the last value.
    region: Region<'w>,
    views: &'w mut [u128],
    /// The number of rows of the array before the first one.
    first: usize,
    written: usize,
    made: WrittenViews,
}

/// A part of the text that lies in one of its buffers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Region<'t> {
    /// The position in the text of its first byte.
    pub begin: usize,
    pub bytes: &'t [u8],
    /// The number of the array's first buffer over it.
    pub first: usize,
}

impl Region<'_> {
    fn has(&self, place: &ByteRange) -> bool {
        place.start >= self.begin && place.end <= self.begin + self.bytes.len()
    }
}

/// The validity and the copied values that belong to written views.
pub(crate) struct WrittenViews {
    pub validity: NullBufferBuilder,
    /// The end of the part of the text that views refer to.
    pub end: usize,
    /// Values that views cannot refer to in the text: row of the array and bytes.
    pub own: Vec<(usize, Box<[u8]>)>,
}

impl<'w> ViewWriter<'w> {
    /// A writer of views that refer to `regions`, of which there is at least one.
    pub fn new(source: &Source<'w>, regions: &'w [Region<'w>], first: usize, views: &'w mut [u128]) -> Self {
        let (validity, region) = (NullBufferBuilder::new_with_len(views.len()), regions[0]);
        let made = WrittenViews { validity, end: region.begin, own: Vec::new() };
        Self { source: *source, regions, region, views, first, written: 0, made }
    }

    /// Writes the next row's value.
    #[inline(always)]
    pub fn write(&mut self, place: Option<ByteRange>) {
        let at = self.written;
        self.written += 1;
        let Some(place) = place else {
            self.views[at] = 0;
            return self.made.validity.set_bit(at, false);
        };
        let length = place.len();
        // For a value before the region the difference wraps, and nothing is found.
        let distance = place.start.wrapping_sub(self.region.begin);
        let beginning = self.region.bytes.get(distance..).and_then(|bytes| bytes.first_chunk::<16>());
        let is_plain = length < CHECK_STEP && !self.source.invalid.touches(&place);
        let Some(beginning) = beginning.filter(|_| is_plain) else {
            return self.write_rare(at, place);
        };
        // Short and long values alternate unpredictably, so both views are made instead of a branch.
        let beginning = u128::from_le_bytes(*beginning);
        let is_short = length <= INLINE;
        let short = (beginning & MASKS[length.min(INLINE)]) << 32;
        let long = reference(beginning as u32, distance, self.region.first);
        self.views[at] = length as u128 | if is_short { short } else { long };
        self.made.end = self.made.end.max(if is_short { 0 } else { place.end });
    }

    /// Writes a value that is in another region, at the end of one or before all, that may not be UTF-8, or is longer
    /// than the distance between buffers.
    #[cold]
    fn write_rare(&mut self, at: usize, place: ByteRange) {
        let region = self.regions.partition_point(|region| region.begin <= place.start);
        if let Some(region) = region.checked_sub(1) {
            self.region = self.regions[region];
        }
        let text = self.source.text.bytes();
        let value = match self.source.value(place) {
            Value::Place(place) if place.len() <= INLINE => {
                self.views[at] = inline(text.slice(place));
                return;
            }
            Value::Place(place) if self.region.has(&place) && place.len() < CHECK_STEP => {
                self.made.end = self.made.end.max(place.end);
                let (length, distance) = (place.len(), place.start - self.region.begin);
                let prefix = prefix(text.slice(place));
                self.views[at] = length as u128 | reference(prefix, distance, self.region.first);
                return;
            }
            Value::Place(place) => text.slice(place).into(),
            Value::Repaired(value) => value.into_bytes().into(),
            Value::Absent => return,
        };
        self.views[at] = 0;
        self.made.own.push((self.first + at, value));
    }

    /// The result, once all rows were written.
    pub fn finish(self) -> WrittenViews {
        assert_eq!(self.written, self.views.len(), "every row has a view");
        self.made
    }
}

/// A view that holds its value.
fn inline(value: &[u8]) -> u128 {
    let mut view = [0; 16];
    view[4..4 + value.len()].copy_from_slice(value);
    u128::from_le_bytes(view) | value.len() as u128
}

/// The first four bytes of a value that is not stored in its view.
fn prefix(value: &[u8]) -> u32 {
    u32::from_le_bytes([value[0], value[1], value[2], value[3]])
}

/// A view without its length, of a value that begins `distance` bytes after the beginning of the buffer `first`.
#[inline(always)]
fn reference(prefix: u32, distance: usize, first: usize) -> u128 {
    let (buffer, offset) = (first + (distance >> STEP_BITS), distance & (CHECK_STEP - 1));
    u128::from(prefix) << 32 | (buffer as u128) << 64 | (offset as u128) << 96
}

/// A view of a value that is copied into the buffers `own`, of which the first has the number `first`.
pub(crate) fn view_of_own(value: &[u8], own: &mut Vec<Vec<u8>>, first: usize) -> u128 {
    if value.len() <= INLINE {
        return inline(value);
    }
    if own.last().is_none_or(|last| last.len() + value.len() >= 2 * CHECK_STEP) {
        own.push(Vec::new());
    }
    let at = own.len() - 1;
    let offset = own[at].len();
    own[at].extend_from_slice(value);
    value.len() as u128
        | u128::from(prefix(value)) << 32
        | ((first + at) as u128) << 64
        | (offset as u128) << 96
}

#[cfg(test)]
mod tests {
    use pubfast_core::io::Text;
    use pubfast_core::model::InvalidUtf8;

    use super::*;

    /// Views of the values `places` of a text whose first buffer begins at `base`.
    fn written(text: &[u8], base: usize, places: &[Option<ByteRange>]) -> (Vec<u128>, WrittenViews) {
        let (text, invalid) = (Text::from(text.to_vec()), InvalidUtf8::default());
        let mut views = vec![u128::MAX; places.len()];
        let regions = [Region { begin: base, bytes: &text[base..text.len()], first: 0 }];
        let mut writer = ViewWriter::new(&Source { text: &text, invalid: &invalid }, &regions, 0, &mut views);
        places.iter().for_each(|place| writer.write(place.clone()));
        let piece = writer.finish();
        (views, piece)
    }

    #[test]
    fn short_values_are_in_their_view() {
        let text = b"abcdefghijklmnopqrstuvwxyz";
        for length in 0..=INLINE {
            for start in [0, 7, text.len() - length] {
                let (views, piece) = written(text, 0, &[Some(start..start + length)]);
                let view = views[0].to_le_bytes();
                assert_eq!(view[..4], (length as u32).to_le_bytes());
                assert_eq!(view[4..4 + length], text[start..start + length]);
                assert!(view[4 + length..].iter().all(|&byte| byte == 0));
                assert_eq!(piece.end, 0);
            }
        }
    }

    #[test]
    fn long_values_are_places_from_the_base_on() {
        let text = b"abcdefghijklmnopqrstuvwxyz";
        let (views, piece) = written(text, 3, &[Some(5..18), None, Some(13..26), Some(2..20)]);
        let parts = |view: u128| (view as u32, (view >> 64) as u32, (view >> 96) as u32);
        assert_eq!([parts(views[0]), parts(views[2])], [(13, 0, 2), (13, 0, 10)]);
        assert_eq!(
            [&views[0].to_le_bytes()[4..8], &views[2].to_le_bytes()[4..8]],
            [&text[5..9], &text[13..17]]
        );
        assert_eq!((views[1], views[3]), (0, 0));
        assert_eq!((piece.end, &piece.own[..]), (26, &[(3, text[2..20].into())][..]));
    }

    #[test]
    fn distant_values_are_in_later_buffers() {
        let parts = |view: u128| ((view >> 32) as u32, (view >> 64) as u32, (view >> 96) as u32);
        assert_eq!(parts(reference(7, 5, 0)), (7, 0, 5));
        assert_eq!(parts(reference(7, 3 * CHECK_STEP - 1, 0)), (7, 2, CHECK_STEP as u32 - 1));
        assert_eq!(parts(reference(7, 3 * CHECK_STEP, 1)), (7, 4, 0));
    }

    #[test]
    fn buffers_of_our_own_follow_those_of_the_text() {
        let mut own = Vec::new();
        assert_eq!(view_of_own(b"short", &mut own, 3), inline(b"short"));
        assert!(own.is_empty());
        view_of_own(b"a value of some length", &mut own, 3);
        let view = view_of_own(b"another of some length", &mut own, 3);
        assert_eq!(((view >> 64) as u32, (view >> 96) as u32), (3, 22));
        assert_eq!(own, [b"a value of some lengthanother of some length"]);
    }
}
