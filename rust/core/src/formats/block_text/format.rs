//! How block text becomes a corpus.

use super::cut;
use super::parse::Parser;
use crate::Records;
use crate::formats::detect::{Detected, Reader};
use crate::formats::{Format, Window};
use crate::model::corpus::{COLUMNS, Types};
use crate::model::worker_rows::CorpusRows;
use crate::model::{Corpus, Frame, Make};

impl Format for Corpus {
    type Head = ();
    type Parser = Parser;
    type Part = CorpusRows;
    type Known = Types;

    const RECORDS: fn(u64) -> Records = Records::Documents;

    const COLUMNS: &[(&str, Make<Self>)] = COLUMNS;

    fn require(detected: Detected) -> std::result::Result<(), String> {
        detected.require(Reader::Corpus)
    }

    fn head(text: &[u8], begin: usize, (): &mut ()) -> (usize, bool) {
        cut::header(text, begin)
    }

    fn cut_before(text: &[u8], begin: usize, target: usize) -> usize {
        cut::cut_before(text, begin, target)
    }

    fn last_cut(text: &[u8], begin: usize) -> Option<usize> {
        cut::last_cut(text, begin)
    }

    fn parse(parser: &mut Parser, (): (), window: &Window<'_>, part: &mut CorpusRows) -> usize {
        parser.parse(window, part)
    }

    fn assemble(parts: Vec<CorpusRows>, frame: Frame, known: &mut Types) -> Self {
        Self::assemble(parts, frame, known)
    }

    fn frame(&self) -> &Frame {
        self.frame()
    }
}
