//! Columns of listed annotations, of which there are too many to look up one by one and too few to make the
//! columns of all.

use super::annotations::ANNOTATIONS;
use crate::Result;
use crate::model::{Corpus, Rows, WindowRows};

impl Corpus {
    /// The documents of listed annotations; none if they are not in the order of the file.
    pub fn documents_of_listed(&self, rows: &Rows) -> Result<Option<Vec<i32>>> {
        if !rows.iter().is_sorted() {
            return Ok(None);
        }
        let offsets = self.annotation_offsets()?;
        let (mut documents, mut document) = (Vec::with_capacity(rows.len()), 0);
        for row in rows.iter() {
            while offsets[document + 1] <= row as i64 {
                document += 1;
            }
            documents.push(document as i32);
        }
        Ok(Some(documents))
    }

    /// The codes of listed annotations' types; none if the rows are packed no more.
    pub fn kinds_of_listed(&self, rows: &Rows) -> Result<Option<Vec<i32>>> {
        let pieces = self.annotations.pieces.read();
        if pieces.is_empty() {
            return Ok(None);
        }
        let mut kinds = Vec::with_capacity(rows.len());
        let window = |segment: &WindowRows| {
            let codes = &self.annotations.codes[segment.part];
            (&pieces[segment.part], segment.local.annotations, codes)
        };
        self.parsed.layout.walk(ANNOTATIONS, rows, 0..rows.len(), window, |&(piece, first, codes), at, _| {
            kinds.push(codes[piece.kind(first + at) as usize]);
        });
        Ok(Some(kinds))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::Options;

    proptest! {
        #[test]
        fn they_are_those_of_the_whole_columns(
            counts in proptest::collection::vec(0..5_usize, 1..20),
            picked in proptest::collection::vec(any::<usize>(), 0..40),
            is_sorted: bool,
            window in 0..200_usize,
        ) {
            let mut text = String::new();
            for (document, &count) in counts.iter().enumerate() {
                text += &format!("{document}|t|title\n");
                for at in 0..count {
                    text += &format!("{document}\t0\t5\ttitle\tT{}\t7\n", (document + at) % 7);
                }
                text += "\n";
            }
            let options = Options { window, threads: 2, ..Options::default() };
            let corpus = Corpus::parse(text.into_bytes().into(), "test", &options).expect("it parses");
            let total = corpus.annotations_len();
            prop_assume!(total > 0);
            let mut list: Vec<i64> = picked.iter().map(|at| (at % total) as i64).collect();
            if is_sorted {
                list.sort_unstable();
            }
            let rows: Rows = list.iter().copied().collect();
            let documents = corpus.documents_of_listed(&rows).expect("offsets");
            let kinds = corpus.kinds_of_listed(&rows).expect("no error");
            let (all, codes) = (
                corpus.annotation_documents().expect("a column"),
                corpus.annotation_kinds().expect("a column").codes,
            );
            if list.is_sorted() {
                let expected: Vec<i32> = list.iter().map(|&row| all[row as usize]).collect();
                prop_assert_eq!(documents, Some(expected));
            } else {
                prop_assert_eq!(documents, None);
            }
            let expected: Vec<i32> = list.iter().map(|&row| codes[row as usize]).collect();
            prop_assert_eq!(kinds, Some(expected));
        }
    }
}
