//! Counts of identifiers by form.

use std::ops::Range;

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use super::Tally;
use super::form::{Form, FormPattern};
use crate::analysis::{Separators, pieces};

/// Counts the identifiers of cells by form.
pub(super) struct Forms {
    counts: Vec<(Form, u64)>,
    /// The number of empty cells, which are many in some dumps.
    empty: u64,
    places: HashMap<Form, usize, RandomState>,
    kinds: Vec<TypeForms>,
}

/// The most frequent form of a type: most identifiers of a type have one form.
struct TypeForms {
    separators: Separators,
    last: Form,
    look: FormPattern,
    /// The index of its count.
    place: usize,
}

impl Forms {
    /// Counts for types whose cells `separators` divide.
    pub fn new(separators: Vec<Separators>) -> Self {
        // The first count is that of the form every type starts with.
        let (last, place) = (Form::Other, 0);
        let kinds = separators
            .into_iter()
            .map(|separators| TypeForms { separators, last, look: FormPattern::NONE, place })
            .collect();
        let mut places = HashMap::default();
        places.insert(last, place);
        Self { counts: vec![(last, 0)], empty: 0, places, kinds }
    }

    /// Counts the identifiers of a cell of a row of a type.
    #[inline]
    pub fn count(&mut self, kind: usize, text: &[u8], cell: Option<Range<usize>>) {
        let known = &self.kinds[kind];
        let Some(cell) = cell else { return self.add(kind, Form::of(None)) };
        let (is_known, is_empty) = (known.look.fits(text, &cell), cell.is_empty());
        self.counts[known.place].1 += u64::from(is_known);
        self.empty += u64::from(is_empty);
        if !(is_known | is_empty) {
            self.count_pieces(kind, &text[cell]);
        }
    }

    #[inline(never)]
    fn count_pieces(&mut self, kind: usize, cell: &[u8]) {
        for piece in pieces(cell, self.kinds[kind].separators) {
            self.add(kind, Form::of(Some(&cell[piece])));
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
            // Missing identifiers come and go, so they do not become the expected form.
            if matches!(form, Form::Missing(_)) {
                self.counts[place].1 += 1;
                return;
            }
            (known.last, known.look, known.place) = (form, FormPattern::of(form), place);
        }
        self.counts[known.place].1 += 1;
    }

    /// The counts by name.
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
            rest in "[0-9a-z]{0,20}",
        ) {
            let separators = vec![Separators::NONE, Separators::any(b",|").expect("two")];
            let mut forms = Forms::new(separators.clone());
            let mut expected = Tally::default();
            let written = cells.iter().filter_map(|(_, cell)| cell.as_deref());
            let text = written.chain([&*rest]).collect::<String>().into_bytes();
            let mut begin = 0;
            for (kind, cell) in &cells {
                let cell = cell.as_deref().map(str::as_bytes);
                forms.count(*kind, &text, cell.map(|cell| begin..begin + cell.len()));
                begin += cell.map_or(0, <[u8]>::len);
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
