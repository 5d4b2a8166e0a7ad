//! Arrays of strings whose bytes have been checked before: checking every value again would cost more
//! than making the array.
#![allow(unsafe_code)]

use std::sync::Arc;

use arrow_array::{ArrayRef, GenericStringArray, OffsetSizeTrait, StringViewArray};
use arrow_buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};

/// Strings as views.
///
/// # Safety
///
/// Each view is of bytes that are UTF-8: its own, or those in the buffer and at the offset that it names.
pub(crate) unsafe fn views(
    views: ScalarBuffer<u128>,
    buffers: Vec<Buffer>,
    nulls: Option<NullBuffer>,
) -> ArrayRef {
    // SAFETY: what the caller promises is what the constructor wants.
    Arc::new(unsafe { StringViewArray::new_unchecked(views, buffers.into(), nulls) })
}

/// Strings one after another.
///
/// # Safety
///
/// The offsets ascend from 0 to the number of bytes, and the bytes between two of them are UTF-8.
pub(crate) unsafe fn strings<O: OffsetSizeTrait>(
    offsets: ScalarBuffer<O>,
    bytes: Buffer,
    nulls: Option<NullBuffer>,
) -> ArrayRef {
    // SAFETY: what the caller promises is what both constructors want.
    unsafe {
        let offsets = OffsetBuffer::new_unchecked(offsets);
        Arc::new(GenericStringArray::<O>::new_unchecked(offsets, bytes, nulls))
    }
}
