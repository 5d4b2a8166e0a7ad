//! From an input to rows: opened, cut into windows, parsed by several threads, and put together; all at once, or as a
//! stream of batches. [`output`] writes documents with several threads.

mod crew;
mod cutting;
mod decoded;
mod load;
mod open;
pub mod output;
mod read;
pub mod stream;
mod unpack;

pub(crate) use cutting::{Cutting, Heading};
pub(crate) use decoded::Decoded;
pub(crate) use load::{Piece, parse_piece};
pub use open::Input;
pub(crate) use open::OpenInput;
