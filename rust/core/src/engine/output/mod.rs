//! Documents and texts into one output, packed by several threads.

mod block_text;
mod pieces;

pub use block_text::BlockText;
pub use pieces::Pieces;
