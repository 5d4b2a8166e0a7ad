//! JSON (RFC 8259), value by value. Which values there can be is known beforehand, so nothing nests deeper than that.

use std::borrow::Cow;

use memchr::memchr2;

use super::escape::character;
use super::wrong::{Result, Wrong, shortened};

/// A place in a line of JSON.
pub(super) struct Cursor<'l> {
    line: &'l str,
    at: usize,
}

impl<'l> Cursor<'l> {
    /// The beginning of a line.
    pub fn new(line: &'l [u8]) -> Result<Self> {
        match simdutf8::compat::from_utf8(line) {
            Ok(line) => Ok(Self { line, at: 0 }),
            Err(error) => Err(Wrong::syntax(error.valid_up_to(), "these bytes are not UTF-8")),
        }
    }

    /// Where the next value begins.
    pub fn at(&mut self) -> usize {
        self.peek();
        self.at
    }

    /// Whether the next value is a number.
    pub fn is_number(&mut self) -> bool {
        matches!(self.peek(), Some(b'-' | b'0'..=b'9'))
    }

    /// Fails unless there is nothing but white space before the line ends.
    pub fn end(&mut self) -> Result<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(Wrong::syntax(self.at, "something follows the object")),
        }
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.line.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    /// Passes a byte, if it is the next one.
    fn passes(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// What is between the values of a list or an object: whether it goes on.
    fn goes_on(&mut self, close: u8) -> Result<bool> {
        match self.peek() {
            Some(b',') => self.at += 1,
            Some(byte) if byte == close => {
                self.at += 1;
                return Ok(false);
            }
            _ => {
                let close = char::from(close);
                return Err(Wrong::syntax(self.at, format_args!("there must be , or {close} after a value")));
            }
        }
        Ok(true)
    }

    /// Reads an object that has some of these keys, in any order, each once: `value` reads the value of the
    /// key with a number. Returns which ones there are, a bit for each.
    pub fn object(
        &mut self,
        keys: &[&str],
        mut value: impl FnMut(&mut Self, usize) -> Result<()>,
    ) -> Result<u32> {
        if !self.passes(b'{') {
            return Err(self.unexpected("an object"));
        }
        let (mut found, mut next) = (0, 0);
        if self.passes(b'}') {
            return Ok(found);
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(Wrong::syntax(self.at, "a key in quotes must stand here"));
            }
            let begin = self.at;
            let key = self.string()?;
            // Most often keys are in order.
            let Some(number) = (next..keys.len()).chain(0..next).find(|&number| keys[number] == key) else {
                let key = shortened(&key);
                return Err(Wrong::value(begin, format!("has a key {key:?} that is not read: remove it")));
            };
            if found & 1 << number != 0 {
                return Err(Wrong::value(begin, format!("has the key {key:?} twice")));
            }
            found |= 1 << number;
            next = number + 1;
            if !self.passes(b':') {
                return Err(Wrong::syntax(self.at, "there must be : after a key"));
            }
            value(self, number).map_err(|wrong| wrong.within(keys[number]))?;
            if !self.goes_on(b'}')? {
                return Ok(found);
            }
        }
    }

    /// Reads a list, or null for an empty one.
    pub fn list(&mut self, mut value: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        if self.null() {
            return Ok(());
        }
        if !self.passes(b'[') {
            return Err(self.unexpected("a list"));
        }
        if self.passes(b']') {
            return Ok(());
        }
        for number in 0.. {
            value(self).map_err(|wrong| wrong.within(&format!("[{number}]")))?;
            if !self.goes_on(b']')? {
                break;
            }
        }
        Ok(())
    }

    /// Passes null, if that is next.
    pub fn null(&mut self) -> bool {
        let is_null = self.peek() == Some(b'n') && self.line[self.at..].starts_with("null");
        if is_null {
            self.at += 4;
        }
        is_null
    }

    /// Reads a value, or none for null.
    pub fn optional<T>(&mut self, value: impl FnOnce(&mut Self) -> Result<T>) -> Result<Option<T>> {
        if self.null() { Ok(None) } else { value(self).map(Some) }
    }

    /// Reads a string.
    pub fn string(&mut self) -> Result<Cow<'l, str>> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a string"));
        }
        let bytes = self.line.as_bytes();
        let begin = self.at + 1;
        let (mut at, mut unescaped) = (begin, String::new());
        loop {
            let Some(length) = memchr2(b'"', b'\\', &bytes[at..]) else {
                return Err(Wrong::syntax(self.at, "the string has no end"));
            };
            let end = at + length;
            // All bytes are looked at, so that many are at once.
            if bytes[at..end].iter().fold(false, |is_control, &byte| is_control | (byte < 0x20)) {
                return Err(Wrong::syntax(self.at, "a control character stands in a string as it is"));
            }
            let part = &self.line[at..end];
            if bytes[end] == b'\\' {
                unescaped.push_str(part);
                at = self.escape(end, &mut unescaped)?;
                continue;
            }
            self.at = end + 1;
            if at == begin {
                return Ok(Cow::Borrowed(part));
            }
            unescaped.push_str(part);
            return Ok(Cow::Owned(unescaped));
        }
    }

    /// Appends what stands for an escape; returns where that ends.
    fn escape(&self, at: usize, text: &mut String) -> Result<usize> {
        text.push(match self.line.as_bytes().get(at + 1) {
            Some(&byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let (character, end) = character(self.line, at)?;
                text.push(character);
                return Ok(end);
            }
            _ => return Err(Wrong::syntax(at, "there is no such escape")),
        });
        Ok(at + 2)
    }

    /// Reads a whole number, of which some tools write `7.0`: its sign and digits.
    pub fn whole(&mut self, must_be: &str) -> Result<&'l str> {
        if !self.is_number() {
            return Err(self.unexpected(must_be));
        }
        let begin = self.at;
        let rest = &self.line[begin..];
        let digits = |from: usize| rest[from..].bytes().take_while(u8::is_ascii_digit).count();
        let sign = usize::from(rest.starts_with('-'));
        let whole = sign + digits(sign);
        let mut end = whole;
        let mut is_whole = true;
        let mut is_number = match whole - sign {
            0 => false,
            1 => true,
            _ => rest.as_bytes()[sign] != b'0',
        };
        if rest[end..].starts_with('.') {
            let fraction = digits(end + 1);
            is_number &= fraction > 0;
            is_whole = rest[end + 1..end + 1 + fraction].bytes().all(|digit| digit == b'0');
            end += 1 + fraction;
        }
        if rest[end..].starts_with(['e', 'E']) {
            let sign = usize::from(rest[end + 1..].starts_with(['+', '-']));
            let exponent = digits(end + 1 + sign);
            is_number &= exponent > 0;
            is_whole = false;
            end += 1 + sign + exponent;
        }
        match (is_number, is_whole) {
            (false, _) => Err(self.unexpected(must_be)),
            (true, false) => Err(self.not(must_be)),
            (true, true) => {
                self.at = begin + end;
                Ok(&rest[..whole])
            }
        }
    }

    /// Reads a whole number of 32 bits.
    pub fn int32(&mut self) -> Result<i32> {
        const MUST_BE: &str = "a whole number of 32 bits";
        let begin = self.at();
        let number = self.whole(MUST_BE)?.parse();
        number.map_err(|_| {
            self.at = begin;
            self.not(MUST_BE)
        })
    }

    /// There is another value than there must be, or none.
    fn unexpected(&mut self, must_be: &str) -> Box<Wrong> {
        let Some(first) = self.peek() else {
            return Wrong::syntax(self.at, "the line ends in the middle of the object");
        };
        let rest = &self.line[self.at..];
        let number = rest.strip_prefix('-').unwrap_or(rest);
        if rest.starts_with("NaN") || number.starts_with("Infinity") {
            return Wrong::syntax(self.at, "NaN and Infinity are no values; null stands for none");
        }
        let is_number = number.starts_with(|digit: char| digit.is_ascii_digit())
            && !(number.starts_with('0') && number[1..].starts_with(|digit: char| digit.is_ascii_digit()));
        let is_word = ["true", "false", "null"].iter().any(|word| rest.starts_with(word));
        match first {
            b'"' | b'{' | b'[' => self.not(must_be),
            _ if is_number || is_word => self.not(must_be),
            _ => Wrong::syntax(self.at, "no value is written like this"),
        }
    }

    /// The value is not what it must be.
    fn not(&self, must_be: &str) -> Box<Wrong> {
        let rest = &self.line[self.at..];
        let shown = match rest.as_bytes().first() {
            Some(b'[') => "a list".into(),
            Some(b'{') => "an object".into(),
            Some(b'"') => shortened(&rest[..rest[1..].find('"').map_or(rest.len(), |end| end + 2)]),
            _ => shortened(&rest[..rest.find([',', '}', ']', ' ']).unwrap_or(rest.len())]),
        };
        Wrong::value(self.at, format!("must be {must_be}, not {shown}"))
    }
}

/// Fails unless an object has the keys of which there is a bit.
pub(super) fn require(found: u32, required: u32, keys: &[&str], at: usize) -> Result<()> {
    match keys.iter().enumerate().find(|(number, _)| required & !found & 1 << number != 0) {
        Some((_, key)) => Err(Wrong::value(at, format!("has no key {key:?}"))),
        None => Ok(()),
    }
}
