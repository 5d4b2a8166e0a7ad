//! What is done with an input as a whole, each a pass over its batches.

pub mod check;
pub mod info;
pub mod select;
