//! Frequencies of values.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::columns::Categories;

/// The most values that are counted separately: a dump has tens of types, and any other file must not fill the memory.
const MAX_VALUES: usize = 4096;

/// Values in order of first appearance, with their counts. Values beyond the first few thousand are counted together.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    values: Vec<(Box<[u8]>, u64)>,
    places: HashMap<Box<[u8]>, usize, RandomState>,
    others: u64,
}

impl Tally {
    /// Adds `times` to the count of a value.
    pub fn count(&mut self, value: &[u8], times: u64) {
        if times == 0 {
            return;
        }
        if let Some(&place) = self.places.get(value) {
            self.values[place].1 += times;
        } else if self.values.len() < MAX_VALUES {
            self.places.insert(value.into(), self.values.len());
            self.values.push((value.into(), times));
        } else {
            self.others += times;
        }
    }

    /// Takes the counts of the codes of `names`.
    pub fn of_counts(names: &Categories, counts: &[u64]) -> Self {
        let mut tally = Self::default();
        names.iter().zip(counts).for_each(|(name, &count)| tally.count(name, count));
        tally
    }

    /// Adds the counts of the part that follows.
    pub fn add(&mut self, next: &Self) {
        next.values.iter().for_each(|(value, times)| self.count(value, *times));
        self.others += next.others;
    }

    /// The values and their counts, in order of first appearance.
    pub fn values(&self) -> impl Iterator<Item = (&[u8], u64)> {
        self.values.iter().map(|(value, count)| (&**value, *count))
    }

    /// The count of all values that are not counted separately.
    pub fn others(&self) -> u64 {
        self.others
    }
}
