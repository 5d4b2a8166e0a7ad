//! From an input to windows: [`Source`] says where it is, [`Container`] what holds its text,
//! [`Decoded`] unpacks it, [`Text`] holds its bytes, and [`window`] cuts them where a document begins.

mod bgzf;
pub(crate) mod buffer;
mod container;
pub(crate) mod decode;
mod gzip;
mod peek;
mod raw;
pub(crate) mod source;
mod text;
mod window;
mod zstd;

pub use container::Container;
pub use decode::Decoded;
pub use raw::Progress;
pub use source::{Shared, Source};
pub use text::{Io, Text};
pub use window::{Cuts, Window, cut_before, header_end, last_cut};
pub(crate) use window::{LARGEST, header, mark};
