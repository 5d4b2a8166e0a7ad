//! Block text: `ID|t|title`, `ID|a|abstract`, tab-separated rows under the same id, a blank line.
//!
//! [`mod@line`] classifies one line. `parse` is the fast parser, which recognises the common rows by the positions of
//! their tabs and leaves every other line to the classifier. [`mod@reference`] is a slow parser that shares no code
//! with it; property tests compare the two.

pub(crate) mod cut;
pub mod line;
mod open_id;
mod original_bytes;
pub(crate) mod parse;
pub mod reference;
mod syntax;
pub mod write;

pub use original_bytes::Separator;
pub(crate) use original_bytes::{complete, line_end};
pub(crate) use syntax::BlockText;
