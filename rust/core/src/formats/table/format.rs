//! How a table becomes columns.

use memchr::{memchr, memrchr};

use super::{Parser, RowSyntax, Shape, shape};
use crate::Records;
use crate::columns::Known;
use crate::formats::detect::Detected;
use crate::formats::{Format, Window};
use crate::model::table::{TableFile, TablePart};
use crate::model::{Frame, Make};

impl<T: RowSyntax> Format for TableFile<T> {
    type Head = Shape;
    type Parser = Parser<T>;
    type Part = TablePart<T>;
    /// The values of each dictionary column.
    type Known = Vec<Known>;

    const RECORDS: fn(u64) -> Records = Records::Rows;
    const COLUMNS: &[(&str, Make<Self>)] = T::COLUMNS;

    fn require(detected: Detected) -> std::result::Result<(), String> {
        detected.require(T::READER)
    }

    fn head(text: &[u8], begin: usize, shape: &mut Shape) -> (usize, bool) {
        let head = shape::head(&text[begin..]);
        *shape = T::shape(head.shape);
        (begin + head.end, head.is_open)
    }

    fn cut_before(text: &[u8], begin: usize, target: usize) -> usize {
        if target <= begin {
            return begin;
        }
        let at = (target - 1).min(text.len());
        memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline + 1)
    }

    fn last_cut(text: &[u8], begin: usize) -> Option<usize> {
        memrchr(b'\n', &text[begin..]).map(|newline| begin + newline + 1)
    }

    fn parse(parser: &mut Parser<T>, shape: Shape, window: &Window<'_>, part: &mut TablePart<T>) -> usize {
        parser.parse(shape, window, part)
    }

    fn assemble(parts: Vec<TablePart<T>>, frame: Frame, known: &mut Vec<Known>) -> Self {
        Self::assemble(parts, frame, known)
    }

    fn frame(&self) -> &Frame {
        self.frame()
    }
}
