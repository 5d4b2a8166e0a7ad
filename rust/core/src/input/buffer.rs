//! Memory for the windows of a stream, used again when a window is done with.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::columns::Slab;

/// Buffers that nobody uses at the moment.
pub(crate) struct Pool {
    spare: Mutex<Vec<Slab<u8>>>,
    /// How many are kept, and of which size.
    most: usize,
    size: usize,
    /// The process that may touch the lock: after a fork, another one's thread may hold it for ever.
    process: u32,
}

/// Memory that goes back to its pool.
pub(crate) struct Buffer {
    bytes: Slab<u8>,
    pool: Arc<Pool>,
}

impl Pool {
    pub fn new(size: usize, most: usize) -> Arc<Self> {
        Arc::new(Self { spare: Mutex::default(), most, size, process: std::process::id() })
    }

    /// A buffer of the pool's size; what is in it is left over from before.
    pub fn take(self: &Arc<Self>) -> Buffer {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Buffer { bytes: spare.unwrap_or_else(|| Slab::zeroed(self.size)), pool: self.clone() }
    }

    /// A larger buffer, of two texts one after the other.
    pub fn larger(self: &Arc<Self>, one: &[u8], other: &[u8]) -> Buffer {
        let mut bytes = Slab::zeroed(one.len() + other.len());
        bytes[..one.len()].copy_from_slice(one);
        bytes[one.len()..].copy_from_slice(other);
        Buffer { bytes, pool: self.clone() }
    }
}

impl Buffer {
    /// All of the memory.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        // A larger buffer is let go of: the next record is not so large.
        if self.bytes.len() != self.pool.size || self.pool.process != std::process::id() {
            return;
        }
        let mut spare = self.pool.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < self.pool.most {
            spare.push(std::mem::take(&mut self.bytes));
        }
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buffer").field("size", &self.bytes.len()).finish()
    }
}
