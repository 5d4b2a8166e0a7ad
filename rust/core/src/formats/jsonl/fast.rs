//! Converts documents to block text while reading them, if they look as `convert` writes them: all keys are present and
//! in order, and no value could be read as something else. All other lines are left to [`super::document`].

use crate::text::number;

/// The longest id for which no line is longer than the keys of its row in JSON.
pub(super) const SHORT: usize = 16;

/// Appends a document as block text, and the blank line that ends it; nothing if the document is an unusual one.
pub(super) fn convert(line: &[u8], text: &mut Vec<u8>) -> bool {
    let Ok(line) = simdutf8::basic::from_utf8(line) else { return false };
    let begin = text.len();
    let is_usual = FastLine { line, at: 0, id: b"", text }.document().is_some();
    if !is_usual {
        text.truncate(begin);
    }
    is_usual
}

struct FastLine<'l, 't> {
    line: &'l str,
    at: usize,
    id: &'l [u8],
    text: &'t mut Vec<u8>,
}

/// A function that reads a row.
type ReadRow<'l, 't> = fn(&mut FastLine<'l, 't>) -> Option<()>;

impl<'l, 't> FastLine<'l, 't> {
    fn document(&mut self) -> Option<()> {
        let begin = self.text.len();
        self.key(b'{', b"\"document_id\"")?;
        self.id = self.name()?;
        self.key(b',', b"\"pmid\"")?;
        if !self.null() && (self.number()? != self.id || number::pmid(self.id) < 0) {
            return None;
        }
        for (key, head) in [(&b"\"title\""[..], b"|t|"), (b"\"abstract\"", b"|a|")] {
            self.key(b',', key)?;
            if !self.null() {
                self.begin(head);
                self.string(true)?;
                self.text.push(b'\n');
            }
        }
        self.list(b"\"passages\"", Self::passage)?;
        self.list(b"\"annotations\"", Self::annotation)?;
        self.list(b"\"relations\"", Self::relation)?;
        self.token(b'}')?;
        if self.peek().is_some() || self.text.len() == begin {
            return None;
        }
        self.text.push(b'\n');
        Some(())
    }

    fn passage(&mut self) -> Option<()> {
        self.key(b'{', b"\"tag\"")?;
        let tag = self.name()?;
        if matches!(tag, b"t" | b"title" | b"a" | b"abstract") {
            return None;
        }
        self.key(b',', b"\"text\"")?;
        self.begin(b"|");
        self.text.extend_from_slice(tag);
        self.text.push(b'|');
        self.string(true)
    }

    fn annotation(&mut self) -> Option<()> {
        self.key(b'{', b"\"start\"")?;
        self.begin(b"\t");
        let start = self.number()?;
        self.text.extend_from_slice(start);
        self.key(b',', b"\"end\"")?;
        self.text.push(b'\t');
        let end = self.number()?;
        self.text.extend_from_slice(end);
        self.column(b"\"mention\"")?;
        self.column(b"\"type\"")?;
        self.key(b',', b"\"identifier\"")?;
        let has_identifier = !self.null();
        if has_identifier {
            self.text.push(b'\t');
            self.string(false)?;
        }
        self.key(b',', b"\"extra\"")?;
        if !self.null() {
            // Without an identifier, `extra` is the annotation number of FBK.
            has_identifier.then_some(())?;
            self.text.push(b'\t');
            self.string(true)?;
        }
        Some(())
    }

    fn relation(&mut self) -> Option<()> {
        self.begin(b"");
        let places = [&b"\"type\""[..], b"\"arg1\"", b"\"arg2\""].map(|key| {
            let begin = self.text.len() + 1;
            self.key(if key == b"\"type\"" { b'{' } else { b',' }, key)?;
            self.text.push(b'\t');
            self.string(false)?;
            Some(begin)
        });
        let [Some(kind), Some(arg1), Some(arg2)] = places else { return None };
        let is_usual = self.text.get(kind).is_some_and(u8::is_ascii_alphabetic)
            && &self.text[kind..arg1 - 1] != b"direction"
            && !self.text[arg2..].starts_with(b"Subject:");
        is_usual.then_some(())?;
        self.key(b',', b"\"extra\"")?;
        if !self.null() {
            self.text.push(b'\t');
            self.string(false)?;
        }
        Some(())
    }

    /// Begins a line with the id and `then`.
    fn begin(&mut self, then: &[u8]) {
        self.text.extend_from_slice(self.id);
        self.text.extend_from_slice(then);
    }

    /// Reads a list of rows, each of which becomes a line.
    fn list(&mut self, key: &[u8], row: ReadRow<'l, 't>) -> Option<()> {
        self.key(b',', key)?;
        self.token(b'[')?;
        if self.token(b']').is_some() {
            return Some(());
        }
        loop {
            row(self)?;
            self.token(b'}')?;
            self.text.push(b'\n');
            if self.token(b',').is_none() {
                return self.token(b']');
            }
        }
    }

    /// Skips white space and returns the next byte.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        loop {
            match *self.line.as_bytes().get(self.at)? {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }

    /// Consumes `byte`, after any white space.
    #[inline]
    fn token(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Consumes `before`, the quoted key, and the colon.
    #[inline]
    fn key(&mut self, before: u8, key: &[u8]) -> Option<()> {
        self.token(before)?;
        self.peek()?;
        self.line.as_bytes()[self.at..].starts_with(key).then(|| self.at += key.len())?;
        self.token(b':')
    }

    #[inline]
    fn null(&mut self) -> bool {
        let is_null = self.peek() == Some(b'n') && self.line.as_bytes()[self.at..].starts_with(b"null");
        self.at += if is_null { 4 } else { 0 };
        is_null
    }

    /// Reads a number that is the same in block text: up to nine digits.
    #[inline]
    fn number(&mut self) -> Option<&'l [u8]> {
        self.peek()?;
        let rest = &self.line.as_bytes()[self.at..];
        let sign = usize::from(rest[0] == b'-');
        let digits = rest[sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let is_plain = match rest.get(sign)? {
            b'0' => digits == 1 && sign == 0,
            _ => (1..=9).contains(&digits),
        };
        self.at += sign + digits;
        is_plain.then(|| &rest[..sign + digits])
    }

    /// Reads a short string of letters, digits, underscores, hyphens and dots.
    fn name(&mut self) -> Option<&'l [u8]> {
        self.token(b'"')?;
        let rest = &self.line.as_bytes()[self.at..];
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let length = rest.iter().take_while(|byte| is_part(byte)).count();
        self.at += length;
        self.token(b'"')?;
        // There may be white space before the quote.
        (rest.get(length) == Some(&b'"') && (1..=SHORT).contains(&length)).then(|| &rest[..length])
    }

    /// Appends a tab and the string of a key.
    #[inline]
    fn column(&mut self, key: &[u8]) -> Option<()> {
        self.key(b',', key)?;
        self.text.push(b'\t');
        self.string(false)
    }

    /// Appends a string.
    #[inline]
    fn string(&mut self, may_have_tabs: bool) -> Option<()> {
        self.token(b'"')?;
        let bytes = self.line.as_bytes();
        loop {
            let length = plain(&bytes[self.at..])?;
            self.text.extend_from_slice(&bytes[self.at..self.at + length]);
            self.at += length;
            match bytes[self.at] {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.escape(may_have_tabs)?,
                _ => return None,
            }
        }
    }

    #[cold]
    fn escape(&mut self, may_have_tabs: bool) -> Option<()> {
        let (character, end) = match *self.line.as_bytes().get(self.at + 1)? {
            byte @ (b'"' | b'\\' | b'/') => (char::from(byte), self.at + 2),
            b't' => ('\t', self.at + 2),
            b'u' => character(self.line, self.at)?,
            _ => return None,
        };
        if character < ' ' && !(character == '\t' && may_have_tabs) {
            return None;
        }
        self.text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        self.at = end;
        Some(())
    }
}

/// The character of `\uxxxx`, or of two that are a surrogate pair, and where that ends.
fn character(line: &str, at: usize) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = line.get(at..at + 6)?.strip_prefix("\\u")?;
        let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_hexadecimal.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
    };
    let pair = [unit(at)?, unit(at + 6).unwrap_or_default()];
    let character = char::decode_utf16(pair).next()?.ok()?;
    Some((character, at + 6 * character.len_utf16()))
}

/// The number of bytes before the first quote, backslash or control character.
#[inline]
fn plain(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let less = |word: u64, byte: u8| word.wrapping_sub(ONES * u64::from(byte)) & !word;
    let (words, _) = bytes.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let is = |byte: u8| less(word ^ (ONES * u64::from(byte)), 1);
        // The borrow causes false matches only behind the first true one.
        let found = (less(word, 0x20) | is(b'"') | is(b'\\')) & HIGH;
        if found != 0 {
            return Some(8 * at + found.trailing_zeros() as usize / 8);
        }
    }
    let rest = 8 * words.len();
    let found = bytes[rest..].iter().position(|byte| matches!(byte, 0..0x20 | b'"' | b'\\'));
    found.map(|at| rest + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_documents_go_straight() {
        let line = br#"{"document_id":"12","pmid":12,"title":"a \"b\"\u00e9","abstract":null,"passages":[{"tag":"body","text":"x\ty"}],"annotations":[{"start":0,"end":-1,"mention":"a","type":"G","identifier":null,"extra":null},{"start":0,"end":1,"mention":"a","type":"G","identifier":"","extra":"x\ty"}],"relations":[{"type":"CID","arg1":"x","arg2":"","extra":null}]}"#;
        let mut text = Vec::new();
        assert!(convert(line, &mut text));
        let expected =
            "12|t|a \"b\"é\n12|body|x\ty\n12\t0\t-1\ta\tG\n12\t0\t1\ta\tG\t\tx\ty\n12\tCID\tx\t\n\n";
        assert_eq!(String::from_utf8_lossy(&text), expected);
        let spaced = String::from_utf8_lossy(line).replace(',', ", ").replace(':', ": ");
        let mut again = Vec::new();
        assert!(convert(spaced.as_bytes(), &mut again) && again == text);
    }

    #[test]
    fn the_first_byte_that_is_not_plain() {
        for length in 0..40 {
            for byte in [b'"', b'\\', 0x1f, 0] {
                let mut bytes = "é~!#[ \u{7f}\u{ff}".repeat(6).into_bytes()[..length].to_vec();
                assert_eq!(plain(&bytes), None);
                bytes.extend([byte, b'"', b'x', 0]);
                assert_eq!(plain(&bytes), Some(length), "{byte}");
            }
        }
    }
}
