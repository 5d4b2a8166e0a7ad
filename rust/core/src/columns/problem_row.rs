//! Problems as columns hold them.

use std::ops::Range;

use bytemuck::{Pod, Zeroable};

use super::ColumnVec;
use crate::ProblemCode;

/// A problem in columns: its position in its window, and its code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct ProblemRow {
    /// Lines of the window before it.
    pub line: u32,
    /// Byte of the window.
    pub byte: u32,
    /// `Code as u32`.
    pub code: u32,
}

impl ProblemRow {
    pub fn code(self) -> ProblemCode {
        ProblemCode::ALL[self.code as usize]
    }
}

/// Reports the lines of `text[place]` that are not UTF-8. `first_line` is the window's number of the first of them.
pub(crate) fn invalid_utf8(
    text: &[u8],
    place: Range<usize>,
    first_line: usize,
    problems: &mut ColumnVec<ProblemRow>,
) {
    if simdutf8::basic::from_utf8(&text[place.clone()]).is_ok() {
        return;
    }
    let mut byte = place.start;
    for (at, line) in text[place].split_inclusive(|&byte| byte == b'\n').enumerate() {
        if let Err(error) = std::str::from_utf8(line) {
            problems.push(ProblemRow {
                line: (first_line + at) as u32,
                byte: (byte + error.valid_up_to()) as u32,
                code: ProblemCode::InvalidUtf8 as u32,
            });
        }
        byte += line.len();
    }
}
