//! The columns of parsed windows, as the parser writes them.
//!
//! A `Part` is what one worker wrote: the rows of its windows one after another, each table in one
//! [`Slab`]. Text is never copied: a value is a [`Span`] of its window. Rows are small, because writing
//! them (and having the system clear the pages for them) is a good part of the work; the corpus
//! turns them into columns when somebody asks for a column.

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
