//! Stage 1: finds the newlines and tabs of a block.
//!
//! A position is the offset from the beginning of the block, with [`NEWLINE`] set if the byte is a newline and not a
//! tab. Every kernel gives the same positions; the features of the processor decide once which kernel runs.

mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::sync::OnceLock;

/// The longest block: its positions leave one bit of sixteen free.
pub const SCAN_BLOCK: usize = 1 << 15;

/// The bit of a position that marks a newline.
pub const NEWLINE: u16 = 1 << 15;

/// Kernels write whole registers, so the output is this much longer than the block.
const SLACK: usize = 64;

/// A kernel: fills `out` and returns how many positions there are, and whether every byte is ASCII.
type Kernel = fn(block: &[u8], out: &mut [u16; SCAN_BLOCK + SLACK]) -> (usize, bool);

/// Finds the positions of one block after another, in one buffer.
pub struct Scanner {
    kernel: Kernel,
    positions: Box<[u16; SCAN_BLOCK + SLACK]>,
}

/// The positions found in one block.
pub struct Marks<'a> {
    /// The positions, in ascending order, followed by eight zeros (tabs at 0, which end no line), so
    /// that eight can be read from anywhere.
    pub padded: &'a [u16],
    /// True if every byte of the block is ASCII.
    pub ascii: bool,
}

impl Marks<'_> {
    /// The number of zeros that follow the positions.
    pub const PADDING: usize = 8;

    /// The number of positions.
    pub fn len(&self) -> usize {
        self.padded.len() - Self::PADDING
    }

    /// True if the block has neither newline nor tab.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Scanner {
    /// A scanner with the fastest kernel of this processor.
    pub fn new() -> Self {
        static FASTEST: OnceLock<Kernel> = OnceLock::new();
        Self::with(*FASTEST.get_or_init(|| kernels()[0].1))
    }

    fn with(kernel: Kernel) -> Self {
        let positions = vec![0; SCAN_BLOCK + SLACK].into_boxed_slice();
        Self { kernel, positions: positions.try_into().expect("the length is the array's") }
    }

    /// Finds the marks of a block of at most [`SCAN_BLOCK`] bytes.
    pub fn scan(&mut self, block: &[u8]) -> Marks<'_> {
        assert!(block.len() <= SCAN_BLOCK);
        let (count, ascii) = (self.kernel)(block, &mut self.positions);
        let end = count + Marks::PADDING;
        self.positions[count..end].fill(0);
        Marks { padded: &self.positions[..end], ascii }
    }
}

impl Default for Scanner {
    fn default() -> Self {
        Self::new()
    }
}

/// The kernels that run here, the fastest first.
fn kernels() -> Vec<(&'static str, Kernel)> {
    #[cfg_attr(not(target_arch = "x86_64"), allow(unused_mut))]
    let mut all: Vec<(&'static str, Kernel)> = vec![("portable", portable::scan)];
    #[cfg(target_arch = "x86_64")]
    all.splice(0..0, x86::kernels());
    all
}

/// The name of the kernel that runs here: `avx512`, `avx2` or `portable`.
pub fn kernel_name() -> &'static str {
    kernels()[0].0
}

/// Every kernel that runs here as a scanner of its own, for comparing and measuring them.
pub fn scanners() -> impl Iterator<Item = (&'static str, Scanner)> {
    kernels().into_iter().map(|(name, kernel)| (name, Scanner::with(kernel)))
}

/// The number of bytes that are not ASCII.
pub fn non_ascii(bytes: &[u8]) -> u64 {
    static FASTEST: OnceLock<Count> = OnceLock::new();
    FASTEST.get_or_init(|| counts()[0])(bytes)
}

/// Counts the bytes that are not ASCII.
type Count = fn(bytes: &[u8]) -> u64;

/// The counting kernels of this processor, the fastest first.
fn counts() -> Vec<Count> {
    #[cfg_attr(not(target_arch = "x86_64"), allow(unused_mut))]
    let mut all: Vec<Count> = vec![portable::non_ascii];
    #[cfg(target_arch = "x86_64")]
    all.splice(0..0, x86::counts());
    all
}

/// The distance, in values, at which text is prefetched.
pub const PREFETCH_DISTANCE: usize = 32;

/// Has the processor fetch a byte before it is read. The values of a column lie far apart in the text, and waiting for
/// one after another would take most of the time.
#[inline(always)]
pub fn prefetch(text: &[u8], at: usize) {
    #[cfg(target_arch = "x86_64")]
    x86::prefetch(text, at);
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (text, at);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(block: &[u8]) -> (Vec<u16>, bool) {
        let mark = |(at, &byte): (usize, &u8)| match byte {
            b'\n' => Some(at as u16 | NEWLINE),
            b'\t' => Some(at as u16),
            _ => None,
        };
        (block.iter().enumerate().filter_map(mark).collect(), block.is_ascii())
    }

    fn agree(block: &[u8]) {
        let (positions, ascii) = naive(block);
        for (name, mut scanner) in scanners() {
            let marks = scanner.scan(block);
            assert_eq!(&marks.padded[..marks.len()], positions, "{name}");
            assert_eq!(marks.padded[marks.len()..], [0; Marks::PADDING], "{name}");
            assert_eq!(marks.ascii, ascii, "{name}");
        }
    }

    #[test]
    fn full_and_empty_blocks() {
        agree(b"");
        for byte in [b'\n', b'\t', b'x', 0x89, 0x8a] {
            agree(&[byte; SCAN_BLOCK]);
            agree(&[byte; 63]);
        }
    }

    proptest! {
        #[test]
        fn kernels_agree(
            block in prop::collection::vec(
                prop_oneof![8 => Just(b'x'), 2 => Just(b'\t'), 1 => Just(b'\n'), 1 => any::<u8>()],
                0..2000,
            ),
            skip in 0usize..64,
        ) {
            agree(&block[skip.min(block.len())..]);
        }

        #[test]
        fn counts_agree(bytes in prop::collection::vec(any::<u8>(), 0..2000), skip in 0usize..64) {
            let bytes = &bytes[skip.min(bytes.len())..];
            let expected = bytes.iter().filter(|byte| !byte.is_ascii()).count() as u64;
            for count in counts() {
                prop_assert_eq!(count(bytes), expected);
            }
        }
    }
}
