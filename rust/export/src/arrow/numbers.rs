//! Arrays of numbers: they share the column's memory if the rows are consecutive, and are copied otherwise.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::types::{ArrowPrimitiveType, Int32Type, Int64Type};
use arrow_array::{ArrayRef, PrimitiveArray};
use arrow_buffer::{Buffer, ScalarBuffer};
use bytemuck::{Pod, Zeroable};
use bytes::Bytes;
use pubfast_core::Result;
use pubfast_core::base::share::{chunks, cut, map};
use pubfast_core::columns::ColumnVec;
use pubfast_core::model::SharedColumn;

use super::{Selection, nulls};

/// The bytes of a column, kept alive by Arrow's buffers.
struct SharedNumbers<T>(Arc<ColumnVec<T>>);

impl<T: Pod> AsRef<[u8]> for SharedNumbers<T> {
    fn as_ref(&self) -> &[u8] {
        bytemuck::cast_slice(&self.0)
    }
}

/// An Arrow buffer that shares the memory of a column.
pub(crate) fn buffer<T: Pod + Send + Sync>(column: Arc<ColumnVec<T>>) -> Buffer {
    Buffer::from(Bytes::from_owner(SharedNumbers(column)))
}

pub(crate) fn int32(
    column: &SharedColumn<i32>,
    index: &Selection,
    rows: &Range<usize>,
    threads: usize,
) -> Result<ArrayRef> {
    Ok(Arc::new(PrimitiveArray::<Int32Type>::new(values::<Int32Type>(column, index, rows, threads)?, None)))
}

/// Like `int32`, for 64 bits. If `nullable`, a negative number is an absent value.
pub(crate) fn int64(
    column: &SharedColumn<i64>,
    index: &Selection,
    rows: &Range<usize>,
    threads: usize,
    nullable: bool,
) -> Result<ArrayRef> {
    let values = values::<Int64Type>(column, index, rows, threads)?;
    let nulls = if nullable { nulls::of_numbers(&values, threads)? } else { None };
    Ok(Arc::new(PrimitiveArray::<Int64Type>::new(values, nulls)))
}

fn values<A: ArrowPrimitiveType>(
    column: &SharedColumn<A::Native>,
    index: &Selection,
    rows: &Range<usize>,
    threads: usize,
) -> Result<ScalarBuffer<A::Native>>
where
    A::Native: Pod,
{
    if let Some(places) = index.neighbours(rows) {
        return Ok(ScalarBuffer::new(buffer(column.clone()), places.start, places.len()));
    }
    let (index, column) = (index.places(), &column[..]);
    let mut values = ColumnVec::<A::Native>::zeroed(rows.len());
    let pieces = chunks(rows.len());
    let places = cut(&mut values, pieces.iter().map(Range::len));
    map(threads, pieces.into_iter().zip(places).collect(), |(piece, places)| {
        for (place, row) in places.iter_mut().zip(rows.start + piece.start..) {
            *place = index.at(row).map_or_else(A::Native::zeroed, |at| column[at]);
        }
        Ok(())
    })?;
    Ok(ScalarBuffer::new(buffer(Arc::new(values)), 0, rows.len()))
}
