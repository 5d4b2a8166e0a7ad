//! Visits all rows in order, as the parser packed them.

use std::ops::Range;

use super::worker_rows::{DecodeRows, PackedTable, with_rows};
use super::{Dataset, TableId, TableRecord};
use crate::scan;

impl Dataset {
    /// Visits each annotation in file order: its row, the code of its type, and the position of its identifier.
    #[inline]
    pub(crate) fn each_identifier(&self, mut see: impl FnMut(usize, usize, Option<Range<usize>>)) {
        let (text, table) = (self.text().bytes(), TableId::Annotations);
        let packed = self.store(table).packed();
        let PackedTable::Annotations(parts) = &*packed else { return };
        if parts.is_empty() {
            drop(packed);
            for row in 0..self.len(table) {
                let annotation = self.annotation(row);
                see(row, annotation.kind as usize, annotation.identifier);
            }
            return;
        }
        for segment in &self.parsed.layout.segments {
            let rows = &parts[segment.part];
            let codes = &self.store(table).dictionaries[0].codes[segment.part];
            let (first, local, base) = (segment.first.of(table), segment.local.of(table), segment.base);
            let packed = &rows.packed()[local..local + segment.counts.of(table)];
            for (at, &row) in packed.iter().enumerate() {
                if let Some(ahead) = packed.get(at + scan::PREFETCH_DISTANCE) {
                    text.prefetch(base + ahead.mention as usize);
                }
                let annotation = rows.unpack(local + at, row);
                see(first + at, codes[annotation.kind as usize] as usize, annotation.identifier.within(base));
            }
        }
    }

    /// Visits each row of a table file, in file order.
    #[inline]
    pub(crate) fn each_table_row(&self, mut see: impl FnMut(usize, TableRecord)) {
        let store = &self.tables[0];
        let dictionaries = store.dictionaries.len();
        let packed = store.packed();
        if packed.is_empty() {
            drop(packed);
            return (0..self.records()).for_each(|row| see(row, self.table_record(row)));
        }
        with_rows!(&*packed, parts => {
            for segment in &self.parsed.layout.segments {
                let (count, local) = (segment.counts.records(), segment.local.records());
                if count == 0 {
                    continue;
                }
                let rows = &parts[segment.part];
                let codes: [&[i32]; 3] = std::array::from_fn(|dictionary| match dictionary < dictionaries {
                    true => &store.dictionaries[dictionary].codes[segment.part][..],
                    false => &[],
                });
                for (at, &row) in rows.window(local)[..count].iter().enumerate() {
                    let fields = rows.fields(local + at, row);
                    let code = |dictionary: usize| {
                        usize::try_from(fields.codes[dictionary]).map_or(-1, |code| codes[dictionary][code])
                    };
                    let [one, two, _] = fields.spans.map(|span| span.within(segment.base));
                    let codes = std::array::from_fn(code);
                    let record = TableRecord { pmid: fields.numbers[0], codes, values: [one, two] };
                    see(segment.first.records() + at, record);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Options;
    use crate::model::Kind;

    #[test]
    fn they_are_those_of_the_rows_packed_or_not() {
        let mut text = String::new();
        for document in 0..50 {
            text += &format!("{document}|t|title\n{document}\t0\t5\ttitle\tT{}\t{document}\n", document % 7);
            text += &format!("{document}\t0\t70000\ttitle\tWide\n{document}\t0\t1\tt\tGene\t\n");
        }
        let options = Options { window: 100, threads: 2, trusted: true, ..Options::default() };
        let corpus =
            Dataset::parse(Kind::Documents, text.into_bytes().into(), "test", &options).expect("it parses");
        let expected: Vec<_> = (0..corpus.len(TableId::Annotations))
            .map(|row| (row, corpus.annotation(row)))
            .map(|(row, one)| (row, one.kind as usize, one.identifier))
            .collect();
        let all = || {
            let mut all = Vec::new();
            corpus.each_identifier(|row, kind, identifier| all.push((row, kind, identifier)));
            all
        };
        assert_eq!(all(), expected);
        let names = ["start", "end", "mention", "type", "identifier", "extra"];
        corpus.make_columns(TableId::Annotations, &names).expect("columns");
        assert!(corpus.store(TableId::Annotations).packed().is_empty());
        assert_eq!(all(), expected);
    }
}
