//! Sources and destinations of bytes: [`Source`] locates an input, [`Container`] names its compression, `codec`
//! decompresses it, [`Text`] holds its bytes, and [`output`] writes files.

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
mod text;
mod text_buf;

pub use container::Container;
pub use source::{SharedBytes, Source};
pub use text::{Text, TextRef};
pub use text_buf::TextBuf;
