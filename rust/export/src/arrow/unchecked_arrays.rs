//! String arrays of bytes that are known to be UTF-8: another check would take longer than making the array.
#![allow(unsafe_code)]

use std::sync::Arc;

use arrow_array::{ArrayRef, GenericStringArray, OffsetSizeTrait, StringViewArray};
use arrow_buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};

/// An array of string views.
///
/// # Safety
///
/// Each view refers to UTF-8: its own bytes, or bytes at the buffer and offset that it names.
pub(crate) unsafe fn views(
    views: ScalarBuffer<u128>,
    buffers: Vec<Buffer>,
    nulls: Option<NullBuffer>,
) -> ArrayRef {
    // SAFETY: the caller promises what the constructor requires.
    Arc::new(unsafe { StringViewArray::new_unchecked(views, buffers.into(), nulls) })
}

/// An array of strings that stand one after another in `bytes`.
///
/// # Safety
///
/// The offsets ascend from 0 to the number of bytes, and the bytes between two of them are UTF-8.
pub(crate) unsafe fn strings<O: OffsetSizeTrait>(
    offsets: ScalarBuffer<O>,
    bytes: Buffer,
    nulls: Option<NullBuffer>,
) -> ArrayRef {
    // SAFETY: the caller promises what both constructors require.
    unsafe {
        let offsets = OffsetBuffer::new_unchecked(offsets);
        Arc::new(GenericStringArray::<O>::new_unchecked(offsets, bytes, nulls))
    }
}
