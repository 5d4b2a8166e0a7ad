//! The kernel for every other processor: memchr's search for two bytes, vectorised on most.

use super::{BLOCK, NEWLINE, SLACK};

pub fn scan(block: &[u8], out: &mut [u16; BLOCK + SLACK]) -> (usize, bool) {
    let mut count = 0;
    for at in memchr::memchr2_iter(b'\n', b'\t', block) {
        out[count] = at as u16 | if block[at] == b'\n' { NEWLINE } else { 0 };
        count += 1;
    }
    (count, block.is_ascii())
}
