//! Cancellation of running work.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Error, Result};

/// A flag that asks running work to stop.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<Flag>);

#[derive(Debug, Default)]
struct Flag {
    is_set: AtomicBool,
    /// The flag of the larger piece of work that this work belongs to.
    whole: Option<Cancel>,
}

impl Cancel {
    /// A flag for a part of the work. It is set with the flag of the whole, and can be set alone.
    #[must_use]
    pub fn part(&self) -> Self {
        Self(Arc::new(Flag { is_set: AtomicBool::new(false), whole: Some(self.clone()) }))
    }

    /// Asks the work to stop.
    pub fn cancel(&self) {
        self.0.is_set.store(true, Ordering::Relaxed);
    }

    /// Fails with [`Error::Interrupted`] once the flag is set.
    pub fn check(&self) -> Result<()> {
        if self.0.is_set.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        self.0.whole.as_ref().map_or(Ok(()), Self::check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_stops_with_the_whole_and_not_the_other_way_round() {
        let whole = Cancel::default();
        let (one, other) = (whole.part(), whole.part());
        one.cancel();
        assert!(one.check().is_err() && whole.check().is_ok() && other.check().is_ok());
        whole.cancel();
        assert!(other.part().check().is_err());
    }
}
