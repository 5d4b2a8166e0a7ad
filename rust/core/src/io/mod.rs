//! Where bytes come from and go to: [`Source`] says where an input is, [`Container`] what holds its text, `codec`
//! unpacks it, [`TextBuf`] holds its bytes. [`output`] is where files come from that others write.

pub(crate) mod buffer;
pub(crate) mod cancellable_reader;
pub(crate) mod codec;
pub(crate) mod compressed_blocks;
mod container;
pub(crate) mod decode_fault;
pub(crate) mod file_stamp;
pub mod output;
pub(crate) mod peek_reader;
pub(crate) mod ranges;
pub(crate) mod source;
mod text_buf;

pub use container::Container;
pub use source::{SharedBytes, Source};
pub use text_buf::TextBuf;
