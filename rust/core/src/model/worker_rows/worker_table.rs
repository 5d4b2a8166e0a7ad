//! The rows of a table file that one worker writes.

use std::sync::Arc;

use crate::columns::{ColumnVec, PagePool, ProblemRow};

/// The rows of a table file that one worker writes, and its problems.
#[derive(Debug, Default)]
pub(crate) struct WorkerTable<T> {
    /// The rows of its windows, one after another.
    pub rows: T,
    pub(crate) problems: ColumnVec<ProblemRow>,
    /// The pool for the rows' memory, if the table is a batch of a stream.
    pub(crate) memory: Option<Arc<PagePool>>,
}
