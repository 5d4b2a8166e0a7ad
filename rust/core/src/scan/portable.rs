//! Kernels for every other processor: memchr's search for two bytes, which is vectorised on most, and a sum that the
//! compiler vectorises.

use super::{NEWLINE, SCAN_BLOCK, SLACK};

pub fn scan(block: &[u8], out: &mut [u16; SCAN_BLOCK + SLACK]) -> (usize, bool) {
    let mut count = 0;
    for at in memchr::memchr2_iter(b'\n', b'\t', block) {
        out[count] = at as u16 | if block[at] == b'\n' { NEWLINE } else { 0 };
        count += 1;
    }
    (count, block.is_ascii())
}

/// Sums of one byte each are added up by vector instructions: a piece has fewer bytes than would make them overflow.
pub fn non_ascii(bytes: &[u8]) -> u64 {
    let count = |piece: &[u8]| u64::from(piece.iter().fold(0_u8, |sum, byte| sum + (byte >> 7)));
    bytes.chunks(192).map(count).sum()
}
