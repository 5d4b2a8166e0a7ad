//! Files and folders that appear under their name when they are complete.
//!
//! Everything is written under another name beside the destination, and takes the destination's place in one
//! step. Whoever reads the destination meanwhile reads what was there before; whoever is stopped, by an
//! error, a panic or Ctrl-C, leaves nothing behind. Only a process that is killed leaves a file whose name
//! begins with a dot and ends with `.partial`.

mod compressor;
mod place;
mod rename;
mod staged;
mod writer;

pub use compressor::{Compression, Compressor};
pub use staged::Staged;
pub use writer::Writer;
