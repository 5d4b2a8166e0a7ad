//! Bytes that are not ASCII.

use memchr::memchr;

/// The number of bytes counted at once.
const COUNT_CHUNK: usize = 192;

/// The number of lines with such bytes.
pub(super) fn non_ascii_lines(text: &[u8]) -> u64 {
    let (mut lines, mut at) = (0, 0);
    while at < text.len() {
        let end = text.len().min(at + COUNT_CHUNK);
        match text[at..end].iter().position(|byte| !byte.is_ascii()) {
            _ if text[at..end].is_ascii() => at = end,
            Some(found) => {
                lines += 1;
                at =
                    memchr(b'\n', &text[at + found..]).map_or(text.len(), |newline| at + found + newline + 1);
            }
            None => at = end,
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lines_are_those_of_the_slow_twin(lines in prop::collection::vec("[aé]{0,300}", 0..20)) {
            let text = lines.join("\n");
            let expected = lines.iter().filter(|line| !line.is_ascii()).count() as u64;
            prop_assert_eq!(non_ascii_lines(text.as_bytes()), expected);
        }
    }
}
