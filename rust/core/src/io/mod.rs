//! Where bytes come from and go to: [`Source`] says where an input is, [`Container`] what holds its text, `codec`
//! unpacks it, [`Text`] holds its bytes. [`output`] is where files come from that others write.

pub(crate) mod buffer;
pub(crate) mod codec;
mod container;
pub(crate) mod fault;
pub(crate) mod origin;
pub mod output;
pub(crate) mod packed;
pub(crate) mod peek;
pub(crate) mod ranges;
pub(crate) mod raw;
pub(crate) mod source;
mod text;

pub use container::Container;
pub use source::{Shared, Source};
pub use text::Text;
