//! Rules that recognise a missing identifier, and the files that use them.
//!
//! | rule | the cell | seen in |
//! |---|---|---|
//! | `dash` | `-` | tables (recognised, not normalised), BioRED, NLM-Chem, tmVar |
//! | `minus_one` | `-1` | BC5CDR |
//! | `none` | `None` | gene tables |
//! | `null` | `null` | BioC-JSON's `null`, written out |
//! | `empty` | nothing | old dumps, the API's export |
//! | `absent` | the row ends before it | rows of five columns, FBK |
//!
//! Exactly these bytes, in this case: `none` or ` -` was never seen to mean a missing identifier, and neither
//! `0` (Linnaeus has it for a species without number) nor `unknown:-1` (a crowd's) is the file's word for one.

use std::sync::Arc;

use crate::base::share::{chunks, cut, map};
use crate::columns::ColumnVec;
use crate::model::{DictionaryColumn, Rows, StringColumn};
use crate::{Cancel, Result};

/// An identifier's presence, or the rule by which it is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Missing {
    /// It is there.
    Present,
    /// `-`
    Dash,
    /// `-1`
    MinusOne,
    /// `None`
    None,
    /// `null`
    Null,
    /// A cell without a byte.
    Empty,
    /// No cell.
    Absent,
}

impl Missing {
    /// All rules; the code of a rule is its index.
    pub const ALL: [Self; 7] =
        [Self::Present, Self::Dash, Self::MinusOne, Self::None, Self::Null, Self::Empty, Self::Absent];

    /// The rule for an identifier, or for one of several in a cell.
    #[inline]
    pub fn of(identifier: Option<&[u8]>) -> Self {
        match identifier {
            None => Self::Absent,
            Some(b"") => Self::Empty,
            Some(b"-") => Self::Dash,
            Some(b"-1") => Self::MinusOne,
            Some(b"None") => Self::None,
            Some(b"null") => Self::Null,
            Some(_) => Self::Present,
        }
    }

    #[inline]
    pub fn is_missing(self) -> bool {
        self != Self::Present
    }

    /// The code in a column.
    #[inline]
    pub fn code(self) -> i32 {
        self as i32
    }

    /// The name of the rule.
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Dash => "dash",
            Self::MinusOne => "minus_one",
            Self::None => "none",
            Self::Null => "null",
            Self::Empty => "empty",
            Self::Absent => "absent",
        }
    }
}

/// The rule of each row, as a dictionary column. Code 0 is an identifier that is there, so `code != 0` is a mask.
pub fn missing(
    column: &StringColumn,
    rows: &Rows,
    threads: usize,
    cancel: &Cancel,
) -> Result<DictionaryColumn> {
    let mut codes = ColumnVec::zeroed(rows.len());
    let chunks = chunks(rows.len());
    let pieces = cut(&mut codes, chunks.iter().map(ExactSizeIterator::len));
    map(threads, chunks.iter().cloned().zip(pieces).collect(), |(places, codes)| {
        cancel.check()?;
        for (code, place) in codes.iter_mut().zip(places) {
            *code = Missing::of(column.get(rows.at(place))).code();
        }
        Ok(())
    })?;
    let values = Missing::ALL.iter().map(|rule| rule.name()).collect();
    Ok(DictionaryColumn { codes: Arc::new(codes), values })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_exact() {
        let name = |cell: &str| Missing::of(Some(cell.as_bytes())).name();
        assert_eq!(name("-"), "dash");
        assert_eq!(name("-1"), "minus_one");
        assert_eq!(name("None"), "none");
        assert_eq!(name("null"), "null");
        assert_eq!(name(""), "empty");
        assert_eq!(Missing::of(None).name(), "absent");
        for there in ["0", " ", " -", "- ", "--", "-10", "none", "NULL", "unknown:-1", "MESH:D1"] {
            assert_eq!(name(there), "present", "{there:?}");
        }
    }

    #[test]
    fn a_code_is_a_place_among_the_rules() {
        assert!(Missing::ALL.iter().enumerate().all(|(at, rule)| rule.code() == at as i32));
        assert!(Missing::ALL.iter().all(|&rule| rule.is_missing() == (rule.code() != 0)));
    }
}
