//! File formats: block text, tables, lines of JSON. [`mod@detect`] tells them apart.

pub mod block_text;
pub mod detect;
pub mod jsonl;
mod syntax;
pub mod table;
mod window;

pub(crate) use syntax::Syntax;
pub(crate) use window::Cuts;
pub use window::Window;
