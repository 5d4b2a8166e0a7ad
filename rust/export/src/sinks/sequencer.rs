//! Results that are made in any order, and used by their number.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use pubfast_core::Result;

/// A target that uses results in order.
pub(crate) struct Sequencer<S, T> {
    state: Mutex<SequencerState<S, T>>,
    /// Uses the next one.
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

    /// Uses this one and those that waited for it; or has it wait for those before it.
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

    /// The target, once all results were used.
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
