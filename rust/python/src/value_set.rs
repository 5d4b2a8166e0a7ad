//! Values to look for in a string column.

use std::borrow::Cow;
use std::collections::HashSet;

use pyo3::prelude::*;

/// A set of values to look for.
pub struct ValueSet {
    values: HashSet<Vec<u8>>,
    absent: bool,
    /// True if a value contains U+FFFD, which may stand for bytes that are not UTF-8.
    repaired: bool,
}

impl ValueSet {
    pub fn new(values: Vec<Option<String>>) -> Self {
        let absent = values.contains(&None);
        let repaired = values.iter().flatten().any(|value| value.contains('\u{fffd}'));
        Self { values: values.into_iter().flatten().map(String::into_bytes).collect(), absent, repaired }
    }

    /// A set of one value; it is empty unless the value is `None` or a `str` that a file can contain.
    pub fn one(value: &Bound<'_, PyAny>) -> Self {
        Self::new(value.extract().map_or_else(|_| Vec::new(), |value| vec![value]))
    }

    pub fn has(&self, value: Option<&[u8]>) -> bool {
        let Some(value) = value else {
            return self.absent;
        };
        if self.repaired
            && let Cow::Owned(value) = String::from_utf8_lossy(value)
        {
            return self.values.contains(value.as_bytes());
        }
        self.values.contains(value)
    }
}
