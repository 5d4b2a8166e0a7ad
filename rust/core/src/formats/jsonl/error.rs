//! The error of a malformed line of JSON.

/// The reason why a line cannot be read: a sentence that names the value.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct JsonError {
    byte: Option<usize>,
    what: String,
}

pub(super) type Result<T> = std::result::Result<T, JsonError>;

impl JsonError {
    /// An error about a whole line, or about one byte of it. Control characters are escaped and long texts shortened.
    pub(super) fn new(byte: Option<usize>, what: &str) -> Self {
        const MAX_SHOWN_BYTES: usize = 150;
        let mut at = what.char_indices().map(|(at, _)| at);
        let what = match (at.nth(MAX_SHOWN_BYTES), at.nth_back(MAX_SHOWN_BYTES)) {
            (Some(begin), Some(end)) => format!("{}…{}", &what[..begin], &what[end..]),
            _ => what.into(),
        };
        let shown = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.into() };
        Self { byte, what: what.chars().map(shown).collect() }
    }

    /// The number of bytes of the line that were read up to the error, if it is about one position.
    pub fn byte(&self) -> Option<usize> {
        self.byte
    }
}
