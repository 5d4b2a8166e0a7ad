//! Opt-in decoding of HTML entities.
//!
//! The entities are those that occur in dumps: `&lt;` `&gt;` `&amp;` `&quot;` `&apos;`, and characters by number,
//! `&#39;` or `&#x3B1;`. A name without its semicolon is no entity, because mentions have `&` as text (`D&C`). Neither
//! is the number of a control character or of no character: a tab or a newline would become another column or row when
//! the value is written back. Text is unescaped once: `&amp;gt;` becomes `&gt;`.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

/// `&#x` and `;` around the longest number, with zeros before it.
const MAX_ENTITY_BYTES: usize = 16;

/// A value with its entities unescaped; borrowed where it has none.
pub fn unescape(value: &[u8]) -> Cow<'_, [u8]> {
    let mut own = Vec::new();
    let mut copied = 0;
    for at in memchr_iter(b'&', value) {
        if let Some((character, length)) = reference(&value[at..]) {
            own.extend_from_slice(&value[copied..at]);
            own.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            copied = at + length;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(value);
    }
    own.extend_from_slice(&value[copied..]);
    Cow::Owned(own)
}

/// Decodes the entity at the beginning of a text: its character, and the number of its bytes.
pub(crate) fn reference(text: &[u8]) -> Option<(char, usize)> {
    let end = memchr(b';', &text[..text.len().min(MAX_ENTITY_BYTES)])?;
    let character = match &text[1..end] {
        b"lt" => '<',
        b"gt" => '>',
        b"amp" => '&',
        b"quot" => '"',
        b"apos" => '\'',
        [b'#', b'x' | b'X', digits @ ..] => by_number(digits, 16)?,
        [b'#', digits @ ..] => by_number(digits, 10)?,
        _ => return None,
    };
    Some((character, end + 1))
}

fn by_number(digits: &[u8], radix: u32) -> Option<char> {
    // `from_str_radix` accepts a sign, which is no digit.
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    let number = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(number).filter(|character| !character.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> String {
        String::from_utf8(unescape(value.as_bytes()).into_owned()).expect("text")
    }

    #[test]
    fn entities_become_characters() {
        assert_eq!(text("HGVS:c.2063A&gt;G"), "HGVS:c.2063A>G");
        assert_eq!(text("&lt;&gt;&amp;&quot;&apos;&#39;&#x27;&#X3b1;&#00039;"), "<>&\"''\u{27}α'");
        assert_eq!(text("&amp;gt;&"), "&gt;&");
        assert_eq!(text("&#128512;"), "😀");
    }

    #[test]
    fn everything_else_stays() {
        let stays = [
            "",
            "D&C",
            "&gt",
            "&GT;",
            "&mgr;",
            "&;",
            "&#;",
            "&#x;",
            "&#+39;",
            "&#-1;",
            "&#9;",
            "&#10;",
            "&#0;",
            "&#150;",
            "&#xD800;",
            "&#x110000;",
            "&#99999999999;",
            "& gt;",
            "&&",
        ];
        for value in stays {
            assert!(matches!(unescape(value.as_bytes()), Cow::Borrowed(_)), "{value:?}");
        }
        assert_eq!(unescape(b"\xff&gt;\xfe")[..], *b"\xff>\xfe");
    }
}
