//! Makes string views directly from packed rows, without a column of ranges.

use std::ops::Range;

use arrow_array::ArrayRef;
use pubfast_core::Result;
use pubfast_core::model::spec::Origin;
use pubfast_core::model::{LockedRows, Rows, TableId};

use super::rows::DataRows;
use super::schema::{ArrowColumn, Stored, Strings};
use super::strings::Source;
use super::views::{self, Views};

/// The two string columns of a table, or one of them; both are made in one pass, since their values are adjacent.
pub(crate) type PackedArrays = [Option<ArrayRef>; 2];

impl DataRows {
    /// The index of a column among the two that can be made of packed rows. None for other columns, for columns that
    /// are not wanted as views, and for selections of few rows, whose values are copied.
    pub fn packed_place(&self, column: &ArrowColumn, stored: Stored) -> Option<usize> {
        let Origin::Span(place @ (0 | 1)) = column.spec.origin else { return None };
        let is_view = stored == Stored::Strings(Strings::View);
        (is_view && self.table != TableId::Documents && !self.are_few()).then_some(place)
    }

    /// The wanted ones of the two columns, for the rows `part`; none if the packed rows were freed.
    pub fn packed_views(
        &self,
        wanted: [bool; 2],
        part: &Range<usize>,
        threads: usize,
    ) -> Result<Option<PackedArrays>> {
        if wanted == [false; 2] {
            return Ok(Some([None, None]));
        }
        let source = Source { text: self.data.text(), invalid: self.data.invalid() };
        let Some(packed) = self.data.locked_rows(self.table) else { return Ok(None) };
        let base = base(&packed, &self.rows, part);
        let part_of = |piece: Range<usize>| part.start + piece.start..part.start + piece.end;
        let array = |views: Views| Some(views.into_array());
        if let [true, true] = wanted {
            let [first, second] = views::make(&source, base, part.len(), threads, |piece, [one, two]| {
                packed.strings(&self.rows, part_of(piece), |[first, second]| {
                    one.write(first);
                    two.write(second);
                });
            })?;
            return Ok(Some([array(first), array(second)]));
        }
        let is_first = wanted[0];
        let [views] = views::make(&source, base, part.len(), threads, |piece, [writer]| {
            packed.strings(&self.rows, part_of(piece), |[first, second]| {
                writer.write(if is_first { first } else { second });
            });
        })?;
        Ok(Some(if is_first { [array(views), None] } else { [None, array(views)] }))
    }
}

/// The offset in the text of the first value of the rows `part`; rows are in the order of the text.
fn base(packed: &LockedRows<'_>, rows: &Rows, part: &Range<usize>) -> usize {
    let first = match rows {
        Rows::Range(run) => (!part.is_empty()).then_some(run.start + part.start),
        Rows::List(list) => list[part.clone()].iter().min().map(|&row| row as usize),
    };
    let mut base = None;
    if let Some(first) = first {
        packed.strings(&Rows::Range(first..first + 1), 0..1, |places| {
            base = places.into_iter().flatten().map(|place| place.start).min();
        });
    }
    base.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{Array, RecordBatch};
    use proptest::prelude::*;
    use pubfast_core::base::Options;
    use pubfast_core::io::Source;
    use pubfast_core::model::{Dataset, DocumentOfRow, Kind};

    use crate::arrow::{Batches, ExportTable, Strings};

    use super::*;

    fn parsed(kind: Kind, text: &[u8], window: usize, threads: usize) -> Arc<Dataset> {
        let options = Options { window, threads, ..Options::default() };
        Arc::new(Dataset::parse(kind, text.to_vec().into(), "test", &options).expect("it parses"))
    }

    /// Like `parsed`, but splits the text into two inputs after about `cut` tenths of it.
    fn parsed_in_two(kind: Kind, text: &[u8], cut: usize, window: usize, threads: usize) -> Arc<Dataset> {
        let end: &[u8] = if kind == Kind::Documents { b"\n\n" } else { b"\n" };
        let from = text.len() * cut / 10;
        let cut = text[from..].windows(end.len()).position(|bytes| bytes == end);
        let (one, two) = text.split_at(cut.map_or(text.len(), |cut| from + cut + end.len()));
        let options = Options { window, threads, trusted: true, ..Options::default() };
        let inputs = [one, two].map(|part| Source::Bytes(Arc::new(part.to_vec())).into());
        Arc::new(Dataset::read_all(kind, inputs, &options).expect("they parse"))
    }

    fn made(table: ExportTable, names: &[String], most: usize) -> Vec<RecordBatch> {
        let wanted = table.wanted(Some(names), Strings::View).expect("the columns are there");
        let batches = Batches::new(Arc::new(table), wanted).of_rows(most);
        let is_valid = |batch: &RecordBatch| {
            batch.columns().iter().for_each(|column| column.to_data().validate_full().expect("valid"));
        };
        batches.map(|batch| batch.expect("no errors")).inspect(is_valid).collect()
    }

    fn some_of(names: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
        proptest::sample::subsequence(names, 1..=names.len())
            .prop_shuffle()
            .prop_map(|names| names.into_iter().map(str::to_owned).collect())
    }

    /// Values that are short, long, empty, or not UTF-8.
    fn value() -> impl Strategy<Value = Vec<u8>> {
        const SOME: &[&[u8]] = &[
            b"",
            b"-",
            b"twelve bytes",
            b"thirteen byte",
            b"a value of some length, and another",
            b"caf\xc3\xa9s",
            b"bad \xff byte",
            b"a longer value with a \xe2\x82 bad byte",
        ];
        prop_oneof![8 => proptest::sample::select(SOME).prop_map(<[u8]>::to_vec),
            1 => Just(vec![b'x'; 70_000])]
    }

    /// Rows of a table: True for a range, and numbers to derive row numbers from.
    fn selection() -> impl Strategy<Value = (bool, Vec<usize>)> {
        (any::<bool>(), proptest::collection::vec(any::<usize>(), 0..80))
    }

    fn rows((is_run, places): &(bool, Vec<usize>), total: usize) -> Rows {
        let place = |at: usize| places.get(at).map_or(0, |place| place % (total + 1));
        if *is_run || total == 0 {
            let (one, two) = (place(0), place(1));
            return Rows::Range(one.min(two)..one.max(two));
        }
        places.iter().map(|place| (place % total) as i64).collect()
    }

    fn block_text() -> impl Strategy<Value = Vec<u8>> {
        let row = (value(), value(), proptest::option::of(value()), proptest::option::of(value()));
        let document = (value(), proptest::collection::vec(row, 0..6));
        proptest::collection::vec(document, 0..8).prop_map(|documents| {
            let mut text = Vec::new();
            for (number, (title, rows)) in documents.iter().enumerate() {
                text.extend([format!("{number}|t|").as_bytes(), title, b"\n"].concat());
                for (mention, kind, identifier, extra) in rows {
                    text.extend([format!("{number}\t0\t{}\t", mention.len()).as_bytes(), mention].concat());
                    text.extend([b"\tT", &kind[..]].concat());
                    identifier.iter().for_each(|value| text.extend([b"\t", &value[..]].concat()));
                    if identifier.is_some() {
                        extra.iter().for_each(|value| text.extend([b"\t", &value[..]].concat()));
                    }
                    text.push(b'\n');
                }
                text.push(b'\n');
            }
            text
        })
    }

    fn lines(cells: usize) -> impl Strategy<Value = Vec<u8>> {
        let line = proptest::collection::vec(value(), cells);
        proptest::collection::vec(line, 0..30).prop_map(move |lines| {
            let mut text = Vec::new();
            for (number, cells) in lines.iter().enumerate() {
                text.extend([format!("{number}\tGene\t").as_bytes(), &cells.join(&b'\t'), b"\n"].concat());
            }
            text
        })
    }

    const OF_ANNOTATIONS: &[&str] =
        &["document", "document_id", "pmid", "start", "end", "mention", "type", "identifier", "extra"];

    /// Fails unless packed rows give the same arrays as columns; making the columns `made_before` frees the rows.
    fn same(
        kind: Kind,
        text: &[u8],
        made_before: &[&str],
        (window, threads, most): (usize, usize, usize),
        picked: &(bool, Vec<usize>),
        names: &[String],
    ) -> std::result::Result<(), TestCaseError> {
        let table = kind.main_table();
        let (packed, whole) = (parsed(kind, text, window, threads), parsed(kind, text, 0, threads));
        whole.make_columns(table, made_before).expect("columns");
        assert!(whole.locked_rows(table).is_none());
        let rows = rows(picked, whole.len(table));
        let export = |data| crate::arrow::rows(data, table, &rows, &DocumentOfRow::From(0));
        let expected = made(export(&whole), names, most);
        prop_assert_eq!(made(export(&packed), names, most), expected.clone());
        let two = parsed_in_two(kind, text, most % 10, window, threads);
        prop_assert_eq!(made(export(&two), names, most), expected.clone());
        two.make_columns(table, made_before).expect("columns");
        prop_assert_eq!(made(export(&two), names, most), expected);
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn annotations_are_the_same_from_rows_and_from_columns(
            text in block_text(),
            sizes in (0..200_usize, 1..4_usize, 1..60_usize),
            picked in selection(),
            names in some_of(OF_ANNOTATIONS),
        ) {
            let columns = ["start", "end", "mention", "type", "identifier", "extra"];
            same(Kind::Documents, &text, &columns, sizes, &picked, &names)?;
        }

        #[test]
        fn entities_are_the_same_from_rows_and_from_columns(
            text in lines(3),
            sizes in (0..200_usize, 1..4_usize, 1..60_usize),
            picked in selection(),
            names in some_of(&["pmid", "type", "identifier", "mentions", "resource"]),
        ) {
            same(Kind::Entities, &text, &["identifier", "mentions", "pmid"], sizes, &picked, &names)?;
        }

        #[test]
        fn table_relations_are_the_same_from_rows_and_from_columns(
            text in lines(2),
            sizes in (0..200_usize, 1..4_usize, 1..60_usize),
            picked in selection(),
            names in some_of(&["pmid", "type", "type1", "id1", "type2", "id2"]),
        ) {
            same(Kind::Relations, &text, &["id1", "id2", "pmid"], sizes, &picked, &names)?;
        }
    }
}
