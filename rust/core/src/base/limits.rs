//! Sizes that several rooms have to agree on.

/// What offsets inside a window can count.
pub(crate) const LARGEST: usize = i32::MAX as usize;
