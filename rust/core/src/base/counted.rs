//! Counts with their nouns, for messages.

use std::fmt;

/// A number with the plural of the things it counts: `1 document`, `2 documents`.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a>(pub u64, pub &'a str);

impl Counted<'_> {
    /// Converts a `usize` count.
    pub fn here(count: usize, things: &str) -> Counted<'_> {
        Counted(count as u64, things)
    }
}

impl fmt::Display for Counted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count, things) = self;
        let name = if *count == 1 { things.strip_suffix('s').unwrap_or(things) } else { things };
        write!(f, "{count} {name}")
    }
}

#[cfg(test)]
mod tests {
    use crate::Counted;

    #[test]
    fn one_is_singular() {
        let told = [0, 1, 2].map(|count| Counted(count, "rows").to_string());
        assert_eq!(told, ["0 rows", "1 row", "2 rows"]);
    }
}
