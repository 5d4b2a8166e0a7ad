//! Whole columns, and the rows that they are made of.

use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::Result;

/// A whole column, materialised at its first request.
pub(crate) type LazyColumn<W> = OnceLock<Arc<W>>;

/// The rows that the workers wrote, kept until every column is materialised.
///
/// A column is set, and its rows are freed, under the write lock only: a thread that holds the read lock finds a value
/// in the column or in the rows.
#[derive(Debug)]
pub(crate) struct RowStore<P>(RwLock<P>);

impl<P> RowStore<P> {
    pub fn new(pieces: P) -> Self {
        Self(RwLock::new(pieces))
    }

    pub fn read(&self) -> RwLockReadGuard<'_, P> {
        // Nothing is left half done by a panic: a column is set and freed after it is complete.
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The rows, locked for setting columns and freeing rows.
    pub fn write(&self) -> RwLockWriteGuard<'_, P> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The column, which `make` makes if this is the first time; `free` then drops what is done with.
    pub fn whole<W>(
        &self,
        column: &LazyColumn<W>,
        make: impl FnOnce(&mut P) -> Result<W>,
        free: impl FnOnce(&mut P),
    ) -> Result<Arc<W>> {
        if let Some(whole) = column.get() {
            return Ok(whole.clone());
        }
        let mut pieces = self.write();
        if column.get().is_none() {
            let whole = Arc::new(make(&mut pieces)?);
            column.get_or_init(|| whole);
            free(&mut pieces);
        }
        Ok(column.get().expect("the column was set").clone())
    }
}
