//! Restores the order of results that are made in any order.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use pubfast_core::Result;

/// Passes numbered results to a target in the order of their numbers.
pub(crate) struct Sequencer<S, T> {
    state: Mutex<SequencerState<S, T>>,
    /// Passes the next result to the target.
    take: fn(&mut S, T) -> Result<()>,
}

struct SequencerState<S, T> {
    target: S,
    next: usize,
    waiting: BTreeMap<usize, T>,
}

impl<S, T> Sequencer<S, T> {
    pub fn new(target: S, take: fn(&mut S, T) -> Result<()>) -> Self {
        let waiting = BTreeMap::new();
        Self { state: Mutex::new(SequencerState { target, next: 0, waiting }), take }
    }

    /// Passes on result `number` and those that waited for it, or keeps it until all results before it are there.
    pub fn put(&self, number: usize, thing: T) -> Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.waiting.insert(number, thing);
        loop {
            let next = state.next;
            let Some(thing) = state.waiting.remove(&next) else { return Ok(()) };
            (self.take)(&mut state.target, thing)?;
            state.next += 1;
        }
    }

    /// Returns the target; all results must have been passed on.
    pub fn into_target(self) -> S {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).target
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_used_by_their_number() {
        let order = Sequencer::new(Vec::new(), |seen: &mut Vec<usize>, thing| {
            seen.push(thing);
            Ok(())
        });
        for number in [3, 0, 2, 1, 4] {
            order.put(number, 10 * number).expect("no errors");
        }
        assert_eq!(order.into_target(), [0, 10, 20, 30, 40]);
    }
}
