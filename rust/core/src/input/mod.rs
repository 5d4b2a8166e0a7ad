//! From a path to windows: [`text`] holds the bytes, [`window`] cuts them where a document begins.

mod text;
mod window;

pub use text::{Io, Text};
pub use window::{Cuts, Window, cut_before, header_end};
