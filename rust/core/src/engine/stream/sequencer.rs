//! Runs work in the order of the input, on the threads that bring it.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::{Cancel, Error, Result};

/// Admits numbers in ascending order, one at a time, and passes a value from one to the next.
pub(crate) struct Sequencer<S> {
    state: Mutex<Turn<S>>,
    changed: Condvar,
}

struct Turn<S> {
    value: S,
    next: usize,
    /// The smallest number that will not come; no larger one gets a turn.
    missing: usize,
}

impl<S> Sequencer<S> {
    pub fn new(value: S) -> Self {
        let state = Turn { value, next: 0, missing: usize::MAX };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Waits until all smaller numbers have had their turn, then runs `work`.
    pub fn take<R>(
        &self,
        number: usize,
        cancel: &Cancel,
        work: impl FnOnce(&mut S) -> Result<R>,
    ) -> Result<R> {
        const POLL_INTERVAL: Duration = Duration::from_millis(20);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.next != number {
            cancel.check()?;
            if state.missing < number {
                return Err(Error::Interrupted);
            }
            state = self.changed.wait_timeout(state, POLL_INTERVAL).unwrap_or_else(PoisonError::into_inner).0;
        }
        let done = work(&mut state.value);
        state.next += 1;
        drop(state);
        self.changed.notify_all();
        done
    }

    /// Declares that `number` will not come.
    pub fn leave(&self, number: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.missing = state.missing.min(number);
        drop(state);
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_in_order_and_none_after_a_missing_one() {
        let sequencer = Sequencer::new(Vec::new());
        let cancel = Cancel::default();
        std::thread::scope(|scope| {
            for number in [3, 1, 0, 2, 5] {
                let (sequencer, cancel) = (&sequencer, &cancel);
                scope.spawn(move || {
                    let done = sequencer.take(number, cancel, |numbers| {
                        numbers.push(number);
                        Ok(())
                    });
                    assert_eq!(done.is_ok(), number != 5);
                });
            }
            sequencer.leave(4);
        });
        let numbers = sequencer.take(4, &cancel, |numbers| Ok(numbers.clone())).expect("its turn");
        assert_eq!(numbers, [0, 1, 2, 3]);
    }
}
