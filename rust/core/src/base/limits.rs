//! Sizes that several modules share.

/// The largest window, in bytes: offsets inside a window are `i32`.
pub(crate) const MAX_WINDOW: usize = i32::MAX as usize;

/// The default of the largest record, in bytes of text.
pub const MAX_RECORD_BYTES: usize = 1 << 30;
