//! Strings as views: 16 bytes a value, which hold it or say where in the text it is.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_buffer::{Buffer, NullBuffer, ScalarBuffer};
use bytes::Bytes;
use pubfast_core::Result;
use pubfast_core::cells::share::{chunks, cut, map};
use pubfast_core::columns::Slab;
use pubfast_core::input::Text;
use pubfast_core::scan;

use crate::nulls::{self, Validity};
use crate::strings::{Texts, Value, too_long};
use crate::{numbers, unchecked};

/// The longest value that is in its view.
const INLINE: usize = 12;

/// How far apart the buffers of a large text begin. They overlap: a buffer ends before 2 GiB, so that a value
/// lies in the one that it begins in, and offsets, which readers take for signed, stay below this.
const STEP_BITS: u32 = 30;
const STEP: usize = 1 << STEP_BITS;

/// The bytes of a text, which lives as long as somebody has them.
struct Shared(Arc<Text>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// What a thread makes of some rows.
struct Piece {
    validity: Validity,
    /// One past the last byte of the text that a view names.
    end: usize,
    /// Values that are not in the text as they have to be: rows of the array and bytes.
    own: Vec<(usize, Box<[u8]>)>,
}

pub(crate) fn array(texts: &Texts<'_>, rows: &Range<usize>, threads: usize) -> Result<ArrayRef> {
    let (views, buffers, nulls) = if texts.is_absent() {
        (Slab::zeroed(rows.len()), Vec::new(), Some(NullBuffer::new_null(rows.len())))
    } else {
        match texts.shared(rows) {
            Some((values, count, first)) => {
                let (views, buffers, nulls) = made(&values, &(0..count), threads)?;
                let place = |row| texts.places.at(row).map(|place| place - first);
                let (views, nulls) = spread(&views, nulls.as_ref(), &place, rows, threads)?;
                (views, buffers, nulls)
            }
            None => made(texts, rows, threads)?,
        }
    };
    let views = ScalarBuffer::new(numbers::buffer(Arc::new(views)), 0, rows.len());
    #[allow(unsafe_code)]
    // SAFETY: the views are of values that are UTF-8: the parser has checked every line, and `Texts::get`
    // repairs those where it found bad bytes. A buffer holds the whole of each value that begins in its
    // first `STEP` bytes, as `slices` makes them and no value is longer than that.
    Ok(unsafe { unchecked::views(views, buffers, nulls) })
}

type Views = (Slab<u128>, Vec<Buffer>, Option<NullBuffer>);

/// The views of some rows, and the buffers that they name.
fn made(texts: &Texts<'_>, rows: &Range<usize>, threads: usize) -> Result<Views> {
    let text = texts.bytes;
    let base = texts.base(rows);
    let mut views = Slab::<u128>::zeroed(rows.len());
    let pieces = chunks(rows.len());
    let work = cut(&mut views, pieces.iter().map(Range::len)).into_iter().zip(pieces).collect();
    let pieces = map(threads, work, |(views, piece)| {
        let mut made = Piece { validity: Validity::new(piece.len()), end: base, own: Vec::new() };
        for (at, (view, row)) in views.iter_mut().zip(rows.start + piece.start..).enumerate() {
            if at + scan::AHEAD < piece.len() {
                texts.prefetch(row + scan::AHEAD);
            }
            match texts.get(row) {
                Value::Absent => made.validity.clear(at),
                Value::Place(place) if place.len() <= INLINE => *view = inline(text, place),
                Value::Place(place) if place.start >= base && place.len() < STEP => {
                    made.end = made.end.max(place.end);
                    *view = reference(&text[place.clone()], place.start - base, 0);
                }
                Value::Place(place) => made.own.push((piece.start + at, text[place].into())),
                Value::Repaired(value) => made.own.push((piece.start + at, value.into_bytes().into())),
            }
        }
        Ok(made)
    })?;
    let end = pieces.iter().map(|piece| piece.end).max().unwrap_or(base);
    let mut buffers = slices(&texts.column.buffer, base..end);
    let (mut own, first) = (Vec::new(), buffers.len());
    let mut validity = Vec::with_capacity(pieces.len());
    for piece in pieces {
        validity.push(piece.validity);
        for (at, value) in piece.own {
            if i32::try_from(value.len()).is_err() {
                return Err(too_long());
            }
            views[at] = view_of_own(&value, &mut own, first);
        }
    }
    buffers.extend(own.into_iter().map(Buffer::from_vec));
    Ok((views, buffers, nulls::together(validity)))
}

/// The views of shared values for the rows that have them: a document's id is read from the text once.
fn spread(
    shared: &[u128],
    nulls: Option<&NullBuffer>,
    place: &(impl Fn(usize) -> Option<usize> + Sync),
    rows: &Range<usize>,
    threads: usize,
) -> Result<(Slab<u128>, Option<NullBuffer>)> {
    let mut views = Slab::<u128>::zeroed(rows.len());
    let pieces = chunks(rows.len());
    let work = cut(&mut views, pieces.iter().map(Range::len)).into_iter().zip(pieces).collect();
    let validity = map(threads, work, |(views, piece)| {
        let mut validity = Validity::new(piece.len());
        for (at, (view, row)) in views.iter_mut().zip(rows.start + piece.start..).enumerate() {
            match place(row) {
                Some(at) if nulls.is_none_or(|nulls| nulls.is_valid(at)) => *view = shared[at],
                _ => validity.clear(at),
            }
        }
        Ok(validity)
    })?;
    Ok((views, nulls::together(validity)))
}

/// A part of the text, in buffers that overlap.
fn slices(text: &Arc<Text>, part: Range<usize>) -> Vec<Buffer> {
    if part.is_empty() {
        return Vec::new();
    }
    let whole = Buffer::from(Bytes::from_owner(Shared(text.clone())));
    part.clone()
        .step_by(STEP)
        .map(|begin| whole.slice_with_length(begin, (part.end - begin).min(2 * STEP - 1)))
        .collect()
}

/// A view that holds its value.
#[inline(always)]
fn inline(text: &[u8], place: Range<usize>) -> u128 {
    let length = place.len();
    // Sixteen bytes at once, of which the value's are kept.
    if let Some(bytes) = text.get(place.start..place.start + 16) {
        let bytes = u128::from_le_bytes(bytes.try_into().expect("sixteen bytes"));
        let value = bytes & ((1_u128 << (8 * length)) - 1);
        return length as u128 | value << 32;
    }
    let mut value = [0; 16];
    value[4..4 + length].copy_from_slice(&text[place]);
    u128::from_le_bytes(value) | length as u128
}

/// A view of a longer value, so far from the beginning of the buffer `first` and those behind it.
#[inline(always)]
fn reference(value: &[u8], distance: usize, first: usize) -> u128 {
    let prefix = u32::from_le_bytes([value[0], value[1], value[2], value[3]]);
    let (buffer, offset) = (first + (distance >> STEP_BITS), distance & (STEP - 1));
    value.len() as u128 | u128::from(prefix) << 32 | (buffer as u128) << 64 | (offset as u128) << 96
}

/// A view of a value that is put into buffers of our own, of which the first has the number `first`.
fn view_of_own(value: &[u8], own: &mut Vec<Vec<u8>>, first: usize) -> u128 {
    if value.len() <= INLINE {
        return inline(value, 0..value.len());
    }
    if own.last().is_none_or(|last| last.len() + value.len() >= 2 * STEP) {
        own.push(Vec::new());
    }
    let at = own.len() - 1;
    let offset = own[at].len();
    own[at].extend_from_slice(value);
    let prefix = u32::from_le_bytes([value[0], value[1], value[2], value[3]]);
    value.len() as u128 | u128::from(prefix) << 32 | ((first + at) as u128) << 64 | (offset as u128) << 96
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_values_are_in_their_view() {
        let text = b"abcdefghijklmnopqrstuvwxyz";
        for length in 0..=INLINE {
            for start in [0, 7, text.len() - length] {
                let view = inline(text, start..start + length).to_le_bytes();
                assert_eq!(view[..4], (length as u32).to_le_bytes());
                assert_eq!(view[4..4 + length], text[start..start + length]);
                assert!(view[4 + length..].iter().all(|&byte| byte == 0));
            }
        }
    }

    #[test]
    fn distant_values_are_in_later_buffers() {
        let value = b"a value of some length";
        let parts = |view: u128| (view as u32, (view >> 64) as u32, (view >> 96) as u32);
        assert_eq!(parts(reference(value, 5, 0)), (22, 0, 5));
        assert_eq!(parts(reference(value, 3 * STEP - 1, 0)), (22, 2, STEP as u32 - 1));
        assert_eq!(parts(reference(value, 3 * STEP, 1)), (22, 4, 0));
        assert_eq!(reference(value, 0, 0).to_le_bytes()[4..8], value[..4]);
    }

    #[test]
    fn buffers_of_our_own_follow_those_of_the_text() {
        let mut own = Vec::new();
        assert_eq!(view_of_own(b"short", &mut own, 3), inline(b"short", 0..5));
        assert!(own.is_empty());
        view_of_own(b"a value of some length", &mut own, 3);
        let view = view_of_own(b"another of some length", &mut own, 3);
        assert_eq!(((view >> 64) as u32, (view >> 96) as u32), (3, 22));
        assert_eq!(own, [b"a value of some lengthanother of some length"]);
    }
}
