//! Files and folders that appear under their name when they are complete.
//!
//! Everything is written under a temporary name beside the destination, and takes the destination's name in one step.
//! Until then, readers of the destination see its old content. A writer that is stopped, by an error, a panic or
//! Ctrl-C, leaves nothing behind. Only a process that is killed leaves a file whose name begins with a dot and ends
//! with `.partial`; the next writer of the same destination removes it, if the system
//! has file locks.

mod compressor;
mod place;
mod rename;
mod staged;
mod writer;

pub use compressor::{Compression, Compressor};
pub use staged::Staged;
pub use writer::Writer;
