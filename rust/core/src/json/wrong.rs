//! What is wrong with a line.

use std::fmt;

/// Why a line cannot be read: a sentence that names the value.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where in the line, in bytes, if it is about one place.
    at: Option<usize>,
    /// Which value: `annotations[2].start`; empty for the whole line.
    path: String,
    /// What follows the name of the value; a sentence of its own if the line is not even JSON.
    what: String,
    is_json: bool,
}

pub(super) type Result<T> = std::result::Result<T, Box<Wrong>>;

impl Wrong {
    /// Of the value at a place.
    pub(super) fn value(at: usize, what: impl Into<String>) -> Box<Self> {
        Box::new(Self { at: Some(at), path: String::new(), what: what.into(), is_json: true })
    }

    /// Of what is no JSON.
    pub(super) fn syntax(at: usize, what: impl fmt::Display) -> Box<Self> {
        let what = format!("this is not JSON: {what}");
        Box::new(Self { at: Some(at), path: String::new(), what, is_json: false })
    }

    /// Of a line that is JSON and says what cannot be.
    pub(super) fn sentence(what: String) -> Box<Self> {
        Box::new(Self { at: None, path: String::new(), what, is_json: false })
    }

    /// The same, of a value inside another: `name` is a key, or a number in brackets.
    pub(super) fn within(mut self: Box<Self>, name: &str) -> Box<Self> {
        if self.is_json {
            let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
            self.path = format!("{name}{dot}{}", self.path);
        }
        self
    }

    /// Where in the line it is, in bytes counted from 1.
    pub fn byte(&self) -> Option<usize> {
        self.at.map(|at| at + 1)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, what, is_json, .. } = self;
        match (is_json, path.is_empty()) {
            (false, _) => f.write_str(what),
            (true, true) => write!(f, "the object {what}"),
            (true, false) => write!(f, "{path} {what}"),
        }
    }
}

impl std::error::Error for Wrong {}

/// The beginning of something, for a message.
pub(super) fn shortened(value: &str) -> String {
    const SHOWN: usize = 40;
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.into(),
    }
}
