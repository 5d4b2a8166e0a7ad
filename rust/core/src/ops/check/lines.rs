//! Line endings.

use memchr::{memchr, memchr_iter};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEnding {
    Newline,
    CarriageReturn,
}

impl LineEnding {
    /// The name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Newline => "LF",
            Self::CarriageReturn => "CRLF",
        }
    }

    /// The ending of the line whose newline is at `newline`.
    fn at(text: &[u8], newline: usize) -> Self {
        if text[..newline].last() == Some(&b'\r') { Self::CarriageReturn } else { Self::Newline }
    }
}

/// The line endings of a text. A last line without newline has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineEndings {
    /// The ending of the first line.
    pub first: Option<LineEnding>,
    /// The beginning of the first line that ends differently.
    pub change: Option<usize>,
}

impl LineEndings {
    /// The line endings of a text that begins with a line. `has_returns` is false if the text is known to have no
    /// carriage return.
    pub fn of(text: &[u8], has_returns: bool) -> Self {
        let Some(newline) = memchr(b'\n', text) else { return Self::default() };
        let first = LineEnding::at(text, newline);
        if !has_returns {
            return Self { first: Some(first), change: None };
        }
        let mut begin = 0;
        let mut change = None;
        for newline in memchr_iter(b'\n', text) {
            if LineEnding::at(text, newline) != first {
                change = Some(begin);
                break;
            }
            begin = newline + 1;
        }
        Self { first: Some(first), change }
    }

    /// Takes the endings of the text that follows; gives the position in it where a line ends differently for the first
    /// time.
    pub fn join(&mut self, next: Self) -> Option<usize> {
        if self.change.is_some() {
            return None;
        }
        let found = match (self.first, next.first) {
            (None, _) => next.change,
            (Some(first), Some(other)) if first != other => Some(0),
            (Some(_), _) => next.change,
        };
        self.first = self.first.or(next.first);
        self.change = found;
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_ends_in_another_way() {
        for (text, change) in [
            ("", None),
            ("a", None),
            ("a\r", None),
            ("a\nb\nc\r", None),
            ("a\rb\nc\n", None),
            ("a\r\nb\r\nc", None),
            ("a\nb\r\nc\n", Some(2)),
            ("a\r\nb\n", Some(3)),
            ("\r\n\n", Some(2)),
            ("\n\r\r\n", Some(1)),
        ] {
            let ends = |text: &str| LineEndings::of(text.as_bytes(), text.contains('\r'));
            assert_eq!(ends(text).change, change, "{text:?}");
            // The same, cut at every line.
            let mut all = LineEndings::default();
            let mut before = 0;
            let mut found = None;
            for line in text.split_inclusive('\n') {
                found = found.or(all.join(ends(line)).map(|place| before + place));
                before += line.len();
            }
            assert_eq!(found, change, "{text:?}");
        }
    }
}
