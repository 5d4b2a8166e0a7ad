//! Lines of text, and ranges in it.

use std::ops::Range;

/// The range of a value in a text or in a line.
pub type ByteRange = Range<usize>;

/// True if the line ends a document: it has only ASCII white space.
pub fn is_blank(line: &[u8]) -> bool {
    let is_white = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | 0x0b | 0x0c);
    // One chunk at a time, without a branch for each byte.
    let (chunks, rest) = line.as_chunks::<32>();
    chunks.iter().all(|chunk| chunk.iter().fold(true, |all, byte| all & is_white(byte)))
        && rest.iter().all(is_white)
}

/// The line without its line end: one newline, and one carriage return before it or at the very end.
pub fn strip(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The length of the byte-order mark that a text begins with.
pub(crate) fn mark(text: &[u8]) -> usize {
    if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_line_ends() {
        assert!(["", " ", "\t\t", "\r", "\u{b}\u{c}"].iter().all(|line| is_blank(line.as_bytes())));
        assert!(!is_blank("\u{a0}".as_bytes()));
        assert_eq!(strip(b"x\r\r\n"), b"x\r");
        assert_eq!(strip(b"x\r"), b"x");
        assert_eq!(strip(b"x\n"), b"x");
    }
}
