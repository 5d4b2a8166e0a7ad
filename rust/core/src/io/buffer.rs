//! Reusable memory for the windows of a stream.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::columns::ColumnVec;

/// A pool of unused buffers.
#[derive(Debug)]
pub(crate) struct BufferPool {
    spare: Mutex<Vec<ColumnVec<u8>>>,
    /// The largest number of buffers kept, and their size.
    most: usize,
    size: usize,
    /// The process that may use the lock: after a fork, a thread of the other process may hold it for ever.
    process: u32,
}

/// Memory that returns to its pool when dropped.
pub(crate) struct Buffer {
    bytes: ColumnVec<u8>,
    pool: Option<Arc<BufferPool>>,
}

impl BufferPool {
    pub fn new(size: usize, most: usize) -> Arc<Self> {
        Arc::new(Self { spare: Mutex::default(), most, size, process: std::process::id() })
    }

    /// A buffer of the pool's size, with old contents.
    pub fn take(self: &Arc<Self>) -> Buffer {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Buffer { bytes: spare.unwrap_or_else(|| ColumnVec::zeroed(self.size)), pool: Some(self.clone()) }
    }
}

impl Buffer {
    /// Memory that belongs to no pool.
    pub fn alone(size: usize) -> Self {
        Self { bytes: ColumnVec::zeroed(size), pool: None }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let Some(pool) = self.pool.take().filter(|pool| pool.process == std::process::id()) else { return };
        let mut spare = pool.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < pool.most {
            spare.push(std::mem::take(&mut self.bytes));
        }
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buffer").field("size", &self.bytes.len()).finish()
    }
}
