//! Access to the values of string columns, and string arrays that copy them one after another.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{ArrayRef, OffsetSizeTrait};
use arrow_buffer::{NullBufferBuilder, ScalarBuffer};
use bytemuck::Pod;
use pubfast_core::base::share::{chunks, cut, map, running_sums};
use pubfast_core::columns::ColumnVec;
use pubfast_core::io::{Text, TextRef};
use pubfast_core::model::{InvalidUtf8, StringColumn};
use pubfast_core::text::ByteRange;
use pubfast_core::{Error, Result, scan};

use super::nulls;
use super::selection::SelectionRef;
use super::{ColumnValues, Selection, numbers, unchecked_arrays};

/// The text that contains the values, and the parts of it that are not UTF-8.
#[derive(Clone, Copy)]
pub(crate) struct Source<'c> {
    pub text: &'c Text,
    pub invalid: &'c InvalidUtf8,
}

pub(crate) enum Value {
    Absent,
    /// A range of the text that is UTF-8.
    Place(ByteRange),
    /// A copy in which U+FFFD replaces invalid bytes.
    Repaired(String),
}

impl Source<'_> {
    #[inline(always)]
    pub fn value(&self, place: ByteRange) -> Value {
        if self.invalid.touches(&place) { self.checked(place) } else { Value::Place(place) }
    }

    #[cold]
    fn checked(&self, place: ByteRange) -> Value {
        let bytes = &self.text[place.clone()];
        match simdutf8::basic::from_utf8(bytes) {
            Ok(_) => Value::Place(place),
            Err(_) => Value::Repaired(String::from_utf8_lossy(bytes).into_owned()),
        }
    }
}

/// The selected values of a string column.
#[derive(Clone, Copy)]
pub(crate) struct Texts<'c> {
    pub source: Source<'c>,
    /// The bytes of all values.
    pub bytes: TextRef<'c>,
    starts: &'c [i64],
    lengths: &'c [i32],
    is_absent: bool,
    pub places: SelectionRef<'c>,
}

impl<'c> Texts<'c> {
    pub fn new(column: &'c StringColumn, index: &'c Selection, invalid: &'c InvalidUtf8) -> Self {
        let (starts, lengths): (&[i64], &[i32]) = match &column.spans {
            Some(spans) => (&spans.starts, &spans.lengths),
            None => (&[], &[]),
        };
        let source = Source { text: &column.buffer, invalid };
        let (bytes, is_absent) = (column.buffer.bytes(), column.spans.is_none());
        Self { source, bytes, starts, lengths, is_absent, places: index.places() }
    }

    /// True if no row has a value.
    pub fn is_absent(&self) -> bool {
        self.is_absent
    }

    /// Starts loading the bytes of a row's value into the cache.
    #[inline(always)]
    pub fn prefetch(&self, row: usize) {
        if let Some(at) = self.places.at(row)
            && let Some(start) = self.starts.get(at)
        {
            self.bytes.prefetch(*start as usize);
        }
    }

    /// For rows that share values: these values in column order, their number, and the index of the first one in the
    /// column. None if there are more values than rows.
    pub fn shared(&self, rows: &Range<usize>) -> Option<(Self, usize, usize)> {
        if !self.places.is_shared() {
            return None;
        }
        let extent = self.places.extent(rows);
        let values = Texts { places: SelectionRef::Run(extent.start), ..*self };
        (extent.len() <= rows.len()).then_some((values, extent.len(), extent.start))
    }

    #[inline(always)]
    fn span(&self, at: usize) -> Option<ByteRange> {
        let (start, length) = (*self.starts.get(at)? as usize, usize::try_from(*self.lengths.get(at)?).ok()?);
        Some(start..start + length)
    }

    /// The range of a row's value in the text.
    #[inline(always)]
    pub fn place(&self, row: usize) -> Option<ByteRange> {
        self.span(self.places.at(row)?)
    }

    #[inline(always)]
    pub fn get(&self, row: usize) -> Value {
        self.place(row).map_or(Value::Absent, |place| self.source.value(place))
    }

    /// The offset in the text of the first value of `rows`, in columns whose values are in the order of the text.
    pub fn base(&self, rows: &Range<usize>) -> usize {
        self.places.extent(rows).find_map(|at| self.span(at)).map_or(0, |place| place.start)
    }
}

/// An upper limit of the bytes of the strings of `rows`.
pub(crate) fn bytes(values: &ColumnValues, rows: Range<usize>) -> usize {
    match values {
        ColumnValues::Text(column, index, invalid) => {
            let texts = Texts::new(column, index, invalid);
            let sum: usize = rows.map(|row| texts.place(row).map_or(0, |place| place.len())).sum();
            if invalid.is_empty() { sum } else { sum * REPAIRED }
        }
        ColumnValues::Category(codes, names, places) => {
            let index = Selection::Through(codes.clone(), places.clone());
            let codes = index.places();
            rows.filter_map(|row| codes.at(row)).map(|code| names[code].len() * REPAIRED).sum()
        }
        _ => 0,
    }
}

/// The error for a value that does not even fit a batch of its own: hundreds of megabytes, made longer by repairs.
pub(crate) fn too_long() -> Error {
    Error::Panic { message: "a value of more than 2 GiB does not fit strings with 32-bit lengths".into() }
}

/// The length in bytes of U+FFFD, the replacement of an invalid byte.
const REPAIRED: usize = 3;

/// An array of strings that are copied one after another, with offsets of the type `O`.
pub(crate) fn array<O: OffsetSizeTrait + Pod>(
    texts: &Texts<'_>,
    rows: &Range<usize>,
    threads: usize,
) -> Result<ArrayRef> {
    let pieces = chunks(rows.len());
    let lengths = map(threads, pieces.clone(), |piece| {
        let length = |row| match texts.get(row) {
            Value::Absent => 0,
            Value::Place(place) => place.len(),
            Value::Repaired(value) => value.len(),
        };
        Ok((rows.start + piece.start..rows.start + piece.end).map(length).sum())
    })?;
    let sums = running_sums(lengths.iter().copied());
    let total = sums[lengths.len()];
    if O::from_usize(total).is_none() {
        return Err(too_long());
    }
    let mut bytes = ColumnVec::<u8>::zeroed(total);
    let mut offsets = ColumnVec::<O>::zeroed(rows.len() + 1);
    let (first, ends) = offsets.split_at_mut(1);
    first[0] = O::usize_as(0);
    let work: Vec<_> = cut(ends, pieces.iter().map(Range::len))
        .into_iter()
        .zip(cut(&mut bytes, lengths.into_iter()))
        .zip(pieces)
        .zip(sums)
        .collect();
    let validity = map(threads, work, |(((ends, bytes), piece), before)| {
        let mut validity = NullBufferBuilder::new_with_len(piece.len());
        let mut filled = 0;
        let mut add = |value: &[u8]| {
            bytes[filled..filled + value.len()].copy_from_slice(value);
            filled += value.len();
            filled
        };
        for (at, (end, row)) in ends.iter_mut().zip(rows.start + piece.start..).enumerate() {
            if at + scan::PREFETCH_DISTANCE < piece.len() {
                texts.prefetch(row + scan::PREFETCH_DISTANCE);
            }
            let filled = match texts.get(row) {
                Value::Absent => {
                    validity.set_bit(at, false);
                    add(b"")
                }
                Value::Place(place) => add(texts.bytes.slice(place)),
                Value::Repaired(value) => add(value.as_bytes()),
            };
            *end = O::usize_as(before + filled);
        }
        Ok(validity)
    })?;
    let offsets = ScalarBuffer::<O>::new(numbers::buffer(Arc::new(offsets)), 0, rows.len() + 1);
    let (bytes, nulls) = (numbers::buffer(Arc::new(bytes)), nulls::together(validity));
    #[allow(unsafe_code)]
    // SAFETY: each offset is the number of bytes written before it, and all values are UTF-8: the parser has
    // checked every line, and `Texts::get` repairs values in which it found invalid bytes.
    Ok(unsafe { unchecked_arrays::strings(offsets, bytes, nulls) })
}
