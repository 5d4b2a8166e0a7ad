//! Checks that there is enough memory before work that ends the process without it.
//!
//! Vectors of the standard library, and the libraries that encode and compress, end the process if an allocation fails.
//! So work on a batch first claims about as much memory as it will take at most. A claim that the system could not meet,
//! together with all other claims of the moment, is an error that the caller can handle. Only a process whose memory is
//! limited (`ulimit -v`) is checked; other systems refuse no allocation of this size.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{Error, Result};

/// The bytes of all claims of this process.
static CLAIMED: AtomicUsize = AtomicUsize::new(0);

/// The bytes that must stay free for code that makes no claim.
const RESERVE: usize = 8 << 20;

/// Memory that some work may take; the claim ends when it is dropped.
#[derive(Debug)]
pub struct Claim(usize);

impl Claim {
    /// Claims memory; fails if the process may not have so much.
    pub fn new(bytes: usize) -> Result<Self> {
        let all = CLAIMED.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        let claim = Self(bytes);
        if is_limited() {
            // The memory is not touched, and given back at once.
            let probe = Vec::<u8>::new().try_reserve_exact(all.saturating_add(RESERVE));
            probe.map_err(|_| Error::Memory { bytes })?;
        }
        Ok(claim)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // A child that was forked meanwhile has forgotten the claim.
        let less = |all: usize| Some(all.saturating_sub(self.0));
        CLAIMED.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).ok();
    }
}

/// Forgets all claims, in a child process that does not have the threads that made them.
pub fn forget_claims() {
    CLAIMED.store(0, Ordering::Relaxed);
}

/// True if the address space of the process is limited.
#[cfg(unix)]
fn is_limited() -> bool {
    rustix::process::getrlimit(rustix::process::Resource::As).current.is_some()
}

#[cfg(not(unix))]
fn is_limited() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_add_up_and_end() {
        let (one, two) = (Claim::new(1 << 20), Claim::new(1 << 10));
        assert!(one.is_ok() && two.is_ok());
        assert!(CLAIMED.load(Ordering::Relaxed) >= (1 << 20) + (1 << 10));
        drop((one, two));
    }
}
