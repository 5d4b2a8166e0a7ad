//! Asks for memory before work that cannot fail for the lack of it.
//!
//! Vectors of the standard library, and the libraries that encode and compress, end the process if an allocation fails.
//! So work on a batch first claims about as much memory as it will take at most. A claim that the system could not meet,
//! together with all other claims of the moment, is an error that the caller can handle. Nothing is kept of the memory.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{Error, Result};

/// The bytes of all claims of this process.
static CLAIMED: AtomicUsize = AtomicUsize::new(0);

/// The memory that is left for everything that claims nothing.
const RESERVE: usize = 8 << 20;

/// Memory that some work may take; the claim ends when it is dropped.
#[derive(Debug)]
pub struct Claim(usize);

impl Claim {
    /// Claims memory; fails if the system does not have so much.
    pub fn new(bytes: usize) -> Result<Self> {
        let claim = Self(bytes);
        let all = CLAIMED.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        // Memory that is not touched costs next to nothing.
        let mut probe = Vec::<u8>::new();
        match probe.try_reserve_exact(all.saturating_add(RESERVE)) {
            Ok(()) => Ok(claim),
            Err(_) => Err(Error::Memory { bytes }),
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        CLAIMED.fetch_sub(self.0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_system_has_is_refused_and_nothing_stays_claimed() {
        let claim = Claim::new(1 << 20).expect("a megabyte");
        assert!(matches!(Claim::new(1 << 60), Err(Error::Memory { bytes }) if bytes == 1 << 60));
        drop(claim);
        assert!(Claim::new(1 << 20).is_ok());
    }
}
