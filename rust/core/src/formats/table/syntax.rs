//! The table syntax, whose rows become columns.

use memchr::{memchr, memrchr};

use super::{RowSyntax, Shape, TableParser, shape};
use crate::Records;
use crate::columns::KnownValues;
use crate::formats::detect::Detected;
use crate::formats::{Syntax, Window};
use crate::model::table::{TableFile, WorkerTable};
use crate::model::{MakeColumn, ParsedInput};

impl<T: RowSyntax> Syntax for TableFile<T> {
    type Head = Shape;
    type Parser = TableParser<T>;
    type Part = WorkerTable<T>;
    /// The values of each dictionary column.
    type Known = Vec<KnownValues>;

    const RECORDS: fn(u64) -> Records = Records::Rows;
    const COLUMNS: &[(&str, MakeColumn<Self>)] = T::COLUMNS;

    fn require(detected: Detected) -> std::result::Result<(), String> {
        detected.require(T::KIND)
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

    fn parse(
        parser: &mut TableParser<T>,
        shape: Shape,
        window: &Window<'_>,
        part: &mut WorkerTable<T>,
    ) -> usize {
        parser.parse(shape, window, part)
    }

    fn assemble(parts: Vec<WorkerTable<T>>, parsed: ParsedInput, known: &mut Vec<KnownValues>) -> Self {
        Self::assemble(parts, parsed, known)
    }

    fn parsed(&self) -> &ParsedInput {
        self.parsed()
    }
}
