//! The relations of a corpus.

use std::sync::Arc;

use crate::Result;
use crate::columns::{Categories, ColumnVec, MergedDictionary, Spans};
use crate::model::worker_rows::RelationRow;
use crate::model::{Corpus, DictionaryColumn, LazyColumn, RowCounts, RowStore, SharedColumn, StringColumn};
use crate::text::ByteRange;

/// The columns of the relations.
#[derive(Debug)]
pub(super) struct Relations {
    pieces: RowStore<Vec<ColumnVec<RelationRow>>>,
    document: LazyColumn<ColumnVec<i32>>,
    kind: LazyColumn<ColumnVec<i32>>,
    arg1: LazyColumn<Spans>,
    arg2: LazyColumn<Spans>,
    extra: LazyColumn<Spans>,
    types: Categories,
    /// For each worker, what its codes are in `types`.
    codes: Vec<Vec<i32>>,
}

/// A relation: places in the text.
#[derive(Clone, Debug)]
pub struct RelationRecord {
    /// The code of its type.
    pub kind: i32,
    /// The first argument.
    pub arg1: ByteRange,
    /// The second argument.
    pub arg2: ByteRange,
    /// The text after the arguments, if there is any.
    pub extra: Option<ByteRange>,
}

const RELATIONS: fn(&RowCounts) -> usize = |counts| counts.relations;

impl Relations {
    pub fn new(pieces: Vec<ColumnVec<RelationRow>>, types: MergedDictionary) -> Self {
        Self {
            pieces: RowStore::new(pieces),
            document: LazyColumn::new(),
            kind: LazyColumn::new(),
            arg1: LazyColumn::new(),
            arg2: LazyColumn::new(),
            extra: LazyColumn::new(),
            types: types.values,
            codes: types.codes,
        }
    }

    /// A column; when all are whole, nothing needs the rows any more.
    fn column<W>(
        &self,
        column: &LazyColumn<W>,
        make: impl FnOnce(&[ColumnVec<RelationRow>]) -> Result<W>,
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
    #[inline]
    pub fn relation(&self, row: usize) -> RelationRecord {
        let pieces = self.relations.pieces.read();
        let record = if pieces.is_empty() {
            self.relations.get_whole(row)
        } else {
            let place = self.parsed.layout.place(RELATIONS, row);
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
    pub fn relation_types(&self) -> &Categories {
        &self.relations.types
    }

    /// The document of each relation.
    pub fn relation_documents(&self) -> Result<SharedColumn<i32>> {
        let offsets = self.relation_offsets()?;
        self.relations.column(&self.relations.document, |_| self.parsed.layout.owners(RELATIONS, &offsets))
    }

    /// The types.
    pub fn relation_kinds(&self) -> Result<DictionaryColumn> {
        let codes = self.relations.column(&self.relations.kind, |pieces| {
            self.parsed.layout.gather(RELATIONS, |segment, row| {
                self.relations.codes[segment.part][pieces[segment.part][row].kind as usize]
            })
        })?;
        Ok(DictionaryColumn { codes, values: self.relations.types.clone() })
    }

    /// The first arguments.
    pub fn relation_arg1(&self) -> Result<StringColumn> {
        let spans = self.relations.column(&self.relations.arg1, |pieces| {
            self.parsed.layout.gather_spans(RELATIONS, |segment, row| pieces[segment.part][row].arg1)
        })?;
        Ok(StringColumn::new(&self.parsed.text, spans))
    }

    /// The second arguments.
    pub fn relation_arg2(&self) -> Result<StringColumn> {
        let spans = self.relations.column(&self.relations.arg2, |pieces| {
            self.parsed.layout.gather_spans(RELATIONS, |segment, row| pieces[segment.part][row].arg2)
        })?;
        Ok(StringColumn::new(&self.parsed.text, spans))
    }

    /// The texts after the arguments.
    pub fn relation_extras(&self) -> Result<StringColumn> {
        let spans = self.relations.column(&self.relations.extra, |pieces| {
            self.parsed.layout.gather_spans(RELATIONS, |segment, row| pieces[segment.part][row].extra)
        })?;
        Ok(StringColumn::new(&self.parsed.text, spans))
    }
}
