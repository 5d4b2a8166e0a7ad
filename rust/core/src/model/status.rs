//! The relation between a mention and the text at its offsets.

/// The relation between an annotation's mention and the text at its offsets: the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum Status {
    /// The text between the offsets is the mention.
    Exact,
    /// The text is the mention if the white space at the end of the title is the separator before the abstract.
    TrimmedTitle,
    /// The text has the length of the mention, and equals it once both are folded to ASCII as NCBI does.
    Folded,
    /// The text equals the mention except for case.
    Case,
    /// The text is the mention if offsets count bytes.
    Bytes,
    /// The text is the mention if offsets count UTF-16 units.
    Utf16,
    /// The mention stands a few code points before or after.
    Shifted,
    /// The end lies beyond the end of the text.
    BeyondText,
    /// None of these.
    Mismatch,
}

impl Status {
    /// All statuses, in the order in which they are tried, which is the order of their codes.
    pub const ALL: [Self; 9] = [
        Self::Exact,
        Self::TrimmedTitle,
        Self::Folded,
        Self::Case,
        Self::Bytes,
        Self::Utf16,
        Self::Shifted,
        Self::BeyondText,
        Self::Mismatch,
    ];

    /// Its code in a column.
    pub fn code(self) -> i32 {
        self as i32
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::TrimmedTitle => "trimmed_title",
            Self::Folded => "folded",
            Self::Case => "case",
            Self::Bytes => "bytes",
            Self::Utf16 => "utf16",
            Self::Shifted => "shifted",
            Self::BeyondText => "beyond_text",
            Self::Mismatch => "mismatch",
        }
    }

    /// True if the mention stands elsewhere, at a known position.
    pub fn is_repairable(self) -> bool {
        matches!(self, Self::TrimmedTitle | Self::Bytes | Self::Utf16 | Self::Shifted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_places() {
        assert!((0..).zip(Status::ALL).all(|(place, status)| status.code() == place));
    }
}
