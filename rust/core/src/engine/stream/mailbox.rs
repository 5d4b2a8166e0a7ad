//! Collects the results of numbered pieces of work.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Accepts results in any order and delivers them by ascending number.
pub(super) struct Mailbox<T> {
    state: Mutex<MailboxState<T>>,
    changed: Condvar,
}

struct MailboxState<T> {
    /// The undelivered results of each number.
    results: BTreeMap<usize, Results<T>>,
    /// The number whose results are being delivered.
    next: usize,
    /// True if a result of `next` was delivered.
    has_begun: bool,
    /// The number of pieces, once it is known.
    end: Option<usize>,
}

struct Results<T> {
    ready: VecDeque<T>,
    is_complete: bool,
}

pub(super) enum Delivery<T> {
    /// A result, and whether it is the first of its number.
    Result(T, bool),
    /// A number had no result.
    Nothing,
    End,
}

impl<T> Mailbox<T> {
    pub fn new() -> Self {
        let state = MailboxState { results: BTreeMap::new(), next: 0, has_begun: false, end: None };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, MailboxState<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a result of piece `number`.
    pub fn put(&self, number: usize, result: T) {
        self.lock().of(number).ready.push_back(result);
        self.changed.notify_all();
    }

    /// Declares that piece `number` has no more results.
    pub fn complete(&self, number: usize) {
        self.lock().of(number).is_complete = true;
        self.changed.notify_all();
    }

    /// Declares that there are `count` pieces of work.
    pub fn end(&self, count: usize) {
        self.lock().end = Some(count);
        self.changed.notify_all();
    }

    /// Waits for the next delivery.
    pub fn take(&self) -> Delivery<T> {
        let mut state = self.lock();
        loop {
            if let Some(delivery) = state.take() {
                return delivery;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<T> MailboxState<T> {
    fn of(&mut self, number: usize) -> &mut Results<T> {
        self.results.entry(number).or_insert_with(|| Results { ready: VecDeque::new(), is_complete: false })
    }

    fn take(&mut self) -> Option<Delivery<T>> {
        loop {
            if self.end == Some(self.next) {
                return Some(Delivery::End);
            }
            let results = self.results.get_mut(&self.next)?;
            if let Some(result) = results.ready.pop_front() {
                let is_first = !std::mem::replace(&mut self.has_begun, true);
                return Some(Delivery::Result(result, is_first));
            }
            if !results.is_complete {
                return None;
            }
            self.results.remove(&self.next);
            self.next += 1;
            if !std::mem::replace(&mut self.has_begun, false) {
                return Some(Delivery::Nothing);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_by_number_and_numbers_without_one_are_told() {
        let mailbox = Mailbox::new();
        for (number, results) in [(2, &["e"][..]), (0, &["a", "b"]), (3, &[]), (1, &[])] {
            results.iter().for_each(|&result| mailbox.put(number, result));
            mailbox.complete(number);
        }
        mailbox.end(4);
        let mut seen = String::new();
        loop {
            match mailbox.take() {
                Delivery::Result(result, is_first) => seen += &format!("{result}{} ", i32::from(is_first)),
                Delivery::Nothing => seen += "- ",
                Delivery::End => break,
            }
        }
        assert_eq!(seen, "a1 b0 - e1 - ");
    }
}
