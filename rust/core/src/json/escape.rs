//! Characters that are written by their number.

use super::wrong::{Result, Wrong};

/// The character of `\uxxxx`, or of two that are a surrogate pair, and where that ends.
pub(super) fn character(line: &str, at: usize) -> Result<(char, usize)> {
    let unit = |at: usize| {
        let digits = line.get(at..at + 6)?.strip_prefix("\\u")?;
        let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_hexadecimal.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    };
    let Some(first) = unit(at) else {
        return Err(Wrong::syntax(at, "\\u must have four hexadecimal digits"));
    };
    if let Some(character) = char::from_u32(first) {
        return Ok((character, at + 6));
    }
    let pair = match (first, unit(at + 6)) {
        (0xd800..=0xdbff, Some(second @ 0xdc00..=0xdfff)) => {
            char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))
        }
        _ => None,
    };
    pair.map(|character| (character, at + 12))
        .ok_or_else(|| Wrong::syntax(at, "this surrogate has no other half"))
}
