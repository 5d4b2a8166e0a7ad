//! The rows of a table that one worker writes.

use std::sync::Arc;

use super::TableRows;
use crate::ProblemCode;
use crate::columns::{ColumnVec, PagePool, ProblemRow};
use crate::model::{RowCounts, WorkerRows};

/// The columns of a table that one worker writes.
#[derive(Debug, Default)]
pub struct WorkerTable<T> {
    /// The rows of its windows, one after another.
    pub rows: T,
    pub(crate) problems: ColumnVec<ProblemRow>,
    /// The pool for the rows' memory, if the table is a batch of a stream.
    memory: Option<Arc<PagePool>>,
}

impl<T: TableRows> WorkerRows for WorkerTable<T> {
    fn counts(&self) -> RowCounts {
        RowCounts { rows: self.len(), problems: self.problems.len(), ..RowCounts::default() }
    }

    fn problems(&self) -> &ColumnVec<ProblemRow> {
        &self.problems
    }

    fn reserve(&mut self, _: usize, memory: Option<&Arc<PagePool>>) {
        // Each window gets room of its own.
        self.memory = memory.cloned();
    }
}

impl<T: TableRows> WorkerTable<T> {
    pub fn len(&self) -> usize {
        self.rows.rows().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Begins a window of `bytes` bytes at `base`; untouched room costs no memory.
    pub(crate) fn enter_window(&mut self, base: usize, bytes: usize) {
        // A table has a row in 40 bytes and more; denser ones make the window's rows grow.
        const BYTES_PER_ROW: usize = 40;
        self.rows.rows_mut().enter_window(ColumnVec::roomy(bytes / BYTES_PER_ROW, self.memory.as_ref()));
        self.rows.dictionaries_mut().into_iter().for_each(|dictionary| dictionary.enter_window(base));
    }

    /// The problems: lines of the window before it, byte of the window, code.
    pub fn problems(&self) -> impl ExactSizeIterator<Item = (usize, usize, ProblemCode)> {
        self.problems.iter().map(|row| (row.line as usize, row.byte as usize, row.code()))
    }
}
