//! The syntax of one kind of table row.

use super::Shape;
use super::line::TableLine;
use crate::columns::Dictionary;
use crate::model::Kind;
use crate::model::worker_rows::{PackedTableRow, RowFields, WorkerRows, WorkerTable};

/// One kind of table row: how to recognise a plain one, and how to read any other.
pub(crate) trait RowSyntax: PackedTableRow {
    /// The columns of a row, as the classifier finds them.
    type Line;

    const KIND: Kind;

    /// True if tables of this shape have such rows.
    fn has(shape: Shape) -> bool;

    /// The shape of a file, given the shape of its header row.
    fn shape(header: Option<Shape>) -> Shape;

    /// The worker's table of such rows. Panics for rows of another kind.
    fn table(rows: &mut WorkerRows) -> &mut WorkerTable<Self>;

    /// Packs a row of `COLUMNS` columns if it is a plain one. `block` begins at offset `at` of its window and the row
    /// at offset `begin` of the block; `m` holds the marks from there on.
    fn plain<const COLUMNS: usize>(
        dictionaries: &mut [Dictionary],
        at: usize,
        block: &[u8],
        begin: usize,
        m: &[u16; 8],
    ) -> Option<Self>;

    /// Classifies a line without its line end.
    fn classify(line: &[u8], shape: Shape) -> TableLine<Self::Line>;

    /// Reads the row of a line that begins at `begin` of `text`.
    fn fields(dictionaries: &mut [Dictionary], text: &[u8], begin: usize, line: Self::Line) -> RowFields;
}
