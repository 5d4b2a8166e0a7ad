//! The syntax of one kind of table row.

use super::Shape;
use super::line::TableLine;
use crate::formats::detect::Kind;
use crate::model::table::TableRows;

/// The rows of one kind of table: how a plain one is recognised, and how any other is stored.
pub trait RowSyntax: TableRows {
    /// The columns of a row, as the classifier finds them.
    type Line;
    const KIND: Kind;

    /// True if tables of a shape have such rows.
    fn has(shape: Shape) -> bool;

    /// The shape of a file, by that of its header row.
    fn shape(header: Option<Shape>) -> Shape;

    /// Packs a row of `COLUMNS` columns if it is a plain one. `block` begins at `at` of its window, the row at `begin`
    /// of the block, and `m` are the marks from there on.
    fn plain<const COLUMNS: usize>(
        &mut self,
        at: usize,
        block: &[u8],
        begin: usize,
        m: &[u16; 8],
    ) -> Option<Self::Row>;

    /// Says what a line without its line end is.
    fn classify(line: &[u8], shape: Shape) -> TableLine<Self::Line>;

    /// Packs the row of a line that begins at `begin` of `text`; it will be number `row`.
    fn pack(&mut self, row: usize, text: &[u8], begin: usize, line: Self::Line) -> Self::Row;
}
