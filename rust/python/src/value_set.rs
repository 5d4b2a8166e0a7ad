//! Values to look for in a string column.

use std::borrow::Cow;
use std::collections::HashSet;

use pyo3::prelude::*;

/// Values to look for.
pub struct ValueSet {
    values: HashSet<Vec<u8>>,
    absent: bool,
    /// True if a value has U+FFFD, which replaces bytes that are not UTF-8.
    repaired: bool,
}

impl ValueSet {
    pub fn new(values: Vec<Option<String>>) -> Self {
        let absent = values.contains(&None);
        let repaired = values.iter().flatten().any(|value| value.contains('\u{fffd}'));
        Self { values: values.into_iter().flatten().map(String::into_bytes).collect(), absent, repaired }
    }

    /// One value; anything that is neither `None` nor a `str` that a file can hold equals no value.
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
