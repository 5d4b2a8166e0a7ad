//! The syntax of one kind of table row.

use super::Shape;
use super::line::TableLine;
use crate::columns::{ColumnVec, Dictionary, PackedRows};
use crate::model::worker_rows::{DecodeRows, WorkerRows};
use crate::model::{Kind, WorkerTable};

/// One kind of table row: how to recognise a plain one, and how to store any other.
pub(crate) trait RowSyntax: DecodeRows + Default + Sized + 'static {
    /// The columns of a row, as the classifier finds them.
    type Line;
    /// A row that does not fit its packed form.
    type Full: Copy + Send;

    const KIND: Kind;

    /// True if tables of this shape have such rows.
    fn has(shape: Shape) -> bool;

    /// The shape of a file, given the shape of its header row.
    fn shape(header: Option<Shape>) -> Shape;

    /// The worker's table of such rows. Panics for rows of another kind.
    fn table(rows: &mut WorkerRows) -> &mut WorkerTable<Self>;

    /// The packed rows, for appending.
    fn packed(&mut self) -> &mut PackedRows<Self::Packed, Self::Full>;

    /// The dictionaries, for adding values.
    fn dictionaries_mut(&mut self) -> Vec<&mut Dictionary>;

    /// Packs a row of `COLUMNS` columns if it is a plain one. `block` begins at offset `at` of its window and the row
    /// at offset `begin` of the block; `m` holds the marks from there on.
    fn plain<const COLUMNS: usize>(
        &mut self,
        at: usize,
        block: &[u8],
        begin: usize,
        m: &[u16; 8],
    ) -> Option<Self::Packed>;

    /// Classifies a line without its line end.
    fn classify(line: &[u8], shape: Shape) -> TableLine<Self::Line>;

    /// Packs the row of a line that begins at `begin` of `text`; it will be number `row`.
    fn pack(&mut self, row: usize, text: &[u8], begin: usize, line: Self::Line) -> Self::Packed;
}

impl<T: RowSyntax> WorkerTable<T> {
    /// Begins a window of `bytes` bytes at `base`; memory that stays untouched costs nothing.
    pub(super) fn enter_window(&mut self, base: usize, bytes: usize) {
        // A row takes 40 bytes or more; the rows of denser windows grow.
        const BYTES_PER_ROW: usize = 40;
        self.rows.packed().enter_window(ColumnVec::roomy(bytes / BYTES_PER_ROW, self.memory.as_ref()));
        self.rows.dictionaries_mut().into_iter().for_each(|dictionary| dictionary.enter_window(base));
    }
}
