//! Writes documents and texts to one output, compressed by several threads.

mod block_text;
mod chunks;

pub use block_text::BlockTextWriter;
pub use chunks::ChunkedOutput;
