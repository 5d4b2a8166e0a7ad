//! Finds the mentions of a document's annotations in its text.

use std::ops::Range;

use memchr::memmem::Finder;

use super::DocumentText;
use crate::model::Status;
use crate::text::{OffsetUnit, equal_folded};

/// The search for a mention reaches this many code points before and after its offsets.
pub const REACH: usize = 40;

/// The white space that may trail a title, as in blank lines.
const BLANKS: [u8; 5] = *b" \t\r\x0b\x0c";

/// The result for one annotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MentionPosition {
    /// The relation between the text and the mention.
    pub status: Status,
    /// The code points between which the mention stands, if the status can be repaired; otherwise the offsets as they
    /// are.
    pub span: (i32, i32),
}

/// Examines the annotations of one document after another.
#[derive(Debug, Default)]
pub struct Examiner<'t> {
    title: Option<&'t [u8]>,
    abstract_: Option<&'t [u8]>,
    is_ascii: bool,
    /// Title and abstract as one text. It is made for documents that are not ASCII and for rows that are not exact.
    text: DocumentText,
    is_joined: bool,
    /// The code points of the title, and how many of them are its trailing white space.
    title_end: usize,
    blanks: usize,
}

impl<'t> Examiner<'t> {
    /// Opens a document.
    pub fn enter(&mut self, title: Option<&'t [u8]>, abstract_: Option<&'t [u8]>) {
        let is_ascii = |part: Option<&[u8]>| part.is_none_or(<[u8]>::is_ascii);
        (self.title, self.abstract_) = (title, abstract_);
        self.is_ascii = is_ascii(title) && is_ascii(abstract_);
        self.is_joined = false;
    }

    /// Examines an annotation of the document.
    #[inline]
    pub fn examine(&mut self, start: i32, end: i32, mention: &[u8]) -> MentionPosition {
        if self.is_ascii && self.has(start, end, mention) {
            return MentionPosition { status: Status::Exact, span: (start, end) };
        }
        self.examine_joined(start, end, mention)
    }

    /// True if the title or the abstract has the mention between these bytes.
    #[inline]
    fn has(&self, start: i32, end: i32, mention: &[u8]) -> bool {
        let (Ok(start), Ok(end)) = (usize::try_from(start), usize::try_from(end)) else {
            return false;
        };
        let title = self.title.unwrap_or_default();
        let there = if end <= title.len() {
            title.get(start..end)
        } else {
            let before = title.len() + 1;
            self.abstract_.and_then(|text| text.get(start.checked_sub(before)?..end.checked_sub(before)?))
        };
        there == Some(mention)
    }

    fn examine_joined(&mut self, start: i32, end: i32, mention: &[u8]) -> MentionPosition {
        if !self.is_joined {
            self.join();
        }
        let found = |status, span: Option<Range<usize>>| MentionPosition {
            status,
            // A text has less than 2 GiB.
            span: span.map_or((start, end), |span| (span.start as i32, span.end as i32)),
        };
        let span = usize::try_from(start).ok().zip(usize::try_from(end).ok()).map(|(start, end)| start..end);
        if span.as_ref().is_some_and(|span| self.stands(span, mention)) {
            return found(Status::Exact, None);
        }
        let mention = &*String::from_utf8_lossy(mention);
        let there = span.as_ref().and_then(|span| self.text.get(span.clone()));
        if there == Some(mention) {
            return found(Status::Exact, None);
        }
        // An empty mention is found anywhere, which says nothing.
        let sought = span.as_ref().filter(|_| !mention.is_empty());
        if let Some(place) = sought.and_then(|span| self.after_trimmed_title(span, mention)) {
            return found(Status::TrimmedTitle, Some(place));
        }
        if there.is_some_and(|there| equal_folded(there, mention)) {
            return found(Status::Folded, None);
        }
        if there.is_some_and(|there| equal_but_for_case(there, mention)) {
            return found(Status::Case, None);
        }
        for (unit, status) in [(OffsetUnit::Bytes, Status::Bytes), (OffsetUnit::Utf16, Status::Utf16)] {
            if let Some(place) = sought.and_then(|span| self.in_unit(span, unit, mention)) {
                return found(status, Some(place));
            }
        }
        if let Some(place) = self.nearby(start, end, mention) {
            return found(Status::Shifted, Some(place));
        }
        let beyond = usize::try_from(end).is_ok_and(|end| end > self.text.len(OffsetUnit::CodePoints));
        found(if beyond { Status::BeyondText } else { Status::Mismatch }, None)
    }

    /// Joins title and abstract to one text.
    fn join(&mut self) {
        let title = self.title.unwrap_or_default();
        self.text.set(self.title, self.abstract_);
        self.title_end =
            self.text.convert(title.len(), OffsetUnit::Bytes, OffsetUnit::CodePoints).unwrap_or_default();
        self.blanks = title.iter().rev().take_while(|byte| BLANKS.contains(byte)).count();
        self.is_joined = true;
    }

    /// True if the text between two code points is the mention.
    fn stands(&self, span: &Range<usize>, mention: &[u8]) -> bool {
        self.text.place(span.start).is_some_and(|place| {
            self.text.as_str().as_bytes()[place..].starts_with(mention)
                && self.text.code_point(place + mention.len()) == Some(span.end)
        })
    }

    /// The position of the mention if the tool that wrote the offsets had the abstract right after the title (the
    /// title's last blank was its separator), or after a separator and the title without its trailing blanks.
    fn after_trimmed_title(&self, span: &Range<usize>, mention: &str) -> Option<Range<usize>> {
        self.abstract_?;
        let begin = self.title_end + 1;
        [self.title_end, begin - self.blanks].into_iter().take(self.blanks).find_map(|theirs| {
            let moved = begin + span.start.checked_sub(theirs)?..begin + span.end.checked_sub(theirs)?;
            (self.text.get(moved.clone()) == Some(mention)).then_some(moved)
        })
    }

    /// The position of the mention if the offsets count another unit.
    fn in_unit(&self, span: &Range<usize>, unit: OffsetUnit, mention: &str) -> Option<Range<usize>> {
        if self.text.is_ascii() || (unit == OffsetUnit::Utf16 && !self.text.has_pairs()) {
            return None;
        }
        let code_point = |offset| self.text.convert(offset, unit, OffsetUnit::CodePoints);
        let place = code_point(span.start)?..code_point(span.end)?;
        (self.text.get(place.clone()) == Some(mention)).then_some(place)
    }

    /// The nearest position of the mention within [`REACH`] code points of its offsets, if the offsets are as far apart
    /// as the mention is long. Of two equally near positions, the earlier one.
    fn nearby(&self, start: i32, end: i32, mention: &str) -> Option<Range<usize>> {
        let length = mention.chars().count();
        let (start, reach) = (i64::from(start), REACH as i64);
        if length == 0 || i64::from(end) - start != length as i64 {
            return None;
        }
        let last = self.text.len(OffsetUnit::CodePoints).checked_sub(length)? as i64;
        let starts = (start - reach).max(0)..=(start + reach).min(last);
        if starts.is_empty() {
            return None;
        }
        let begin = self.text.place(*starts.start() as usize)?;
        let end = self.text.place(*starts.end() as usize + length)?;
        let window = &self.text.as_str().as_bytes()[begin..end];
        let finder = Finder::new(mention);
        let mut nearest: Option<i64> = None;
        let mut from = 0;
        while let Some(at) = window.get(from..).and_then(|rest| finder.find(rest)) {
            let place = self.text.code_point(begin + from + at)? as i64;
            if nearest.is_none_or(|nearest| (place - start).abs() < (nearest - start).abs()) {
                nearest = Some(place);
            } else {
                break; // it only gets farther
            }
            from += at + 1;
        }
        nearest.map(|place| place as usize..place as usize + length)
    }
}

/// True if two texts are equal when each character is lower-cased.
fn equal_but_for_case(one: &str, other: &str) -> bool {
    one.chars().flat_map(char::to_lowercase).eq(other.chars().flat_map(char::to_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examine(title: &str, abstract_: Option<&str>, start: i32, end: i32, mention: &str) -> MentionPosition {
        let mut examiner = Examiner::default();
        examiner.enter(Some(title.as_bytes()), abstract_.map(str::as_bytes));
        examiner.examine(start, end, mention.as_bytes())
    }

    #[test]
    fn every_status() {
        use Status::*;
        for (title, abstract_, start, end, mention, status, span) in [
            ("a gene", None, 2, 6, "gene", Exact, (2, 6)),
            ("a gene", Some("x"), 5, 8, "e x", Exact, (5, 8)),
            ("a ", Some("gene"), 2, 6, "gene", TrimmedTitle, (3, 7)),
            ("a  ", Some("gene"), 3, 7, "gene", TrimmedTitle, (4, 8)),
            ("a  ", Some("gene"), 2, 6, "gene", TrimmedTitle, (4, 8)),
            ("an α", None, 3, 4, "a", Folded, (3, 4)),
            ("a gene", None, 2, 6, "GENE", Case, (2, 6)),
            ("é gene", None, 3, 7, "gene", Bytes, (2, 6)),
            ("\u{1f9ec} gene", None, 3, 7, "gene", Utf16, (2, 6)),
            ("a gene", None, 3, 7, "gene", Shifted, (2, 6)),
            ("a gene", None, -1, 3, "gene", Shifted, (2, 6)),
            ("gene x gene", None, 4, 8, "gene", Shifted, (7, 11)),
            ("ab-ab", None, 1, 3, "ab", Shifted, (0, 2)),
            ("aab-aaa", None, 1, 3, "aa", Shifted, (0, 2)),
            ("a gene", None, 2, 7, "gene", BeyondText, (2, 7)),
            ("a gene", None, 2, 5, "gene", Mismatch, (2, 5)),
            ("a gene", None, 6, 2, "gene", Mismatch, (6, 2)),
            ("a gene", None, 2, 2, "", Exact, (2, 2)),
            ("a gene", None, 2, 3, "", Mismatch, (2, 3)),
            ("a gene", None, 7, 7, "", BeyondText, (7, 7)),
            ("a gene", None, i32::MIN, i32::MAX, "gene", BeyondText, (i32::MIN, i32::MAX)),
            ("a gene", None, i32::MAX, i32::MIN, "gene", Mismatch, (i32::MAX, i32::MIN)),
        ] {
            let finding = examine(title, abstract_, start, end, mention);
            assert_eq!(
                finding,
                MentionPosition { status, span },
                "{mention} at {start} of {title:?} {abstract_:?}"
            );
        }
    }

    #[test]
    fn mentions_are_looked_for_within_reach() {
        let text = "gene".to_string() + &" ".repeat(100);
        let reach = REACH as i32;
        assert_eq!(examine(&text, None, reach, reach + 4, "gene").status, Status::Shifted);
        assert_eq!(examine(&text, None, reach + 1, reach + 5, "gene").status, Status::Mismatch);
    }
}
