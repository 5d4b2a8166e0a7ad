//! Cells that hold several values, as list columns.

use std::ops::Range;
use std::sync::Arc;

use super::identifiers::{Separators, pieces};
use crate::base::share::{chunks, cut, map, running_sums};
use crate::columns::{ColumnVec, Span, Spans};
use crate::io::Text;
use crate::model::{DictionaryColumn, Rows, StringColumn};
use crate::{Cancel, Result};

/// A list for each row. The values are ranges of the buffer that the cells are in: no text is copied.
#[derive(Clone, Debug)]
pub struct ListColumn {
    /// One more than there are rows: the values of row `i` are those from `offsets[i]` to `offsets[i + 1]`.
    pub offsets: Arc<ColumnVec<i64>>,
    /// The values of all rows; none of them is absent.
    pub values: StringColumn,
}

impl ListColumn {
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values of a list.
    pub fn get(&self, row: usize) -> impl Iterator<Item = &[u8]> {
        let values = self.offsets[row] as usize..self.offsets[row + 1] as usize;
        values.map(|value| self.values.get(value).expect("no value of a list is absent"))
    }
}

/// Splits the cells of some rows; `separators` returns the separators of the cell of each row of the column.
///
/// An absent or empty cell has an empty list. Between two separators there is always a value, possibly an empty one, so
/// that nothing is lost: `a||b` has three.
pub fn split(
    column: &StringColumn,
    rows: &Rows,
    threads: usize,
    cancel: &Cancel,
    separators: impl Fn(usize) -> Separators + Sync,
) -> Result<ListColumn> {
    let text = column.buffer.bytes();
    lists(&column.buffer, rows.len(), threads, cancel, |place, take| {
        let row = rows.at(place);
        let Some(cell) = column.spans.as_ref().and_then(|spans| spans.get(row)) else { return };
        let begin = cell.start;
        pieces(text.slice(cell), separators(row))
            .for_each(|piece| take(begin + piece.start..begin + piece.end));
    })
}

/// Like `split`, but for a dictionary column: each category is split once, into a buffer of its own.
pub fn split_categories(
    column: &DictionaryColumn,
    rows: &Rows,
    threads: usize,
    cancel: &Cancel,
    separators: Separators,
) -> Result<ListColumn> {
    let (mut text, mut spans) = (Vec::new(), Spans::default());
    for value in column.values.iter() {
        spans.push(0, Span::new(text.len(), text.len() + value.len()));
        text.extend_from_slice(value);
    }
    let whole = StringColumn::new(&Arc::new(Text::from(text)), Arc::new(spans));
    let once = split(&whole, &Rows::Range(0..whole.len), 1, cancel, |_| separators)?;
    lists(&whole.buffer, rows.len(), threads, cancel, |place, take| {
        // The code of a row without a value is negative.
        let Ok(code) = usize::try_from(column.codes[rows.at(place)]) else { return };
        let values = once.offsets[code] as usize..once.offsets[code + 1] as usize;
        values.filter_map(|value| once.values.spans.as_ref()?.get(value)).for_each(take);
    })
}

/// Makes lists of ranges in a buffer, in parallel; `values` calls its argument with the ranges of a list.
fn lists(
    buffer: &Arc<Text>,
    len: usize,
    threads: usize,
    cancel: &Cancel,
    values: impl Fn(usize, &mut dyn FnMut(Range<usize>)) + Sync,
) -> Result<ListColumn> {
    let mut offsets = ColumnVec::<i64>::zeroed(len + 1);
    // Two passes over the text, the second of which finds most of it in a cache: the values are then written
    // where they belong, and memory for them is taken once.
    let chunks = chunks(len);
    let lengths = || chunks.iter().map(ExactSizeIterator::len);
    let ends = cut(&mut offsets[1..], lengths());
    let counts = map(threads, chunks.iter().cloned().zip(ends).collect(), |(places, ends)| {
        cancel.check()?;
        let mut count = 0;
        for (end, place) in ends.iter_mut().zip(places) {
            values(place, &mut |_| count += 1);
            *end = count as i64;
        }
        Ok(count)
    })?;
    let firsts = running_sums(counts.iter().copied());
    let mut spans = Spans::zeroed(firsts[chunks.len()]);
    let work: Vec<_> = chunks
        .iter()
        .cloned()
        .zip(&firsts)
        .zip(cut(&mut offsets[1..], lengths()))
        .zip(cut(&mut spans.starts, counts.iter().copied()))
        .zip(cut(&mut spans.lengths, counts.iter().copied()))
        .collect();
    map(threads, work, |((((places, &first), ends), starts), lengths)| {
        cancel.check()?;
        let mut filled = starts.iter_mut().zip(lengths);
        for (end, place) in ends.iter_mut().zip(places) {
            *end += first as i64;
            values(place, &mut |value| {
                let (start, length) = filled.next().expect("they were counted");
                *start = value.start as i64;
                *length = value.len() as i32;
            });
        }
        Ok(())
    })?;
    Ok(ListColumn { offsets: Arc::new(offsets), values: StringColumn::new(buffer, Arc::new(spans)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::Categories;

    fn column(cells: &[Option<&str>]) -> StringColumn {
        let mut text = Vec::new();
        let mut spans = Spans::default();
        for cell in cells {
            let begin = text.len();
            text.extend_from_slice(cell.unwrap_or_default().as_bytes());
            spans.starts.push(if cell.is_some() { begin as i64 } else { 0 });
            spans.lengths.push(cell.map_or(-1, |cell| cell.len() as i32));
        }
        StringColumn::new(&Arc::new(Text::from(text)), Arc::new(spans))
    }

    fn lists(column: &ListColumn) -> Vec<Vec<&str>> {
        let text = |value| std::str::from_utf8(value).expect("text");
        (0..column.len()).map(|row| column.get(row).map(text).collect()).collect()
    }

    #[test]
    fn absent_and_empty_cells_have_no_values() {
        let cells = column(&[Some("a|b"), None, Some(""), Some("c"), Some("|"), None]);
        let split = split(&cells, &Rows::Range(0..6), 2, &Cancel::default(), |_| Separators::PIPE)
            .expect("no errors");
        assert_eq!(lists(&split), [vec!["a", "b"], vec![], vec![], vec!["c"], vec!["", ""], vec![]]);
        assert_eq!(split.offsets[..], [0, 2, 2, 2, 3, 5, 5]);
        assert!(Arc::ptr_eq(&split.values.buffer, &cells.buffer));
    }

    #[test]
    fn only_the_rows_asked_for_are_split_and_each_by_its_own_rule() {
        let cells = column(&[Some("a|b"), Some("c|d"), Some("e|f")]);
        let rows: Rows = [2, 0, 0].into_iter().collect();
        let rule = |row| if row == 2 { Separators::NONE } else { Separators::PIPE };
        let split = split(&cells, &rows, 1, &Cancel::default(), rule).expect("no errors");
        assert_eq!(lists(&split), [vec!["e|f"], vec!["a", "b"], vec!["a", "b"]]);
    }

    #[test]
    fn a_row_of_a_dictionary_column_has_the_list_of_its_value() {
        let column = DictionaryColumn {
            codes: Arc::new(vec![1, 0, -1, 1].into()),
            values: Categories::from_iter(["BioGRID", "PubTator3|gene2pubmed", ""]),
        };
        let rows: Rows = [0, 1, 2, 3].into_iter().collect();
        let split =
            split_categories(&column, &rows, 2, &Cancel::default(), Separators::PIPE).expect("no errors");
        let both = vec!["PubTator3", "gene2pubmed"];
        assert_eq!(lists(&split), [both.clone(), vec!["BioGRID"], vec![], both]);
    }

    #[test]
    fn a_column_of_absent_cells_has_empty_lists() {
        let cells = StringColumn { buffer: Arc::new(Text::from(Vec::new())), spans: None, len: 3 };
        let split = split(&cells, &Rows::Range(0..3), 2, &Cancel::default(), |_| Separators::PIPE)
            .expect("no errors");
        assert_eq!(split.offsets[..], [0; 4]);
        assert_eq!(split.values.len, 0);
    }
}
