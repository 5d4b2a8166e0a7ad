//! Codes of findings: the complete list, with the severity and the sentence of each.

use std::fmt;

use crate::ProblemCode;
use crate::model::Status;

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Severity {
    /// Something is lost or wrong: a reader that trusts the file gets no row, or a wrong one.
    Error,
    /// Everything is read as it stands, but that is hardly what was meant.
    Warning,
    /// Everything is correct, but some readers stumble over it.
    Note,
}

impl Severity {
    /// All severities, the worst first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One row of the list: code, slug, severity, meaning.
macro_rules! codes {
    ($($code:ident $slug:literal $severity:ident $meaning:literal)*) => {
        /// The codes, in the alphabetical order of their slugs. Two findings at one byte sort in this order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Code {
            $(#[doc = concat!("`", $slug, "`: ", $meaning, ".")] $code,)*
        }

        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$code,)*];

            /// The stable name that programs and tests compare.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$code => $slug,)* }
            }

            pub const fn severity(self) -> Severity {
                match self { $(Self::$code => Severity::$severity,)* }
            }

            /// The meaning of the code: one sentence for people.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$code => $meaning,)* }
            }
        }
    };
}

codes! {
    BadOffset "bad_offset" Error
        "start or end is not an integer; the row is not stored"
    BadPmid "bad_pmid" Error
        "the PMID is not a plain decimal number; the row is stored with -1 instead"
    BadSpan "bad_span" Error
        "the span is reversed or negative; the annotation is stored as it stands"
    DuplicateAnnotation "duplicate_annotation" Warning
        "an annotation of the document before it is the same in every column"
    DuplicateDocumentId "duplicate_document_id" Warning
        "a document before it has the same id"
    DuplicateRow "duplicate_row" Warning
        "a row of the same PMID before it is the same in every column"
    DuplicateTextLine "duplicate_text_line" Warning
        "the document has an abstract already; the line is stored as a passage"
    EmptySpan "empty_span" Warning
        "the span ends where it begins, so it marks nothing"
    EntityWithoutType "entity_without_type" Warning
        "an entity has no pipe after a type; it is stored as an id without a type"
    ExtraColumns "extra_columns" Warning
        "more columns than the table has; the row is stored without the last ones"
    HtmlEntity "html_entity" Note
        "an HTML entity was left where its character belongs"
    InvalidUtf8 "invalid_utf8" Error
        "the line has bytes that are not UTF-8; they are read as U+FFFD"
    MissingColumns "missing_columns" Warning
        "fewer columns than the table has; the row is stored without them"
    MixedLineEnds "mixed_line_ends" Warning
        "the line ends in another way than the first line; there may be more of them"
    NulByte "nul_byte" Warning
        "the line has a NUL, at which some readers stop"
    OffsetOverflow "offset_overflow" Error
        "an offset does not fit 32 bits; the row is not stored"
    PaddedIdentifier "padded_identifier" Warning
        "white space around an identifier makes it another one"
    RelationArgument "relation_argument" Warning
        "no annotation of the document carries an argument of the relation"
    RepeatedHeader "repeated_header" Warning
        "a header row after other rows; the line is not stored"
    RowsWithoutText "rows_without_text" Error
        "no text line of this id is open; the rows are stored in a document without title and abstract"
    SpanBeyondText "span_beyond_text" Error
        "the span ends beyond the end of title and abstract"
    SpanBytes "span_bytes" Error
        "the offsets count bytes and not code points"
    SpanCase "span_case" Note
        "the text at the span is the mention but for upper and lower case"
    SpanFolded "span_folded" Note
        "the text at the span is the mention once both are folded to ASCII"
    SpanMismatch "span_mismatch" Error
        "the text at the span is not the mention, which does not stand nearby either"
    SpanShifted "span_shifted" Error
        "the mention stands a few code points before or after the span"
    SpanTrimmedTitle "span_trimmed_title" Error
        "the offsets do not count the white space at the end of the title"
    SpanUtf16 "span_utf16" Error
        "the offsets count UTF-16 units and not code points"
    TooFewColumns "too_few_columns" Error
        "too few columns for a row of its kind; the row is not stored"
    UnrecognisedLine "unrecognised_line" Error
        "neither a text line nor columns under an id; the line is not stored"
    UnsortedAnnotations "unsorted_annotations" Note
        "the annotation begins before the one before it; there may be more such in the document"
}

impl Code {
    /// The code that has a slug.
    pub fn of(slug: &str) -> Option<Self> {
        let at = Self::ALL.binary_search_by_key(&slug, |code| code.slug()).ok()?;
        Some(Self::ALL[at])
    }

    /// The reading problem that it stands for, if any.
    pub fn problem(self) -> Option<ProblemCode> {
        ProblemCode::ALL.into_iter().find(|problem| Self::from(*problem) == self)
    }

    /// The code for a mention with this status, unless the mention is exactly where its offsets say.
    pub fn of_status(status: Status) -> Option<Self> {
        Some(match status {
            Status::Exact => return None,
            Status::TrimmedTitle => Self::SpanTrimmedTitle,
            Status::Folded => Self::SpanFolded,
            Status::Case => Self::SpanCase,
            Status::Bytes => Self::SpanBytes,
            Status::Utf16 => Self::SpanUtf16,
            Status::Shifted => Self::SpanShifted,
            Status::BeyondText => Self::SpanBeyondText,
            Status::Mismatch => Self::SpanMismatch,
        })
    }
}

impl From<ProblemCode> for Code {
    fn from(problem: ProblemCode) -> Self {
        match problem {
            ProblemCode::BadOffset => Self::BadOffset,
            ProblemCode::BadPmid => Self::BadPmid,
            ProblemCode::BadSpan => Self::BadSpan,
            ProblemCode::DuplicateTextLine => Self::DuplicateTextLine,
            ProblemCode::EntityWithoutType => Self::EntityWithoutType,
            ProblemCode::ExtraColumns => Self::ExtraColumns,
            ProblemCode::InvalidUtf8 => Self::InvalidUtf8,
            ProblemCode::MissingColumns => Self::MissingColumns,
            ProblemCode::OffsetOverflow => Self::OffsetOverflow,
            ProblemCode::RepeatedHeader => Self::RepeatedHeader,
            ProblemCode::RowsWithoutText => Self::RowsWithoutText,
            ProblemCode::TooFewColumns => Self::TooFewColumns,
            ProblemCode::UnrecognisedLine => Self::UnrecognisedLine,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

/// A set of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Codes(u64);

impl Codes {
    /// All codes.
    pub const ALL: Self = Self((1 << Code::ALL.len()) - 1);

    /// True if the set has the code.
    #[inline]
    pub fn has(self, code: Code) -> bool {
        self.0 >> code as u8 & 1 == 1
    }

    /// True if the set has a code of a span status.
    pub fn have_spans(self) -> bool {
        Status::ALL.into_iter().filter_map(Code::of_status).any(|code| self.has(code))
    }
}

impl FromIterator<Code> for Codes {
    fn from_iter<I: IntoIterator<Item = Code>>(codes: I) -> Self {
        Self(codes.into_iter().fold(0, |set, code| set | 1 << code as u8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_the_order_of_their_slugs() {
        assert!(Code::ALL.is_sorted_by_key(|code| code.slug()));
        assert!(Code::ALL.len() < 64);
        for (at, &code) in Code::ALL.iter().enumerate() {
            assert_eq!(code as usize, at);
            assert_eq!(Code::of(code.slug()), Some(code));
        }
        assert_eq!(Code::of("bad"), None);
    }

    #[test]
    fn problems_and_statuses_mean_what_they_mean_elsewhere() {
        for problem in ProblemCode::ALL {
            let code = Code::from(problem);
            assert_eq!((code.slug(), code.meaning()), (problem.slug(), problem.meaning()));
            assert_eq!(code.problem(), Some(problem));
        }
        for status in Status::ALL.into_iter().skip(1) {
            let code = Code::of_status(status).expect("a finding");
            assert_eq!(code.slug(), format!("span_{}", status.name()));
            assert_eq!(code.problem(), None);
        }
    }

    #[test]
    fn sets() {
        assert!(Code::ALL.iter().all(|&code| Codes::ALL.has(code)));
        let some: Codes = [Code::NulByte, Code::SpanCase].into_iter().collect();
        assert!(some.has(Code::SpanCase) && !some.has(Code::SpanBytes) && some.have_spans());
        assert!(![Code::BadSpan].into_iter().collect::<Codes>().have_spans());
    }
}
