//! Text as it may be shown in a terminal.

use std::borrow::Cow;

/// The text with each character that could command a terminal, or hide other text, replaced by a visible one.
///
/// Control characters become their pictures, a tab a blank, line separators the picture of a new line; marks that set
/// the direction of writing and the control characters from U+0080 on become U+FFFD. The number of characters stays, so
/// offsets do. Marks of direction are those of the Unicode property Bidi_Control.
pub fn visible(text: &str) -> Cow<'_, str> {
    match text.chars().any(|c| shown(c) != c) {
        true => text.chars().map(shown).collect::<String>().into(),
        false => text.into(),
    }
}

/// Like [`visible`], but for lines of output, whose tabs and line ends stay. Bytes that are not UTF-8 become U+FFFD.
pub fn visible_lines(text: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let (line, end) = match line {
            [line @ .., b'\r', b'\n'] => (line, &b"\r\n"[..]),
            [line @ .., b'\n'] => (line, &b"\n"[..]),
            line => (line, &b""[..]),
        };
        for c in String::from_utf8_lossy(line).chars() {
            let c = if c == '\t' { c } else { shown(c) };
            lines.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        lines.extend_from_slice(end);
    }
    lines
}

fn shown(c: char) -> char {
    match c {
        '\t' => ' ',
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\x7f' => '\u{2421}',
        '\u{2028}' | '\u{2029}' => '\u{2424}',
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_shown_and_everything_else_stays() {
        assert_eq!(visible("a\x1b[31m\t\u{202e}b\u{85}\u{2028}é\u{200d}"), "a␛[31m �b�␤é\u{200d}");
        assert!(matches!(visible("plain é 😀"), Cow::Borrowed(_)));
    }

    #[test]
    fn lines_keep_their_ends_and_tabs() {
        assert_eq!(visible_lines(b"1\t\x1b\r\n\x9b2\rx\n\xc2\x9b"), "1\t␛\r\n�2␍x\n�".as_bytes());
        assert_eq!(visible_lines(b""), b"");
    }
}
