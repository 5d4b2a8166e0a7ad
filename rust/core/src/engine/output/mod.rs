//! Documents and texts into one output, packed by several threads.

mod block_text;
mod chunks;

pub use block_text::BlockTextWriter;
pub use chunks::ChunkedOutput;
