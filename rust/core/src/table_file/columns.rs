//! The columns of a table, made of its packed rows when somebody asks for them.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use bytemuck::Pod;

use super::{Kind, TableFile};
use crate::Result;
use crate::columns::{self, Counts, Merged, Slab, Spans, TableRow};
use crate::frame::{Categories, Numbers, Pieces, Place, Segment, StringColumn, Whole};
use crate::tables::Table;

/// The columns that there are, and the rows that the others are made of.
#[derive(Debug)]
pub(super) struct Columns<T> {
    pieces: Pieces<Vec<T>>,
    pmid: Whole<Slab<i64>>,
    codes: [Whole<Slab<i32>>; 3],
    values: [Whole<Spans>; 2],
    /// For each dictionary column, its values, and for each worker what its codes are among them.
    dictionaries: Vec<Merged>,
}

/// A row: its PMID, the codes of its dictionary columns, and places in the text.
#[derive(Clone, Debug)]
pub struct TableRecord {
    /// -1 where it is not a plain number.
    pub pmid: i64,
    /// -1 where there is no value.
    pub codes: [i32; 3],
    /// The values of the string columns.
    pub values: [Option<Place>; 2],
}

const TABLE: fn(&Counts) -> usize = |counts| counts.rows;

impl<T: Kind> Columns<T> {
    pub fn new(pieces: Vec<T>, dictionaries: Vec<Merged>) -> Self {
        Self {
            pieces: Pieces::new(pieces),
            pmid: Whole::new(),
            codes: Default::default(),
            values: Default::default(),
            dictionaries,
        }
    }

    /// How many columns are still to be made.
    fn missing(&self) -> usize {
        let codes = &self.codes[..self.dictionaries.len()];
        usize::from(self.pmid.get().is_none())
            + codes.iter().filter(|column| column.get().is_none()).count()
            + self.values.iter().filter(|column| column.get().is_none()).count()
    }

    /// A worker's code as all workers have it.
    fn code(&self, at: usize, part: usize, code: i32) -> i32 {
        usize::try_from(code).map_or(-1, |code| self.dictionaries[at].codes[part][code])
    }
}

impl<T: Kind> TableFile<T> {
    /// One row. A row beyond the last panics.
    pub fn record(&self, row: usize) -> TableRecord {
        let columns = &self.columns;
        let pieces = columns.pieces.read();
        if pieces.is_empty() {
            return self.whole_record(row).expect("a row is in the pieces or in the columns");
        }
        let place = self.frame.layout.place(TABLE, row);
        let (part, base) = (place.segment.part, place.segment.base);
        let piece = &pieces[part];
        let found = piece.unpack(place.local, piece.rows().get(place.local));
        let mut codes = [-1; 3];
        for (at, code) in codes.iter_mut().enumerate().take(columns.dictionaries.len()) {
            *code = columns.code(at, part, found.codes[at]);
        }
        TableRecord { pmid: found.pmid, codes, values: found.values.map(|value| value.within(base)) }
    }

    fn whole_record(&self, row: usize) -> Option<TableRecord> {
        let columns = &self.columns;
        let mut codes = [-1; 3];
        for (code, column) in codes.iter_mut().zip(&columns.codes).take(columns.dictionaries.len()) {
            *code = column.get()?[row];
        }
        let [one, two] = &columns.values;
        let values = [one.get()?.get(row), two.get()?.get(row)];
        Some(TableRecord { pmid: columns.pmid.get()?[row], codes, values })
    }

    /// The PMIDs.
    pub fn pmids(&self) -> Result<Numbers<i64>> {
        self.numbers(&self.columns.pmid, |_| (), |(), row| row.pmid)
    }

    /// A dictionary column, by its place among them.
    pub fn category(&self, at: usize) -> Result<Categories> {
        let codes = match at {
            0 => self.codes::<0>(),
            1 => self.codes::<1>(),
            _ => self.codes::<2>(),
        }?;
        Ok(Categories { codes, values: self.categories(at).clone() })
    }

    /// What the codes of a dictionary column stand for, in order of first appearance.
    pub fn categories(&self, at: usize) -> &Arc<[Box<[u8]>]> {
        &self.columns.dictionaries[at].values
    }

    /// A string column, by its place among them.
    pub fn strings(&self, at: usize) -> Result<StringColumn> {
        let spans = if at == 0 { self.spans::<0>() } else { self.spans::<1>() }?;
        Ok(StringColumn::new(&self.frame.text, spans))
    }

    fn codes<const AT: usize>(&self) -> Result<Numbers<i32>> {
        self.numbers(
            &self.columns.codes[AT],
            |segment| &self.columns.dictionaries[AT].codes[segment.part][..],
            |codes, row| usize::try_from(row.codes[AT]).map_or(-1, |code| codes[code]),
        )
    }

    /// A column of numbers, each made of a row and of what is `known` of its window.
    fn numbers<R, W: Pod + Send>(
        &self,
        column: &Whole<Slab<W>>,
        known: impl Fn(&Segment) -> R + Sync,
        value: impl Fn(&R, TableRow) -> W + Sync,
    ) -> Result<Numbers<W>> {
        self.column(column, |source| {
            let of = |segment: &Segment| (known(segment), source.window(segment));
            self.frame.layout.gather_of(TABLE, of, |(known, rows), _, row| value(known, rows.get(row)))
        })
    }

    fn spans<const AT: usize>(&self) -> Result<Arc<Spans>> {
        self.column(&self.columns.values[AT], |source| {
            let of = |segment: &Segment| source.window(segment);
            self.frame.layout.gather_spans_of(TABLE, of, |rows, _, row| rows.get(row).values[AT])
        })
    }

    /// A column; the last one that is made takes the rows, so that never all columns and all rows are there.
    fn column<W>(&self, column: &Whole<W>, make: impl FnOnce(&Rows<'_, T>) -> Result<W>) -> Result<Arc<W>> {
        let columns = &self.columns;
        let gather = |pieces: &mut Vec<T>| {
            let is_last = columns.missing() == 1;
            let taken = is_last
                .then(|| Mutex::new(pieces.iter_mut().map(|piece| piece.rows_mut().detach()).collect()));
            make(&Rows { pieces, taken })
        };
        columns.pieces.whole(column, gather, |pieces| {
            if columns.missing() == 0 {
                *pieces = Vec::new();
            }
        })
    }
}

type PackedRows<T> = columns::PackedRows<<T as Table>::Row, <T as Table>::Full>;

/// The rows of all workers: to be looked at, or to be taken window by window.
struct Rows<'p, T: Kind> {
    pieces: &'p [T],
    taken: Option<Mutex<Vec<PackedRows<T>>>>,
}

impl<'p, T: Kind> Rows<'p, T> {
    fn window(&self, segment: &Segment) -> WindowRows<'p, T> {
        let (piece, first) = (&self.pieces[segment.part], segment.local.rows);
        let packed = match &self.taken {
            // Of two windows that begin with the same row, the first has none.
            _ if segment.counts.rows == 0 => Packed::Shared(&[]),
            None => Packed::Shared(piece.rows().window(first)),
            Some(taken) => {
                let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
                Packed::Own(taken[segment.part].take(first))
            }
        };
        WindowRows { piece, packed, first }
    }
}

/// The rows of one window.
struct WindowRows<'p, T: Kind> {
    piece: &'p T,
    packed: Packed<'p, T::Row>,
    first: usize,
}

enum Packed<'p, R> {
    Shared(&'p [R]),
    Own(Slab<R>),
}

impl<R: Pod> Deref for Packed<'_, R> {
    type Target = [R];

    #[inline]
    fn deref(&self) -> &[R] {
        match self {
            Self::Shared(rows) => rows,
            Self::Own(rows) => rows,
        }
    }
}

impl<T: Kind> WindowRows<'_, T> {
    #[inline]
    fn get(&self, row: usize) -> TableRow {
        self.piece.unpack(row, self.packed[row - self.first])
    }
}
