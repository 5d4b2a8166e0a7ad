//! Turns an input into rows: opens it, cuts it into windows, parses them on several threads and assembles the rows, all
//! at once or as a stream of batches. [`output`] writes documents with several threads.

mod cutter;
mod decoded_text;
mod decompress;
mod load;
mod open;
pub mod output;
mod pool;
pub mod stream;

pub(crate) use cutter::{Cutter, Heading};
pub(crate) use decoded_text::DecodedText;
pub(crate) use load::{TextPiece, parse_piece};
pub use open::Input;
pub(crate) use open::OpenInput;
