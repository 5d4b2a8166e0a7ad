//! Compares the mentions of a corpus with the text at their offsets.

use std::sync::{Arc, PoisonError};

use super::{Examiner, MentionPosition};
use crate::base::share::{chunks, cut, map};
use crate::columns::ColumnVec;
use crate::io::TextRef;
use crate::model::{
    AnnotationRecord, Dataset, DocumentRecord, HeldRows, Moved, Rows, Status, StatusRows, Statuses, TableId,
    WindowRows,
};
use crate::text::ByteRange;
use crate::{Cancel, Result};

/// Examines annotations and records the results.
struct StatusReader<'t, 'c> {
    text: TextRef<'t>,
    examiner: Examiner<'t>,
    codes: &'c mut [i32],
    moved: Vec<Moved>,
}

impl<'t, 'c> StatusReader<'t, 'c> {
    fn new(corpus: &'t Dataset, codes: &'c mut [i32]) -> Self {
        Self { text: corpus.text().bytes(), examiner: Examiner::default(), codes, moved: Vec::new() }
    }

    fn enter(&mut self, document: &DocumentRecord) {
        let part = |place: &Option<ByteRange>| place.clone().map(|place| self.text.slice(place));
        self.examiner.enter(part(&document.title), part(&document.abstract_));
    }

    fn find(&mut self, annotation: &AnnotationRecord) -> MentionPosition {
        self.examiner.examine(annotation.start, annotation.end, self.text.slice(annotation.mention.clone()))
    }

    /// Records the result for annotation number `at` of all, at index `here` of the output.
    fn note(&mut self, at: usize, here: usize, annotation: &AnnotationRecord) {
        let finding = self.find(annotation);
        self.codes[here] = finding.status.code();
        if finding.status.is_repairable() {
            let shift = if finding.status == Status::Shifted { finding.span.0 - annotation.start } else { 0 };
            self.moved.push(Moved { at, span: finding.span, shift });
        }
    }
}

impl Dataset {
    /// Tells for some annotations whether their mentions stand at their offsets. All annotations are examined, once,
    /// unless few are selected.
    pub fn examine(&self, rows: &Rows, cancel: &Cancel) -> Result<StatusRows> {
        let few = rows.are_few(self.len(TableId::Annotations));
        if few && self.kept_statuses().whole.get().is_none() {
            let places = Rows::Range(0..rows.len());
            return Ok(StatusRows { statuses: Arc::new(self.examine_some(rows, cancel)?), places });
        }
        let kept = self.kept_statuses();
        if kept.whole.get().is_none() {
            let _making = kept.making.lock().unwrap_or_else(PoisonError::into_inner);
            // Another thread may have done it.
            if kept.whole.get().is_none() {
                let made = Arc::new(self.examine_all(cancel)?);
                kept.whole.get_or_init(|| made);
            }
        }
        let statuses = kept.whole.get().expect("they were made").clone();
        Ok(StatusRows { statuses, places: rows.clone() })
    }

    /// Examines one annotation. None if it has no document.
    pub fn examine_annotation(&self, row: usize) -> Option<MentionPosition> {
        let document = self.document_of(TableId::Annotations, row);
        (document < self.len(TableId::Documents)).then(|| {
            let mut reader = StatusReader::new(self, &mut []);
            reader.enter(&self.document(document));
            reader.find(&self.annotation(row))
        })
    }

    fn examine_all(&self, cancel: &Cancel) -> Result<Statuses> {
        let layout = &self.parsed().layout;
        // A thread that makes a column waits for this lock, and no such thread holds one lock while it waits for the
        // other.
        let held = self.held_rows();
        let mut codes = layout.unset(TableId::Annotations);
        let segments = &layout.segments;
        let pieces = cut(&mut codes, segments.iter().map(|segment| segment.counts.of(TableId::Annotations)));
        let moved = map(self.threads(), segments.iter().zip(pieces).collect(), |(segment, codes)| {
            cancel.check()?;
            Ok(self.examine_window(&held, segment, codes))
        })?;
        Ok(Statuses::new(codes, moved))
    }

    fn examine_window(&self, held: &HeldRows<'_>, segment: &WindowRows, codes: &mut [i32]) -> Vec<Moved> {
        let first = segment.first.of(TableId::Annotations);
        let mut reader = StatusReader::new(self, codes);
        held.window(segment, |_, document, annotations| {
            if document.annotations.is_empty() {
                return;
            }
            reader.enter(document);
            for row in document.annotations.clone() {
                reader.note(row, row - first, &annotations.get(row));
            }
        });
        reader.moved
    }

    fn examine_some(&self, rows: &Rows, cancel: &Cancel) -> Result<Statuses> {
        let mut codes = ColumnVec::zeroed(rows.len());
        let places = chunks(rows.len());
        let pieces = cut(&mut codes, places.iter().map(ExactSizeIterator::len));
        let moved = map(self.threads(), places.into_iter().zip(pieces).collect(), |(places, codes)| {
            cancel.check()?;
            let mut reader = StatusReader::new(self, codes);
            let mut entered = 0..0;
            for (here, at) in places.enumerate() {
                let row = rows.at(at);
                if !entered.contains(&row) {
                    let document = self.document(self.document_of(TableId::Annotations, row));
                    reader.enter(&document);
                    entered = document.annotations;
                }
                reader.note(at, here, &self.annotation(row));
            }
            Ok(reader.moved)
        })?;
        Ok(Statuses::new(codes, moved))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::base::Options;
    use crate::io::TextBuf;
    use crate::model::Kind;

    fn corpus(window: usize) -> Dataset {
        let mut text = String::new();
        for (at, title) in
            ["a gene", "é gene ", "\u{1f9ec} a gene", ""].into_iter().cycle().take(400).enumerate()
        {
            text += &format!("{at}|t|{title}\n{at}|a|{}gene\n", "β ".repeat(at % 50));
            for start in [0, 2, 3, 5, 8, 70] {
                text += &format!("{at}\t{start}\t{}\tgene\tGene\t1\n", start + 4);
            }
        }
        let options = Options { threads: 2, window, trusted: true, ..Options::default() };
        Dataset::parse(Kind::Documents, TextBuf::from(text.into_bytes()), "text", &options)
            .expect("block text")
    }

    fn codes(corpus: &Dataset, rows: &Rows) -> (Vec<i32>, Vec<i32>) {
        let StatusRows { statuses, places } = corpus.examine(rows, &Cancel::default()).expect("statuses");
        places.iter().map(|place| (statuses.codes()[place], statuses.shifts()[place])).unzip()
    }

    #[test]
    fn windows_and_selections_change_nothing() {
        let one = corpus(0);
        let all = Rows::Range(0..one.len(TableId::Annotations));
        let expected = codes(&one, &all);
        assert!(Status::ALL[..8].iter().filter(|status| expected.0.contains(&status.code())).count() > 4);
        let several = corpus(300);
        assert!(several.parsed().layout.segments.len() > 20);
        // Few are looked at one by one while not all are known.
        for rows in [Rows::Range(700..800), [9, 2399, 9, 0].into_iter().collect(), Rows::Range(5..5), all] {
            let some = codes(&several, &rows);
            assert_eq!(some.0, rows.iter().map(|row| expected.0[row]).collect::<Vec<_>>());
            assert_eq!(some.1, rows.iter().map(|row| expected.1[row]).collect::<Vec<_>>());
        }
        let one_by_one = |row| several.examine_annotation(row).expect("a document").status.code();
        assert!(expected.0.iter().enumerate().all(|(row, &code)| one_by_one(row) == code));
    }

    #[test]
    fn work_that_was_cancelled_can_be_done_again() {
        let corpus = corpus(300);
        for rows in [Rows::Range(0..corpus.len(TableId::Annotations)), Rows::Range(0..9)] {
            let cancel = Cancel::default();
            cancel.cancel();
            assert!(matches!(corpus.examine(&rows, &cancel), Err(Error::Interrupted)));
            assert!(corpus.kept_statuses().whole.get().is_none());
        }
        assert_eq!(codes(&corpus, &Rows::Range(0..corpus.len(TableId::Annotations))).0.len(), 2400);
    }
}
