//! The relations of a corpus.

use std::sync::Arc;

use crate::Result;
use crate::columns::{Merged, Names, Slab, Spans};
use crate::model::worker_rows::RelationRow;
use crate::model::{Categories, Corpus, Counts, Numbers, Pieces, StringColumn, Whole};
use crate::text::Place;

/// The columns of the relations.
#[derive(Debug)]
pub(super) struct Relations {
    pieces: Pieces<Vec<Slab<RelationRow>>>,
    document: Whole<Slab<i32>>,
    kind: Whole<Slab<i32>>,
    arg1: Whole<Spans>,
    arg2: Whole<Spans>,
    extra: Whole<Spans>,
    types: Names,
    /// For each worker, what its codes are in `types`.
    codes: Vec<Vec<i32>>,
}

/// A relation: places in the text.
#[derive(Clone, Debug)]
pub struct RelationRecord {
    /// The code of its type.
    pub kind: i32,
    /// The first argument.
    pub arg1: Place,
    /// The second argument.
    pub arg2: Place,
    /// What follows the arguments, if anything does.
    pub extra: Option<Place>,
}

const TABLE: fn(&Counts) -> usize = |counts| counts.relations;

impl Relations {
    pub fn new(pieces: Vec<Slab<RelationRow>>, types: Merged) -> Self {
        Self {
            pieces: Pieces::new(pieces),
            document: Whole::new(),
            kind: Whole::new(),
            arg1: Whole::new(),
            arg2: Whole::new(),
            extra: Whole::new(),
            types: types.values,
            codes: types.codes,
        }
    }

    /// A column; when all are whole, nothing needs the rows any more.
    fn column<W>(
        &self,
        column: &Whole<W>,
        make: impl FnOnce(&[Slab<RelationRow>]) -> Result<W>,
    ) -> Result<Arc<W>> {
        let free = |pieces: &mut Vec<_>| {
            let spans = [&self.arg1, &self.arg2, &self.extra];
            if self.kind.get().is_some() && spans.iter().all(|column| column.get().is_some()) {
                pieces.clear();
            }
        };
        self.pieces.whole(column, |pieces| make(pieces), free)
    }

    fn get_whole(&self, row: usize) -> Option<RelationRecord> {
        Some(RelationRecord {
            kind: self.kind.get()?[row],
            arg1: self.arg1.get()?.get(row)?,
            arg2: self.arg2.get()?.get(row)?,
            extra: self.extra.get()?.get(row),
        })
    }
}

/// The columns, each of one value a relation. A row beyond the last panics.
impl Corpus {
    /// One relation.
    pub fn relation(&self, row: usize) -> RelationRecord {
        let pieces = self.relations.pieces.read();
        let record = if pieces.is_empty() {
            self.relations.get_whole(row)
        } else {
            let place = self.frame.layout.place(TABLE, row);
            let (part, base) = (place.segment.part, place.segment.base);
            let row = pieces[part][place.local];
            row.arg1.within(base).zip(row.arg2.within(base)).map(|(arg1, arg2)| RelationRecord {
                kind: self.relations.codes[part][row.kind as usize],
                arg1,
                arg2,
                extra: row.extra.within(base),
            })
        };
        record.expect("a relation has arguments")
    }

    /// The types, in order of first appearance.
    pub fn relation_types(&self) -> &Names {
        &self.relations.types
    }

    /// The document of each relation.
    pub fn relation_documents(&self) -> Result<Numbers<i32>> {
        let offsets = self.relation_offsets()?;
        self.relations.column(&self.relations.document, |_| self.frame.layout.owners(TABLE, &offsets))
    }

    /// The types.
    pub fn relation_kinds(&self) -> Result<Categories> {
        let codes = self.relations.column(&self.relations.kind, |pieces| {
            self.frame.layout.gather(TABLE, |segment, row| {
                self.relations.codes[segment.part][pieces[segment.part][row].kind as usize]
            })
        })?;
        Ok(Categories { codes, values: self.relations.types.clone() })
    }

    /// The first arguments.
    pub fn relation_arg1(&self) -> Result<StringColumn> {
        let spans = self.relations.column(&self.relations.arg1, |pieces| {
            self.frame.layout.gather_spans(TABLE, |segment, row| pieces[segment.part][row].arg1)
        })?;
        Ok(StringColumn::new(&self.frame.text, spans))
    }

    /// The second arguments.
    pub fn relation_arg2(&self) -> Result<StringColumn> {
        let spans = self.relations.column(&self.relations.arg2, |pieces| {
            self.frame.layout.gather_spans(TABLE, |segment, row| pieces[segment.part][row].arg2)
        })?;
        Ok(StringColumn::new(&self.frame.text, spans))
    }

    /// What follows the arguments.
    pub fn relation_extras(&self) -> Result<StringColumn> {
        let spans = self.relations.column(&self.relations.extra, |pieces| {
            self.frame.layout.gather_spans(TABLE, |segment, row| pieces[segment.part][row].extra)
        })?;
        Ok(StringColumn::new(&self.frame.text, spans))
    }
}
