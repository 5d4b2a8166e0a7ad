//! Forms, and how many identifiers have them.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use super::Tally;
use super::form::{Form, is_plain};
use crate::cells::{Separators, pieces};

/// Counts the identifiers of cells by form.
pub(super) struct Forms {
    counts: Vec<(Form, u64)>,
    /// Cells without a byte, which are many in some dumps.
    empty: u64,
    places: HashMap<Form, usize, RandomState>,
    /// By type.
    kinds: Vec<Kind>,
}

/// What is known of a type: most identifiers of a type have one form.
struct Kind {
    separators: Separators,
    last: Form,
    /// The place of its count.
    place: usize,
}

impl Forms {
    /// For types whose cells are divided so.
    pub fn new(separators: Vec<Separators>) -> Self {
        // The first count is of what the types begin with, and of nothing else.
        let (last, place) = (Form::Other, 0);
        let kinds = separators.into_iter().map(|separators| Kind { separators, last, place }).collect();
        let mut places = HashMap::default();
        places.insert(last, place);
        Self { counts: vec![(last, 0)], empty: 0, places, kinds }
    }

    /// Counts the identifiers of a cell of a row of a type.
    #[inline]
    pub fn count(&mut self, kind: usize, cell: Option<&[u8]>) {
        let known = &self.kinds[kind];
        match cell {
            Some([]) => self.empty += 1,
            Some(cell) if is_plain(cell, known.last) => self.counts[known.place].1 += 1,
            cell => self.count_pieces(kind, cell),
        }
    }

    #[inline(never)]
    fn count_pieces(&mut self, kind: usize, cell: Option<&[u8]>) {
        match cell {
            Some(cell) => {
                for piece in pieces(cell, self.kinds[kind].separators) {
                    self.add(kind, Form::of(Some(&cell[piece])));
                }
            }
            None => self.add(kind, Form::of(None)),
        }
    }

    fn add(&mut self, kind: usize, form: Form) {
        let known = &mut self.kinds[kind];
        if form != known.last {
            let counts = &mut self.counts;
            let place = *self.places.entry(form).or_insert_with(|| {
                counts.push((form, 0));
                counts.len() - 1
            });
            // Identifiers that are missing come and go.
            if matches!(form, Form::Missing(_)) {
                self.counts[place].1 += 1;
                return;
            }
            (known.last, known.place) = (form, place);
        }
        self.counts[known.place].1 += 1;
    }

    /// By name.
    pub fn tally(self) -> Tally {
        let mut tally = Tally::default();
        tally.count(&Form::of(Some(b"")).name(), self.empty);
        self.counts.into_iter().for_each(|(form, count)| tally.count(&form.name(), count));
        tally
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn counts_are_those_of_the_slow_twin(
            cells in prop::collection::vec(
                (0_usize..2, prop::option::of("[0-9]{0,20}|MESH:[A-Z][0-9]{0,9}|(MESH:|rs|-|,|D|[0-9]|\\(|a|:|_){0,6}")),
                0..60,
            ),
        ) {
            let separators = vec![Separators::NONE, Separators::any(b",|").expect("two")];
            let mut forms = Forms::new(separators.clone());
            let mut expected = Tally::default();
            for (kind, cell) in &cells {
                let cell = cell.as_deref().map(str::as_bytes);
                forms.count(*kind, cell);
                let Some(cell) = cell.filter(|cell| !cell.is_empty()) else {
                    expected.count(&Form::of(cell).name(), 1);
                    continue;
                };
                for piece in pieces(cell, separators[*kind]) {
                    expected.count(&Form::of(Some(&cell[piece])).name(), 1);
                }
            }
            let sorted = |tally: &Tally| {
                let mut all: Vec<_> = tally.values().map(|(name, count)| (name.to_vec(), count)).collect();
                all.sort();
                all
            };
            prop_assert_eq!(sorted(&forms.tally()), sorted(&expected));
        }
    }
}
