//! Offsets of annotations and their units.
//!
//! PubTator counts code points of a document's text, from 0, the end exclusive. [`Positions`](crate::text::Positions)
//! converts between code points, bytes and UTF-16 units of any text. [`DocumentText`] is the text that the offsets of a
//! document refer to. [`Examiner`] tells whether the mention of an annotation stands at its offsets.

mod document_text;
mod examine;
mod offset_repair;
mod statuses;

pub use document_text::DocumentText;
pub use examine::{Examiner, MentionPosition, REACH};
pub use offset_repair::RepairedOffsets;
