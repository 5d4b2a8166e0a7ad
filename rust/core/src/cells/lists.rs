//! Cells that hold several values, as list columns.

use std::sync::Arc;

use super::identifiers::{Separators, pieces};
use super::share::{chunks, cut, map, running_sums};
use crate::Result;
use crate::columns::{Slab, Spans};
use crate::frame::{Rows, StringColumn};

/// A list for each row. The values are places in the buffer that the cells are in: no text is copied.
#[derive(Clone, Debug)]
pub struct ListColumn {
    /// One more than there are rows: the values of row `i` are those from `offsets[i]` to `offsets[i + 1]`.
    pub offsets: Arc<Slab<i64>>,
    /// The values of all rows; none of them is absent.
    pub values: StringColumn,
}

impl ListColumn {
    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there is no list.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values of a list.
    pub fn get(&self, row: usize) -> impl Iterator<Item = &[u8]> {
        let values = self.offsets[row] as usize..self.offsets[row + 1] as usize;
        values.map(|value| self.values.get(value).expect("no value of a list is absent"))
    }
}

/// Splits the cells of some rows; `separators` says for each row of the column what divides its cell.
///
/// The list of an absent cell is empty, and so is that of an empty one: neither has a value. Between two
/// separators there is always a value, if an empty one, so that nothing is lost: `a||b` has three.
pub fn split(
    column: &StringColumn,
    rows: &Rows,
    threads: usize,
    separators: impl Fn(usize) -> Separators + Sync,
) -> Result<ListColumn> {
    let len = rows.len();
    let mut offsets = Slab::<i64>::zeroed(len + 1);
    let text: &[u8] = &column.buffer;
    let cell = |place: usize| {
        let row = rows.at(place);
        column.spans.as_ref().and_then(|spans| spans.get(row)).map(|cell| (cell, separators(row)))
    };
    // Two passes over the text, the second of which finds most of it in a cache: the values are then written
    // where they belong, and memory for them is taken once.
    let chunks = chunks(len);
    let lengths = || chunks.iter().map(ExactSizeIterator::len);
    let ends = cut(&mut offsets[1..], lengths());
    let counts = map(threads, chunks.iter().cloned().zip(ends).collect(), |(places, ends)| {
        let mut count = 0;
        for (end, place) in ends.iter_mut().zip(places) {
            if let Some((cell, separators)) = cell(place) {
                count += pieces(&text[cell], separators).count();
            }
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
        let mut values = starts.iter_mut().zip(lengths);
        for (end, place) in ends.iter_mut().zip(places) {
            *end += first as i64;
            let Some((cell, separators)) = cell(place) else { continue };
            let begin = cell.start;
            // The pieces first: a zip takes from the left before it finds the right one empty.
            for (piece, (start, length)) in pieces(&text[cell], separators).zip(&mut values) {
                *start = (begin + piece.start) as i64;
                *length = piece.len() as i32;
            }
        }
        Ok(())
    })?;
    let values = StringColumn::new(&column.buffer, Arc::new(spans));
    Ok(ListColumn { offsets: Arc::new(offsets), values })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Text;

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
        let split = split(&cells, &Rows::Range(0..6), 2, |_| Separators::PIPE).expect("no errors");
        assert_eq!(lists(&split), [vec!["a", "b"], vec![], vec![], vec!["c"], vec!["", ""], vec![]]);
        assert_eq!(split.offsets[..], [0, 2, 2, 2, 3, 5, 5]);
        assert!(Arc::ptr_eq(&split.values.buffer, &cells.buffer));
    }

    #[test]
    fn only_the_rows_asked_for_are_split_and_each_by_its_own_rule() {
        let cells = column(&[Some("a|b"), Some("c|d"), Some("e|f")]);
        let rows: Rows = [2, 0, 0].into_iter().collect();
        let rule = |row| if row == 2 { Separators::NONE } else { Separators::PIPE };
        let split = split(&cells, &rows, 1, rule).expect("no errors");
        assert_eq!(lists(&split), [vec!["e|f"], vec!["a", "b"], vec!["a", "b"]]);
    }

    #[test]
    fn a_column_of_absent_cells_has_empty_lists() {
        let cells = StringColumn { buffer: Arc::new(Text::from(Vec::new())), spans: None, len: 3 };
        let split = split(&cells, &Rows::Range(0..3), 2, |_| Separators::PIPE).expect("no errors");
        assert_eq!(split.offsets[..], [0; 4]);
        assert_eq!(split.values.len, 0);
    }
}
