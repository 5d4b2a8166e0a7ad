//! Sizes that several rooms have to agree on.

/// What offsets inside a window can count.
pub(crate) const MAX_WINDOW: usize = i32::MAX as usize;
