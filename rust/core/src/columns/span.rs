//! A value of a string column: where its bytes are in its window.

use std::ops::Range;

use bytemuck::{Pod, Zeroable};

/// Bytes of a window, or the absence of a value: 8 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Span {
    start: u32,
    length: u32,
}

impl Span {
    /// No value, which is not the empty value.
    pub const ABSENT: Self = Self { start: 0, length: u32::MAX };

    /// The bytes `start..end` of a window.
    #[inline]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, length: (end - start) as u32 }
    }

    /// The first byte, or 0 for an absent value.
    #[inline]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// Its length in bytes, -1 if it is absent.
    #[inline]
    pub fn length(self) -> i32 {
        // A window is shorter than 2 GiB, so only `ABSENT` comes out negative.
        self.length as i32
    }

    #[inline]
    pub fn is_present(self) -> bool {
        self != Self::ABSENT
    }

    /// The bytes in an input whose window begins at `base`.
    #[inline]
    pub fn within(self, base: usize) -> Option<Range<usize>> {
        let start = base + self.start();
        self.is_present().then(|| start..start + self.length as usize)
    }
}
