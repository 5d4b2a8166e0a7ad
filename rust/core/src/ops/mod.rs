//! Operations on a whole input, each a pass over its batches.

pub mod check;
pub mod info;
pub mod select;
