//! Finds the positions where block text may be cut.
//!
//! A cut is legal before a title line, after a blank line, and where a stored line has another id than the stored line
//! directly before it. No document is open across such a cut, so parsing the windows one by one gives the result of
//! parsing the whole text.

use memchr::{memchr, memchr2, memrchr};

use super::line::{Line, classify, is_title};
use crate::text::{is_blank, strip};

/// The first legal cut at or after `target`: the beginning of a line, or the end of the text.
/// The input's first line begins at `begin`.
pub(crate) fn cut_before(text: &[u8], begin: usize, target: usize) -> usize {
    if target <= begin {
        return begin;
    }
    let line_end = |at: usize| memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline + 1);
    if target >= text.len() {
        return text.len();
    }
    let mut at = line_end(target - 1);
    if at == text.len() {
        return at;
    }
    let mut previous = memrchr(b'\n', &text[begin..at - 1]).map_or(begin, |newline| begin + newline + 1);
    while at < text.len() {
        let end = line_end(at);
        if is_cut(strip(&text[previous..at]), strip(&text[at..end])) {
            return at;
        }
        (previous, at) = (at, end);
    }
    at
}

/// The last legal cut in the beginning of a text, valid whatever follows. The text may end in the middle of a line;
/// such a line counts only if its missing part cannot change what it is.
pub(crate) fn last_cut(text: &[u8], begin: usize) -> Option<usize> {
    let line_begin =
        |end: usize| memrchr(b'\n', &text[begin..end]).map_or(begin, |newline| begin + newline + 1);
    let mut end = text.len();
    let mut at = line_begin(end);
    while at > begin {
        let previous = line_begin(at - 1);
        let (before, after) = (strip(&text[previous..at]), &text[at..end]);
        let is_told = after.ends_with(b"\n") || matches!(classify(after), Line::Text { .. });
        if is_blank(before) || (is_told && is_cut(before, strip(after))) {
            return Some(at);
        }
        (end, at) = (at, previous);
    }
    None
}

/// True if no document is open between two neighbouring lines.
fn is_cut(before: &[u8], after: &[u8]) -> bool {
    if is_blank(before) {
        return true;
    }
    // Rows of one document: millions of lines get here if a document is that large.
    if let Some(tab) = memchr2(b'\t', b'|', after)
        && after[tab] == b'\t'
        && tab > 0
        && before.starts_with(&after[..=tab])
    {
        return false;
    }
    let after_id = match classify(after) {
        Line::Text { tag, .. } if is_title(&after[tag.clone()]) => return true,
        line => stored_id(&line).map(|id| &after[..id]),
    };
    let before_id = stored_id(&classify(before)).map(|id| &before[..id]);
    before_id.is_some() && after_id.is_some() && before_id != after_id
}

/// True if a text that ends with the complete line `before` may be followed by one that begins with the line `after`.
pub(crate) fn is_join(before: &[u8], after: &[u8]) -> bool {
    before.is_empty() || (before.ends_with(b"\n") && is_cut(strip(before), strip(after)))
}

/// The end of the id of a line, if the line is stored.
fn stored_id(line: &Line) -> Option<usize> {
    match line {
        Line::Text { id, .. } => Some(*id),
        Line::Annotation(row) => Some(row.id),
        Line::Relation(row) => Some(row.id),
        Line::Blank | Line::Problem(_) => None,
    }
}

/// The end of the comments at the head (lines beginning with `##`, and blank lines among them), and whether only blank
/// lines follow.
pub(crate) fn header(text: &[u8], begin: usize) -> (usize, bool) {
    let mut end = begin;
    let mut at = begin;
    while at < text.len() {
        let next = memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline + 1);
        if text[at..].starts_with(b"##") {
            end = next;
        } else if !is_blank(strip(&text[at..next])) {
            return (end, false);
        }
        at = next;
    }
    (end, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Cuts;
    use crate::formats::block_text::BlockText;
    use crate::text::mark;

    fn cut(text: &[u8], target: usize) -> Cuts {
        let begin = mark(text);
        Cuts::new(&BlockText, text, begin, header(text, begin).0, target, usize::MAX).expect("small records")
    }

    fn cuts(text: &str, target: usize) -> Vec<&str> {
        let cuts = cut(text.as_bytes(), target);
        (0..cuts.len())
            .map(|at| std::str::from_utf8(cuts.window(text.as_bytes(), at).text).unwrap())
            .collect()
    }

    #[test]
    fn a_cut_is_where_no_document_is_open() {
        assert_eq!(cuts("1|t|x\n1|a|y\n\n2|t|z\n", 1), ["1|t|x\n1|a|y\n\n", "2|t|z\n"]);
        assert_eq!(cuts("1|t|x\n1|t|y\n1\t0\t1\tx\tG\t\n", 1), ["1|t|x\n", "1|t|y\n1\t0\t1\tx\tG\t\n"]);
        assert_eq!(cuts("1|a|x\n2|a|y\n", 1), ["1|a|x\n", "2|a|y\n"]);
        // A line of which nothing is stored leaves the document open.
        assert_eq!(cuts("1|a|x\nwhat\n2|a|y\n1|a|z", 1), ["1|a|x\nwhat\n2|a|y\n", "1|a|z"]);
        assert_eq!(cuts("", 1), [""; 0]);
    }

    #[test]
    fn the_mark_is_skipped_and_the_header_measured() {
        let text = b"\xef\xbb\xbf##a\n\n##b\n1|t|x\n##c\n";
        let cuts = cut(text, usize::MAX);
        assert_eq!(cuts.base(0), 3);
        assert_eq!(cuts.window(text, 0).header, 9);
        let cuts = cut(text, 1);
        let headers: Vec<_> = (0..cuts.len()).map(|at| cuts.window(text, at).header).collect();
        assert_eq!(headers.iter().sum::<usize>(), 9);
    }
}
