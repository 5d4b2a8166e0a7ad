//! The syntax of block text.

use super::cut;
use super::parse::BlockTextParser;
use crate::formats::Window;
use crate::formats::syntax::{Head, Parser, Syntax};
use crate::model::Kind;
use crate::model::worker_rows::WorkerRows;

pub(crate) struct BlockText;

impl Syntax for BlockText {
    fn kind(&self) -> Kind {
        Kind::Documents
    }

    fn head(&self, text: &[u8], begin: usize, _: &mut Head) -> (usize, bool) {
        cut::header(text, begin)
    }

    fn cut_before(&self, text: &[u8], begin: usize, target: usize) -> usize {
        cut::cut_before(text, begin, target)
    }

    fn last_cut(&self, text: &[u8], begin: usize) -> Option<usize> {
        cut::last_cut(text, begin)
    }

    fn parser(&self) -> Box<dyn Parser> {
        Box::new(BlockTextParser::default())
    }
}

impl Parser for BlockTextParser {
    fn parse(&mut self, _: Head, window: &Window<'_>, rows: &mut WorkerRows) -> usize {
        let WorkerRows::Documents(rows) = rows else { unreachable!("block text has documents") };
        self.parse(window, rows)
    }
}
