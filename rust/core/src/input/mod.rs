//! From an input to windows: [`Source`] says where it is, [`Container`] what holds its text,
//! [`Decoded`] unpacks it, [`Text`] holds its bytes, and `window` cuts them between records.

mod apart;
mod bgzf;
pub(crate) mod buffer;
mod container;
pub(crate) mod decode;
pub(crate) mod fault;
mod gzip;
mod json_lines;
mod origin;
pub(crate) mod packed;
mod peek;
mod ranges;
mod raw;
pub(crate) mod source;
mod text;
mod window;
mod zstd;

pub use container::Container;
pub use decode::Decoded;
pub use source::{Opened, Shared, Source};
pub use text::Text;
pub(crate) use window::Cuts;
pub use window::Window;
