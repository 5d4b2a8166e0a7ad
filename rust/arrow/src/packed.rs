//! Views of strings whose rows are still packed: no column of places is made for them.

use std::ops::{Deref, Range};

use arrow_array::ArrayRef;
use pubfast_core::Result;
use pubfast_core::frame::{Packed, Rows, Unpack};

use crate::pick::Pick;
use crate::strings::Source;
use crate::views::{self, Views};

/// The two string columns of packed rows, which are made side by side: their values are neighbours in the text.
pub(crate) struct PackedStrings {
    /// Their names.
    pub names: [&'static str; 2],
    make: Make,
}

/// Makes those of the two columns that are wanted, of some rows of a selection, with so many threads.
type Make =
    Box<dyn Fn([bool; 2], &Range<usize>, usize) -> Result<Option<[Option<ArrayRef>; 2]>> + Send + Sync>;

impl PackedStrings {
    /// The wanted columns of some rows; none of them where the rows are packed no more.
    pub fn views(
        &self,
        wanted: [bool; 2],
        rows: &Range<usize>,
        threads: usize,
    ) -> Result<Option<[Option<ArrayRef>; 2]>> {
        if wanted == [false; 2] { Ok(Some([None, None])) } else { (self.make)(wanted, rows, threads) }
    }
}

impl<S: Unpack + ?Sized + 'static, C: Deref<Target = S> + Send + Sync + 'static> Pick<C> {
    /// The strings of the rows as long as they are packed. Few rows are copied, as by [`Pick::text`].
    pub(crate) fn packed(&self, names: [&'static str; 2]) -> Option<PackedStrings> {
        if self.rows.are_few(self.total) {
            return None;
        }
        let (core, rows) = (self.core.clone(), self.rows.clone());
        let (text, invalid) = (self.text.clone(), self.invalid.clone());
        let make: Make = Box::new(move |wanted, part, threads| {
            let source = Source { text: &text, invalid: &invalid };
            let Some(packed) = core.packed() else { return Ok(None) };
            let base = base(&packed, &rows, part);
            let part_of = |piece: Range<usize>| part.start + piece.start..part.start + piece.end;
            let array = |views: Views| Some(views.into_array());
            if let [true, true] = wanted {
                let [first, second] =
                    views::make(&source, base, part.len(), threads, |piece, [one, two]| {
                        packed.strings(&rows, part_of(piece), |[first, second]| {
                            one.write(first);
                            two.write(second);
                        });
                    })?;
                return Ok(Some([array(first), array(second)]));
            }
            let is_first = wanted[0];
            let [views] = views::make(&source, base, part.len(), threads, |piece, [writer]| {
                packed.strings(&rows, part_of(piece), |[first, second]| {
                    writer.write(if is_first { first } else { second });
                });
            })?;
            Ok(Some(if is_first { [array(views), None] } else { [None, array(views)] }))
        });
        Some(PackedStrings { names, make })
    }
}

/// Where in the text the first of some rows' values begins: rows follow the text.
fn base(packed: &impl Packed, rows: &Rows, part: &Range<usize>) -> usize {
    let first = match rows {
        Rows::Range(run) => (!part.is_empty()).then_some(run.start + part.start),
        Rows::List(list) => list[part.clone()].iter().min().map(|&row| row as usize),
    };
    let mut base = None;
    if let Some(first) = first {
        packed.strings(&Rows::Range(first..first + 1), 0..1, |places| {
            base = places.into_iter().flatten().map(|place| place.start).min();
        });
    }
    base.unwrap_or(0)
}
