//! The error of a malformed line of JSON.

/// Why a line cannot be read: a sentence that names the value.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct JsonError {
    byte: Option<usize>,
    what: String,
}

pub(super) type Result<T> = std::result::Result<T, JsonError>;

impl JsonError {
    /// Of a line as a whole, or of a place in it. What stands in the input is made fit to be shown.
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

    /// Up to which byte of the line it was read, counted from 1, if it is about one place.
    pub fn byte(&self) -> Option<usize> {
        self.byte
    }
}
