//! The block text syntax of a corpus.

use super::cut;
use super::parse::BlockTextParser;
use crate::Records;
use crate::formats::detect::{Detected, Kind};
use crate::formats::{Syntax, Window};
use crate::model::corpus::{COLUMNS, CorpusTypes};
use crate::model::worker_rows::CorpusRows;
use crate::model::{Corpus, MakeColumn, ParsedInput};

impl Syntax for Corpus {
    type Head = ();
    type Parser = BlockTextParser;
    type Part = CorpusRows;
    type Known = CorpusTypes;

    const RECORDS: fn(u64) -> Records = Records::Documents;

    const COLUMNS: &[(&str, MakeColumn<Self>)] = COLUMNS;

    fn require(detected: Detected) -> std::result::Result<(), String> {
        detected.require(Kind::Corpus)
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

    fn parse(parser: &mut BlockTextParser, (): (), window: &Window<'_>, part: &mut CorpusRows) -> usize {
        parser.parse(window, part)
    }

    fn assemble(parts: Vec<CorpusRows>, parsed: ParsedInput, known: &mut CorpusTypes) -> Self {
        Self::assemble(parts, parsed, known)
    }

    fn parsed(&self) -> &ParsedInput {
        self.parsed()
    }
}
