//! Text: lines, numbers, HTML entities, units of offsets. Independent of formats.

mod folding;
mod lines;
pub(crate) mod number;
mod positions;
mod unescape;
mod visible;

pub(crate) use folding::equal_folded;
pub(crate) use lines::mark;
pub use lines::{ByteRange, is_blank, strip};
pub use positions::{OffsetUnit, Positions};
pub(crate) use unescape::reference;
pub use unescape::unescape;
pub use visible::{visible, visible_lines};
