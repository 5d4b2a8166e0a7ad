//! Problems of lines: the complete list of codes, and the sentence for each.

use std::fmt;

use memchr::memchr_iter;

use crate::Counted;

/// The problem codes, in the alphabetical order of their slugs. Two problems at one byte sort in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ProblemCode {
    /// A row with the columns of an annotation whose start or end is not an integer. Nothing is stored.
    BadOffset,
    /// A row of a table whose PMID is not a plain decimal number. It is stored with the PMID -1.
    BadPmid,
    /// An annotation whose span is reversed or negative. It is stored as it stands.
    BadSpan,
    /// A further abstract line of one document. It is stored as a passage.
    DuplicateTextLine,
    /// An entity of a relation table without a pipe. It is stored as an id without a type.
    EntityWithoutType,
    /// More columns than the table has. The first ones are stored.
    ExtraColumns,
    /// Bytes that are not UTF-8. They are stored, and read as U+FFFD.
    InvalidUtf8,
    /// Fewer columns than the table has. The row is stored without the missing ones.
    MissingColumns,
    /// An offset beyond 32 bits. Nothing is stored.
    OffsetOverflow,
    /// A header row after the first line that is not blank. Nothing is stored.
    RepeatedHeader,
    /// A row whose id has no preceding text line. It is stored in a document of its own.
    RowsWithoutText,
    /// Fewer columns than any row has. Nothing is stored.
    TooFewColumns,
    /// Neither a text line nor tab-separated columns under an id. Nothing is stored.
    UnrecognisedLine,
}

impl ProblemCode {
    pub const ALL: [Self; 13] = [
        Self::BadOffset,
        Self::BadPmid,
        Self::BadSpan,
        Self::DuplicateTextLine,
        Self::EntityWithoutType,
        Self::ExtraColumns,
        Self::InvalidUtf8,
        Self::MissingColumns,
        Self::OffsetOverflow,
        Self::RepeatedHeader,
        Self::RowsWithoutText,
        Self::TooFewColumns,
        Self::UnrecognisedLine,
    ];

    /// The stable name that programs and tests compare.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::BadOffset => "bad_offset",
            Self::BadPmid => "bad_pmid",
            Self::BadSpan => "bad_span",
            Self::DuplicateTextLine => "duplicate_text_line",
            Self::EntityWithoutType => "entity_without_type",
            Self::ExtraColumns => "extra_columns",
            Self::InvalidUtf8 => "invalid_utf8",
            Self::MissingColumns => "missing_columns",
            Self::OffsetOverflow => "offset_overflow",
            Self::RepeatedHeader => "repeated_header",
            Self::RowsWithoutText => "rows_without_text",
            Self::TooFewColumns => "too_few_columns",
            Self::UnrecognisedLine => "unrecognised_line",
        }
    }

    /// The distinct codes of `problems`, in order of first appearance.
    pub fn seen(problems: &[Problem]) -> Vec<Self> {
        let mut seen = Vec::new();
        for problem in problems {
            if !seen.contains(&problem.code) {
                seen.push(problem.code);
            }
        }
        seen
    }

    /// The meaning of the code: one sentence for people.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::BadOffset => "start or end is not an integer; the row is not stored",
            Self::BadPmid => "the PMID is not a plain decimal number; the row is stored with -1 instead",
            Self::BadSpan => "the span is reversed or negative; the annotation is stored as it stands",
            Self::DuplicateTextLine => {
                "the document has an abstract already; the line is stored as a passage"
            }
            Self::EntityWithoutType => {
                "an entity has no pipe after a type; it is stored as an id without a type"
            }
            Self::ExtraColumns => "more columns than the table has; the row is stored without the last ones",
            Self::InvalidUtf8 => "the line has bytes that are not UTF-8; they are read as U+FFFD",
            Self::MissingColumns => "fewer columns than the table has; the row is stored without them",
            Self::OffsetOverflow => "an offset does not fit 32 bits; the row is not stored",
            Self::RepeatedHeader => "a header row after other rows; the line is not stored",
            Self::RowsWithoutText => {
                "no text line of this id is open; the rows are stored in a document without title and abstract"
            }
            Self::TooFewColumns => "too few columns for a row of its kind; the row is not stored",
            Self::UnrecognisedLine => "neither a text line nor columns under an id; the line is not stored",
        }
    }

    /// The sentence for one line: what was found and what it means.
    pub fn message(self, line: &[u8]) -> String {
        let columns = memchr_iter(b'\t', line).count() + 1;
        let seen = match self {
            Self::BadOffset | Self::BadSpan | Self::OffsetOverflow => {
                let numbers: Vec<_> = line.split(|&b| b == b'\t').skip(1).take(4).map(excerpt).collect();
                format!("columns 2 to 5 are {}", numbers.join(", "))
            }
            Self::ExtraColumns | Self::MissingColumns | Self::TooFewColumns => {
                Counted::here(columns, "columns").to_string()
            }
            Self::BadPmid => {
                format!("column 1 is {}", excerpt(line.split(|&b| b == b'\t').next().unwrap_or_default()))
            }
            _ => excerpt(line),
        };
        format!("{seen}: {}", self.meaning())
    }
}

impl fmt::Display for ProblemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

/// The beginning of a value, quoted and escaped so that an input cannot garble a terminal.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    const MAX_SHOWN: usize = 40;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4 * MAX_SHOWN)]);
    let mut shown: String = head.chars().take(MAX_SHOWN).collect();
    if shown.len() < bytes.len() {
        shown.push('…');
    }
    format!("{shown:?}")
}

/// A problem and its position in the whole input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Line, counted from 1; comments and blank lines count.
    pub line: u64,
    /// Offset of the line's first byte; for [`ProblemCode::InvalidUtf8`], of the first invalid byte.
    pub byte: u64,
    pub code: ProblemCode,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_the_order_of_their_slugs() {
        assert!(ProblemCode::ALL.is_sorted_by_key(|code| code.slug()));
        for (at, code) in ProblemCode::ALL.into_iter().enumerate() {
            assert_eq!(code as usize, at);
        }
    }

    #[test]
    fn a_message_shows_the_line_escaped_and_short() {
        let message = ProblemCode::UnrecognisedLine.message(b"\x1b[31m\xff");
        assert!(message.starts_with("\"\\u{1b}[31m\u{fffd}\": neither"), "{message}");
        assert!(ProblemCode::UnrecognisedLine.message(&[b'x'; 10_000]).len() < 200);
        assert!(ProblemCode::TooFewColumns.message(b"1\tx").starts_with("2 columns: too few"));
        assert!(ProblemCode::BadPmid.message(b"PMC1\tGene").starts_with("column 1 is \"PMC1\": the PMID"));
    }
}
