//! The standard output of the process.

use std::io::{self, Write};

use pubfast_core::text::visible_lines;

/// The standard output. On a terminal it makes control characters visible.
pub struct Stdout {
    /// True if characters that could command a terminal are made visible.
    is_visible: bool,
    /// The end of what was written, which may be the first half of a character or of a line end.
    held: Vec<u8>,
}

impl Stdout {
    pub fn new(is_visible: bool) -> Self {
        Self { is_visible, held: Vec::new() }
    }

    fn show(&mut self, count: usize) -> io::Result<()> {
        let shown = visible_lines(&self.held[..count]);
        self.held.drain(..count);
        io::stdout().write_all(&shown)
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_visible {
            return io::stdout().write(bytes);
        }
        self.held.extend_from_slice(bytes);
        let count = complete(&self.held);
        self.show(count)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.show(self.held.len())?;
        io::stdout().flush()
    }
}

/// The number of bytes up to the last one that more bytes cannot change: a carriage return may begin a line end, and up
/// to three bytes a character.
fn complete(text: &[u8]) -> usize {
    if text.ends_with(b"\r") {
        return text.len() - 1;
    }
    let begin = text.len().saturating_sub(3);
    let is_open = |at: &usize| {
        let error = std::str::from_utf8(&text[*at..]).err();
        text[*at] >= 0xc0
            && error.is_some_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
    };
    (begin..text.len()).find(is_open).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_characters_and_line_ends_wait() {
        let text = "a\r\né😀\t".as_bytes();
        for end in 0..=text.len() {
            let count = complete(&text[..end]);
            let expected = (0..=end)
                .rev()
                .find(|&at| std::str::from_utf8(&text[..at]).is_ok() && !text[..at].ends_with(b"\r"));
            assert_eq!(Some(count), expected, "{end}");
        }
        assert_eq!(
            [complete(b"\xff"), complete(b"\x9b"), complete(b"a\xe2\x82"), complete(b"\xe2\xe2")],
            [1, 1, 1, 1]
        );
    }
}
