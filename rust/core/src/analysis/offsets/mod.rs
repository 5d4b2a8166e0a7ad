//! Offsets of annotations: the one place where their units meet.
//!
//! PubTator counts code points of a document's text, from 0, the end exclusive. [`Positions`](crate::text::Positions) translates
//! between code points, bytes and UTF-16 units of any text; [`DocumentText`] is the text that the offsets of
//! a document count; [`Examiner`] says of an annotation whether its mention stands where its offsets say.

mod document_text;
mod examine;
mod offset_repair;
mod statuses;

pub use document_text::DocumentText;
pub use examine::{Examiner, MentionPosition, REACH};
pub use offset_repair::RepairedOffsets;
