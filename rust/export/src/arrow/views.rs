//! Arrays of string views: 16 bytes for each value, which hold it or refer to it in the text.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_buffer::{Buffer, NullBuffer, NullBufferBuilder, ScalarBuffer};
use bytes::Bytes;
use pubfast_core::base::share::{chunks, cut, map};
use pubfast_core::columns::ColumnVec;
use pubfast_core::io::{Text, TextBuf};
use pubfast_core::{Result, scan};

use super::nulls;
use super::strings::{Source, Texts, too_long};
use super::view_writer::{CHECK_STEP, Region, ViewWriter, WrittenViews, view_of_own};
use super::{numbers, unchecked_arrays};

/// The bytes of a text, which Arrow's buffers keep alive.
struct SharedText(Arc<TextBuf>);

impl AsRef<[u8]> for SharedText {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The views of a column, their buffers, and the validity of the values.
pub(crate) struct Views {
    views: ColumnVec<u128>,
    buffers: Vec<Buffer>,
    nulls: Option<NullBuffer>,
}

impl Views {
    pub fn into_array(self) -> ArrayRef {
        let len = self.views.len();
        let views = ScalarBuffer::new(numbers::buffer(Arc::new(self.views)), 0, len);
        #[allow(unsafe_code)]
        // SAFETY: all values are UTF-8: the parser has checked every line, and `Source::checked` repairs values in
        // which it found invalid bytes. A buffer holds each value that begins in its first `CHECK_STEP` bytes
        // completely, because `slices` makes it twice as long and no value is longer than that.
        unsafe {
            unchecked_arrays::views(views, self.buffers, self.nulls)
        }
    }
}

/// An array of the values of `rows`.
pub(crate) fn array(texts: &Texts<'_>, rows: &Range<usize>, threads: usize) -> Result<ArrayRef> {
    if texts.is_absent() {
        let (views, nulls) = (ColumnVec::zeroed(rows.len()), Some(NullBuffer::new_null(rows.len())));
        return Ok(Views { views, buffers: Vec::new(), nulls }.into_array());
    }
    let views = match texts.shared(rows) {
        Some((values, count, first)) => {
            let shared = of_column(&values, &(0..count), threads)?;
            let place = |row| texts.places.at(row).map(|place| place - first);
            let (views, nulls) = spread(&shared.views, shared.nulls.as_ref(), &place, rows, threads)?;
            Views { views, nulls, ..shared }
        }
        None => of_column(texts, rows, threads)?,
    };
    Ok(views.into_array())
}

fn of_column(texts: &Texts<'_>, rows: &Range<usize>, threads: usize) -> Result<Views> {
    let [views] = make(&texts.source, texts.base(rows), rows.len(), threads, |piece, [writer]| {
        let rows = rows.start + piece.start..rows.start + piece.end;
        for row in rows.clone() {
            if row + scan::PREFETCH_DISTANCE < rows.end {
                texts.prefetch(row + scan::PREFETCH_DISTANCE);
            }
            writer.write(texts.place(row));
        }
    })?;
    Ok(views)
}

/// Makes `N` columns of `rows` rows side by side. `fill` writes the values of a range of the rows. Values that begin
/// before `base` are copied; all others are ranges of the text from there on.
pub(crate) fn make<const N: usize>(
    source: &Source<'_>,
    base: usize,
    rows: usize,
    threads: usize,
    fill: impl Fn(Range<usize>, &mut [ViewWriter<'_>; N]) + Sync,
) -> Result<[Views; N]> {
    let mut columns: [ColumnVec<u128>; N] = std::array::from_fn(|_| ColumnVec::zeroed(rows));
    let pieces = chunks(rows);
    let mut cuts = columns.each_mut().map(|views| cut(views, pieces.iter().map(Range::len)).into_iter());
    let work = pieces
        .into_iter()
        .map(|piece| (piece, cuts.each_mut().map(|views| views.next().expect("a cut a piece"))))
        .collect();
    let regions = regions(source.text, base);
    let done = map(threads, work, |(piece, views): (Range<usize>, [&mut [u128]; N])| {
        let mut writers = views.map(|views| ViewWriter::new(source, &regions, piece.start, views));
        fill(piece, &mut writers);
        Ok(writers.map(ViewWriter::finish))
    })?;
    let mut made: [Vec<WrittenViews>; N] = std::array::from_fn(|_| Vec::with_capacity(done.len()));
    for pieces in done {
        made.iter_mut().zip(pieces).for_each(|(column, piece)| column.push(piece));
    }
    let mut made = made.into_iter();
    let columns = columns.map(|views| together(source, base, views, made.next().expect("a column each")));
    let mut columns = columns.into_iter().collect::<Result<Vec<_>>>()?.into_iter();
    Ok(std::array::from_fn(|_| columns.next().expect("a column each")))
}

/// Joins the parts of a column that several threads have written.
fn together(
    source: &Source<'_>,
    base: usize,
    mut views: ColumnVec<u128>,
    pieces: Vec<WrittenViews>,
) -> Result<Views> {
    let end = pieces.iter().map(|piece| piece.end).max().unwrap_or(base);
    let mut buffers = slices(source.text, base..end);
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
    Ok(Views { views, buffers, nulls: nulls::together(validity) })
}

/// Copies the views of shared values to the rows that have them: a document's id is read from the text only once.
fn spread(
    shared: &[u128],
    nulls: Option<&NullBuffer>,
    place: &(impl Fn(usize) -> Option<usize> + Sync),
    rows: &Range<usize>,
    threads: usize,
) -> Result<(ColumnVec<u128>, Option<NullBuffer>)> {
    let mut views = ColumnVec::<u128>::zeroed(rows.len());
    let pieces = chunks(rows.len());
    let work = cut(&mut views, pieces.iter().map(Range::len)).into_iter().zip(pieces).collect();
    let validity = map(threads, work, |(views, piece)| {
        let mut validity = NullBufferBuilder::new_with_len(piece.len());
        for (at, (view, row)) in views.iter_mut().zip(rows.start + piece.start..).enumerate() {
            match place(row) {
                Some(at) if nulls.is_none_or(|nulls| nulls.is_valid(at)) => *view = shared[at],
                _ => validity.set_bit(at, false),
            }
        }
        Ok(validity)
    })?;
    Ok((views, nulls::together(validity)))
}

/// The parts of the text from `base` on that lie in one buffer each, as views refer to them.
fn regions(text: &Text, base: usize) -> Vec<Region<'_>> {
    let (mut regions, mut first) = (Vec::new(), 0);
    for (begin, buffer) in text.buffers() {
        let from = base.saturating_sub(begin).min(buffer.len());
        let bytes = &buffer[from..];
        regions.push(Region { begin: begin + from, bytes, first });
        first += bytes.len().div_ceil(CHECK_STEP);
    }
    regions
}

/// Overlapping buffers over a part of the text.
fn slices(text: &Text, part: Range<usize>) -> Vec<Buffer> {
    let mut slices = Vec::new();
    for (begin, buffer) in text.buffers() {
        let local = part.start.saturating_sub(begin)..part.end.saturating_sub(begin).min(buffer.len());
        if local.is_empty() {
            continue;
        }
        let whole = Buffer::from(Bytes::from_owner(SharedText(buffer.clone())));
        let slice = |begin| whole.slice_with_length(begin, (local.end - begin).min(2 * CHECK_STEP - 1));
        slices.extend(local.clone().step_by(CHECK_STEP).map(slice));
    }
    slices
}
