//! What rows and columns are made of: vectors, spans of text, dictionaries, packed rows. Knows no table.

mod dictionary;
mod distinct;
mod memory;
mod names;
mod packed_rows;
mod problem_row;
mod slab;
mod span;
mod spans;
mod untouched;

pub use dictionary::Dictionary;
pub(crate) use dictionary::{Known, Merged};
pub(crate) use distinct::{Distinct, Words};
pub(crate) use memory::Memory;
pub use names::Names;
pub use packed_rows::PackedRows;
pub(crate) use problem_row::{ProblemRow, invalid_utf8};
pub use slab::Slab;
pub use span::Span;
pub use spans::Spans;
pub(crate) use untouched::Untouched;
