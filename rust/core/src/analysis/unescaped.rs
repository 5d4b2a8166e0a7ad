//! Columns with their HTML entities unescaped.

use std::sync::Arc;

use crate::base::share::{chunks, cut, map, running_sums};
use crate::columns::Spans;
use crate::io::Text;
use crate::model::{Rows, StringColumn};
use crate::text::unescape;
use crate::{Cancel, Result};

/// Some rows of a column with their entities unescaped, in a separate buffer; none if there are no entities.
pub fn unescaped(
    column: &StringColumn,
    rows: &Rows,
    threads: usize,
    cancel: &Cancel,
) -> Result<Option<StringColumn>> {
    let chunks = chunks(rows.len());
    let value = |place| column.get(rows.at(place));
    let sizes = map(threads, chunks.clone(), |places| {
        cancel.check()?;
        let values = places.filter_map(value).map(|value| (value.len(), unescape(value)));
        Ok(values.fold((0, false), |(size, changed), (before, value)| {
            (size + value.len(), changed || value.len() != before)
        }))
    })?;
    // A character is shorter than each of its entities, so a changed value has a changed length.
    if !sizes.iter().any(|&(_, changed)| changed) {
        return Ok(None);
    }
    let firsts = running_sums(sizes.iter().map(|&(size, _)| size));
    let mut text = vec![0; firsts[chunks.len()]];
    let mut spans = Spans::zeroed(rows.len());
    let lengths = || chunks.iter().map(ExactSizeIterator::len);
    let work: Vec<_> = chunks
        .iter()
        .cloned()
        .zip(&firsts)
        .zip(cut(&mut text, sizes.iter().map(|&(size, _)| size)))
        .zip(cut(&mut spans.starts, lengths()))
        .zip(cut(&mut spans.lengths, lengths()))
        .collect();
    map(threads, work, |((((places, &first), text), starts), lengths)| {
        cancel.check()?;
        let mut filled = 0;
        for ((place, start), length) in places.zip(starts).zip(lengths) {
            *length = match value(place) {
                None => -1,
                Some(value) => {
                    let value = unescape(value);
                    text[filled..filled + value.len()].copy_from_slice(&value);
                    *start = (first + filled) as i64;
                    filled += value.len();
                    value.len() as i32
                }
            };
        }
        Ok(())
    })?;
    Ok(Some(StringColumn::new(&Arc::new(Text::from(text)), Arc::new(spans))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(text: &str, places: &[(i64, i32)]) -> StringColumn {
        let mut spans = Spans::default();
        for &(start, length) in places {
            spans.starts.push(start);
            spans.lengths.push(length);
        }
        StringColumn::new(&Arc::new(Text::from(text.as_bytes().to_vec())), Arc::new(spans))
    }

    #[test]
    fn a_column_is_made_only_if_a_value_changes() {
        let cancel = Cancel::default();
        let column = column("D&C&gt;", &[(3, 4), (0, -1), (0, 3), (0, 0)]);
        assert!(unescaped(&column, &Rows::Range(1..4), 2, &cancel).expect("no errors").is_none());
        let rows: Rows = [2, 0, 1, 3, 0].into_iter().collect();
        let outcome = unescaped(&column, &rows, 2, &cancel).expect("no errors").expect("a change");
        let values: Vec<_> = (0..outcome.len).map(|row| outcome.get(row)).collect();
        assert_eq!(values, [Some(&b"D&C"[..]), Some(b">"), None, Some(b""), Some(b">")]);
    }
}
