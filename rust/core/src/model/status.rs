//! The relation between a mention and the text at its offsets.

/// The relation between the text at an annotation's offsets and its mention: the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum Status {
    /// The text between the offsets is the mention.
    Exact,
    /// It is, if the white space that the title ends with is the separator before the abstract.
    TrimmedTitle,
    /// It has the length of the mention, and equals it once both are folded to ASCII as NCBI does.
    Folded,
    /// It equals the mention but for case.
    Case,
    /// It is the mention, if offsets count bytes.
    Bytes,
    /// It is the mention, if offsets count UTF-16 units.
    Utf16,
    /// The mention stands a few code points before or after.
    Shifted,
    /// The end lies beyond the end of the text.
    BeyondText,
    /// None of these.
    Mismatch,
}

impl Status {
    /// All of them, in the order in which they are tried, which is the order of their codes.
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

    /// True if the mention stands elsewhere than the offsets say, and its position is known.
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
