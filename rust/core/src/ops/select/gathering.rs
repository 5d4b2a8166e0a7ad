//! Puts the selected records of batches together, in the order of the input.

use std::collections::BTreeMap;

use super::{Choice, ChosenRecord, Limit};

/// The text of a batch's selected records, one after another.
#[derive(Debug, Default)]
pub struct BatchSelection {
    /// Lines.
    pub text: Vec<u8>,
    /// The records, and the position where the lines of each end.
    pub units: Vec<(ChosenRecord, usize)>,
}

/// Collects the selections of batches, in order.
#[derive(Debug)]
pub struct Gathering {
    choice: Choice,
    /// For each wanted id, by its number, whether it was found.
    is_found: Vec<bool>,
    missing: usize,
    /// The best records of the sample so far, by rank and number.
    sample: BTreeMap<(u64, usize), Vec<u8>>,
    /// The number of records given.
    given: usize,
}

impl Gathering {
    pub fn new(choice: Choice) -> Self {
        let ids = if let Choice::Ids { ids, .. } = &choice { ids.len() } else { 0 };
        Self { choice, is_found: vec![false; ids], missing: ids, sample: BTreeMap::new(), given: 0 }
    }

    /// True if no later record can be selected.
    pub fn is_done(&self) -> bool {
        match &self.choice {
            Choice::First(count) => self.given >= *count,
            Choice::Ids { is_first_enough, .. } => *is_first_enough && self.missing == 0,
            Choice::Where(_) => false,
            Choice::Sample { count, .. } => *count == 0,
        }
    }

    /// The number of records given.
    pub fn given(&self) -> usize {
        self.given
    }

    /// The numbers of the ids that were not found.
    pub fn missing(&self) -> Vec<usize> {
        (0..self.is_found.len()).filter(|&id| !self.is_found[id]).collect()
    }

    /// True if all records of a batch are given as they come.
    pub fn is_all_given(&self) -> bool {
        match &self.choice {
            Choice::First(_) | Choice::Where(_) => true,
            Choice::Ids { .. } | Choice::Sample { .. } => false,
        }
    }

    /// Takes the selection of a batch; returns the lines that are wanted at once.
    pub fn take(&mut self, made: BatchSelection) -> Vec<u8> {
        let BatchSelection { text, units } = made;
        if self.is_all_given() {
            self.given += units.len();
            return text;
        }
        let (mut given, mut begin) = (Vec::new(), 0);
        for (unit, end) in units {
            let lines = &text[begin..end];
            begin = end;
            match &self.choice {
                Choice::Sample { count, limit, .. } => {
                    let limit = limit.clone();
                    self.consider(unit, lines, *count, &limit);
                }
                Choice::Ids { is_first_enough, .. } => {
                    let was_found = std::mem::replace(&mut self.is_found[unit.key as usize], true);
                    self.missing -= usize::from(!was_found);
                    if !(was_found && *is_first_enough) {
                        given.extend_from_slice(lines);
                        self.given += 1;
                    }
                }
                Choice::First(_) | Choice::Where(_) => {}
            }
        }
        given
    }

    /// Takes a record into the sample, if it is better than the worst there.
    fn consider(&mut self, unit: ChosenRecord, lines: &[u8], count: usize, limit: &Limit) {
        let rank = (unit.key, unit.number);
        if self.sample.len() == count {
            if self.sample.last_key_value().is_none_or(|(worst, _)| *worst < rank) {
                return;
            }
            self.sample.pop_last();
        }
        self.sample.insert(rank, lines.to_vec());
        if self.sample.len() == count {
            self.sample.last_key_value().inspect(|(worst, _)| limit.lower(worst.0));
        }
    }

    /// The records that are known only at the end: the sample, in file order.
    pub fn finish(&mut self) -> impl Iterator<Item = Vec<u8>> + use<> {
        let mut sample: Vec<_> = std::mem::take(&mut self.sample)
            .into_iter()
            .map(|((_, number), lines)| (number, lines))
            .collect();
        sample.sort_unstable_by_key(|(number, _)| *number);
        self.given += sample.len();
        sample.into_iter().map(|(_, lines)| lines)
    }
}
