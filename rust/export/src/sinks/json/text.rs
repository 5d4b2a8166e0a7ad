//! Writes JSON strings.

use pubfast_core::text::visible;

/// The escape of each byte in a string: 0 for none, the letter after the backslash, or `u` for a numeric escape.
const ESCAPES: [u8; 256] = {
    let mut escapes = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        escapes[byte] = b'u';
        byte += 1;
    }
    escapes[b'\t' as usize] = b't';
    escapes[b'\n' as usize] = b'n';
    escapes[b'\r' as usize] = b'r';
    escapes[b'"' as usize] = b'"';
    escapes[b'\\' as usize] = b'\\';
    escapes
};

/// Appends a string in quotes, with escapes for quotes, backslashes and control characters only.
pub(crate) fn quoted(value: &str, text: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    text.push(b'"');
    let bytes = value.as_bytes();
    let mut done = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let escape = ESCAPES[usize::from(byte)];
        if escape == 0 {
            continue;
        }
        text.extend_from_slice(&bytes[done..at]);
        text.extend_from_slice(&[b'\\', escape]);
        if escape == b'u' {
            let (high, low) = (HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]);
            text.extend_from_slice(&[b'0', b'0', high, low]);
        }
        done = at + 1;
    }
    text.extend_from_slice(&bytes[done..]);
    text.push(b'"');
}

/// Like [`quoted`], but a terminal may show the string: also control characters from U+007F on and marks of direction
/// are escaped.
pub(crate) fn quoted_visibly(value: &str, text: &mut Vec<u8>) {
    let begin = text.len();
    quoted(value, text);
    if visible(value) == value {
        return;
    }
    let plain = String::from_utf8_lossy(&text[begin..]).into_owned();
    text.truncate(begin);
    for c in plain.chars() {
        let is_shown = *visible(c.encode_utf8(&mut [0; 4])) == *c.encode_utf8(&mut [0; 4]);
        match is_shown {
            true => text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            // All of them have four digits.
            false => text.extend_from_slice(format!("\\u{:04x}", c as u32).as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_a_terminal_is_escaped_on_request() {
        let mut text = Vec::new();
        quoted_visibly("a\"\u{1b}\u{85}\u{202e}é\t", &mut text);
        assert_eq!(text, "\"a\\\"\\u001b\\u0085\\u202eé\\t\"".as_bytes());
    }

    #[test]
    fn what_json_forbids_is_escaped_and_nothing_else() {
        let mut text = Vec::new();
        quoted("a\"b\\c\td\n\r\0\u{1f}\u{7f}\u{2028}é😀/", &mut text);
        let expected = "\"a\\\"b\\\\c\\td\\n\\r\\u0000\\u001f\u{7f}\u{2028}é😀/\"";
        assert_eq!(String::from_utf8(text).expect("UTF-8"), expected);
    }
}
