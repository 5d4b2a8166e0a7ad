//! Conditions on rows, tested on the packed rows before any column is made.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use crate::columns::Categories;

/// Conditions that a row must meet together. A row without the value that a condition is about does not meet it.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub(crate) types: Vec<StringSet>,
    /// Conditions on the identifier, as it stands in the file.
    pub(crate) identifiers: Vec<StringSet>,
    /// Conditions on the id of the document.
    pub(crate) document_ids: Vec<StringSet>,
    /// Conditions on that id as a number.
    pub(crate) pmids: Vec<NumberSet>,
}

impl Filter {
    /// Adds a condition on a string column; fails if rows cannot be chosen by that column.
    pub fn strings(&mut self, column: &str, among: StringSet) -> Result<(), String> {
        match column {
            "type" => self.types.push(among),
            "identifier" => self.identifiers.push(among),
            "document_id" => self.document_ids.push(among),
            _ => return Err(format!("rows cannot be chosen by strings of {column:?}")),
        }
        Ok(())
    }

    /// Adds a condition on a column of numbers.
    pub fn numbers(&mut self, column: &str, numbers: NumberSet) -> Result<(), String> {
        match column {
            "pmid" => self.pmids.push(numbers),
            _ => return Err(format!("rows cannot be chosen by numbers of {column:?}")),
        }
        Ok(())
    }

    /// True if every row is accepted.
    pub fn is_empty(&self) -> bool {
        self.columns().next().is_none()
    }

    /// The columns that have conditions.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> {
        let all = [
            ("type", self.types.is_empty()),
            ("identifier", self.identifiers.is_empty()),
            ("document_id", self.document_ids.is_empty()),
            ("pmid", self.pmids.is_empty()),
        ];
        all.into_iter().filter(|(_, is_unused)| !is_unused).map(|(name, _)| name)
    }

    /// For each category, whether its rows are accepted.
    pub(crate) fn accepted_types(&self, names: &Categories) -> Vec<bool> {
        names.iter().map(|name| self.types.iter().all(|among| among.accepts(Some(name)))).collect()
    }

    pub(crate) fn accepts_identifier(&self, identifier: Option<&[u8]>) -> bool {
        self.identifiers.iter().all(|among| among.accepts(identifier))
    }

    pub(crate) fn is_about_documents(&self) -> bool {
        !self.document_ids.is_empty() || !self.pmids.is_empty()
    }

    /// True if a document with this id is accepted; `pmid` gives the id as a number.
    pub(crate) fn accepts_document(&self, id: &[u8], pmid: impl FnOnce() -> i64) -> bool {
        self.document_ids.iter().all(|among| among.accepts(Some(id)))
            && (self.pmids.is_empty() || self.accepts_pmid(pmid()))
    }

    pub(crate) fn accepts_pmid(&self, pmid: i64) -> bool {
        self.pmids.iter().all(|numbers| numbers.accepts(pmid))
    }
}

/// A set of strings that a value must be in, or must not be in.
#[derive(Clone, Debug)]
pub struct StringSet {
    values: HashSet<Box<[u8]>>,
    only: Option<Box<[u8]>>,
    /// A bit for each length of the strings; the last bit stands for all long ones.
    lengths: u64,
    is_one: bool,
}

impl StringSet {
    /// Requires a value to be one of `values` if `is_one`, and otherwise to be none of them.
    pub fn new(values: impl IntoIterator<Item = Box<[u8]>>, is_one: bool) -> Self {
        let values: HashSet<_> = values.into_iter().collect();
        let lengths = values.iter().fold(0, |lengths, value| lengths | Self::bit(value.len()));
        let only = if values.len() == 1 { values.iter().next().cloned() } else { None };
        Self { values, only, lengths, is_one }
    }

    fn bit(length: usize) -> u64 {
        1 << length.min(63)
    }

    /// True if a value meets the condition. An absent value does not.
    #[inline]
    pub fn accepts(&self, value: Option<&[u8]>) -> bool {
        value.is_some_and(|value| self.contains(value) == self.is_one)
    }

    #[inline]
    fn contains(&self, value: &[u8]) -> bool {
        if self.lengths & Self::bit(value.len()) == 0 {
            return false;
        }
        match &self.only {
            Some(only) => **only == *value,
            None => self.values.contains(value),
        }
    }
}

/// A set of numbers that a value must be in. A negative value stands for no number and is in no set.
#[derive(Clone, Debug)]
pub struct NumberSet(Vec<(i64, i64)>);

impl NumberSet {
    pub fn new(ranges: impl IntoIterator<Item = RangeInclusive<i64>>) -> Self {
        let ends = |range: RangeInclusive<i64>| ((*range.start()).max(0), *range.end());
        let mut ranges: Vec<_> = ranges.into_iter().map(ends).filter(|(start, end)| start <= end).collect();
        ranges.sort_unstable();
        let mut apart: Vec<(i64, i64)> = Vec::with_capacity(ranges.len());
        for (start, end) in ranges {
            match apart.last_mut() {
                Some((_, before)) if start <= *before => *before = end.max(*before),
                _ => apart.push((start, end)),
            }
        }
        Self(apart)
    }

    /// True if a number is in the set.
    #[inline]
    pub fn accepts(&self, number: i64) -> bool {
        let before = self.0.partition_point(|&(start, _)| start <= number);
        before > 0 && number <= self.0[before - 1].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn among(values: &[&str], is_one: bool) -> StringSet {
        StringSet::new(values.iter().map(|value| value.as_bytes().into()), is_one)
    }

    #[test]
    fn values_are_found_by_length_and_bytes() {
        let long = "x".repeat(100);
        let longer = "x".repeat(101);
        for (values, expected) in [
            (&["Gene"][..], [true, false, false, false, false]),
            (&["Gene", ""][..], [true, false, true, false, false]),
            (&[long.as_str()][..], [false, false, false, true, false]),
            (&[long.as_str(), "Gens"][..], [false, true, false, true, false]),
            (&[][..], [false; 5]),
        ] {
            for (value, expected) in ["Gene", "Gens", "", &long, &longer].into_iter().zip(expected) {
                assert_eq!(among(values, true).accepts(Some(value.as_bytes())), expected, "{values:?}");
                assert_eq!(among(values, false).accepts(Some(value.as_bytes())), !expected, "{values:?}");
            }
            assert!(!among(values, true).accepts(None) && !among(values, false).accepts(None));
        }
    }

    #[test]
    fn numbers_are_found_in_ranges_that_touch_and_overlap() {
        let ranges = [5..=7, -3..=0, 6..=9, 20..=20, 10..=10, i64::MAX..=i64::MAX];
        let numbers = NumberSet::new(ranges.clone());
        for number in (-5..30).chain([i64::MIN, i64::MAX - 1, i64::MAX]) {
            let expected = number >= 0 && ranges.iter().any(|range| range.contains(&number));
            assert_eq!(numbers.accepts(number), expected, "{number}");
        }
        assert!(!NumberSet::new([]).accepts(0));
    }
}
