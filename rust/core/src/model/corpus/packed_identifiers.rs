//! The types and identifiers of all annotations, looked at where the parser left the rows.

use std::ops::Range;

use crate::model::Corpus;
use crate::scan;

impl Corpus {
    /// Shows of each annotation its row, the code of its type, and the place of its identifier, in file order.
    #[inline]
    pub(crate) fn each_identifier(&self, mut see: impl FnMut(usize, usize, Option<Range<usize>>)) {
        let text: &[u8] = &self.parsed.text;
        let pieces = self.annotations.pieces.read();
        if pieces.is_empty() {
            drop(pieces);
            for row in 0..self.annotations_len() {
                let annotation = self.annotation(row);
                see(row, annotation.kind as usize, annotation.identifier);
            }
            return;
        }
        for segment in &self.parsed.layout.segments {
            let rows = &pieces[segment.part];
            let codes = &self.annotations.codes[segment.part];
            let (first, local, base) = (segment.first.annotations, segment.local.annotations, segment.base);
            let packed = &rows.packed()[local..local + segment.counts.annotations];
            for (at, &row) in packed.iter().enumerate() {
                if let Some(ahead) = packed.get(at + scan::PREFETCH_DISTANCE) {
                    scan::prefetch(text, base + ahead.mention as usize);
                }
                let annotation = rows.unpack(local + at, row);
                see(first + at, codes[annotation.kind as usize] as usize, annotation.identifier.within(base));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::base::Options;

    use super::*;

    #[test]
    fn they_are_those_of_the_rows_packed_or_not() {
        let mut text = String::new();
        for document in 0..50 {
            text += &format!("{document}|t|title\n{document}\t0\t5\ttitle\tT{}\t{document}\n", document % 7);
            text += &format!("{document}\t0\t70000\ttitle\tWide\n{document}\t0\t1\tt\tGene\t\n");
        }
        let options = Options { window: 100, threads: 2, trusted: true, ..Options::default() };
        let corpus = Corpus::parse(text.into_bytes().into(), "test", &options).expect("it parses");
        let expected: Vec<_> = (0..corpus.annotations_len())
            .map(|row| (row, corpus.annotation(row)))
            .map(|(row, one)| (row, one.kind as usize, one.identifier))
            .collect();
        let all = || {
            let mut all = Vec::new();
            corpus.each_identifier(|row, kind, identifier| all.push((row, kind, identifier)));
            all
        };
        assert_eq!(all(), expected);
        corpus.make_annotation_numbers().expect("columns");
        corpus.annotation_mentions().and(corpus.annotation_identifiers()).expect("columns");
        corpus.annotation_extras().expect("a column");
        assert!(corpus.annotations.pieces.read().is_empty());
        assert_eq!(all(), expected);
    }
}
