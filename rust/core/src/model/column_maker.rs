//! Makes columns of packed rows, several at once and on several threads.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::spec::{Base, ColumnKind, ColumnSpec, Origin};
use super::worker_rows::{DecodeRows, ExtraRow, RowFields};
use super::{Column, DictionaryColumn, ParsedInput, StringColumn, TableId, WindowIndex, WindowRows};
use crate::base::share::cut;
use crate::columns::{ColumnVec, MergedDictionary, PackedRows, Span, Spans};
use crate::io::{Text, TextRef};
use crate::text::number::pmid;
use crate::{Result, scan};

/// The number of rows whose columns are all written before the next rows are read, so that they stay in the cache.
const ROWS_AT_ONCE: usize = 2048;

/// Makes columns of one table.
pub(super) struct ColumnMaker<'m> {
    pub input: &'m ParsedInput,
    pub table: TableId,
    pub dictionaries: &'m [MergedDictionary],
}

/// The memory of a column that is being made.
enum Memory {
    Int32(ColumnVec<i32>),
    Int64(ColumnVec<i64>),
    Spans(Spans),
}

/// The part of a column that belongs to one window, or to some rows of it.
enum Slice<'c> {
    Int32(&'c mut [i32]),
    Int64(&'c mut [i64]),
    Spans(&'c mut [i64], &'c mut [i32]),
}

struct WindowReader<'w, T: DecodeRows> {
    rows: &'w T,
    packed: &'w [T::Packed],
    segment: &'w WindowRows,
    /// The number of the worker's row that comes first in `packed`.
    first: usize,
    text: TextRef<'w>,
}

/// The packed rows of each worker; the rows of each window are taken once.
type DetachedRows<T> = Mutex<Vec<PackedRows<<T as DecodeRows>::Packed, ()>>>;

impl ColumnMaker<'_> {
    /// Makes some columns. If they are the last, the rows of each window are freed once they are read.
    pub fn make<T: DecodeRows>(
        &self,
        parts: &mut [T],
        columns: &[&ColumnSpec],
        are_last: bool,
    ) -> Result<Vec<Column>> {
        let is_listed = |column: &ColumnSpec| column.origin == Origin::Extra;
        let plain: Vec<&ColumnSpec> = columns.iter().copied().filter(|column| !is_listed(column)).collect();
        let mut memory: Vec<Memory> = plain.iter().map(|column| self.memory(column)).collect();
        if !plain.is_empty() {
            let slices = memory.iter_mut().zip(&plain).map(|(memory, column)| self.slices(memory, column));
            let mut slices: Vec<_> = slices.map(Vec::into_iter).collect();
            let mut pieces = self.input.layout.segments.iter().map(|segment| {
                let own = slices.iter_mut().map(|slices| slices.next().expect("a slice a window"));
                (segment, own.collect::<Vec<_>>())
            });
            let frees = are_last && T::BY_WINDOW;
            let detached = frees.then(|| Mutex::new(parts.iter_mut().map(T::detach).collect::<Vec<_>>()));
            let parts = &*parts;
            self.input.layout.fill(&mut pieces, |segment, slices| {
                self.fill_window(parts, detached.as_ref(), segment, &plain, slices);
            })?;
        }
        let mut memory = memory.into_iter();
        let column = |&column: &&ColumnSpec| {
            if is_listed(column) {
                let listed: Vec<&[ExtraRow]> = parts.iter().map(T::extra).collect();
                return Column::Text(extras(self.input, self.table, &listed));
            }
            self.column(memory.next().expect("memory a column"), column)
        };
        Ok(columns.iter().map(column).collect())
    }

    fn memory(&self, column: &ColumnSpec) -> Memory {
        let (layout, rows) = (&self.input.layout, self.input.layout.counts.of(self.table));
        match column.kind {
            ColumnKind::Int32 | ColumnKind::Category => Memory::Int32(layout.unset(self.table)),
            ColumnKind::Int64 => Memory::Int64(layout.unset(self.table)),
            ColumnKind::Offsets(..) => Memory::Int64(ColumnVec::zeroed(rows + 1)),
            ColumnKind::Text => Memory::Spans(Spans::unset(rows, layout.memory.as_ref())),
            ColumnKind::Lists(_) => unreachable!("lists are not made of packed rows"),
        }
    }

    /// The slices of a column, one per window. The first value of an offset column belongs to no row.
    fn slices<'c>(&self, memory: &'c mut Memory, column: &ColumnSpec) -> Vec<Slice<'c>> {
        let lengths = || self.input.layout.segments.iter().map(|segment| segment.counts.of(self.table));
        match memory {
            Memory::Int32(values) => cut(values, lengths()).into_iter().map(Slice::Int32).collect(),
            Memory::Int64(values) => {
                let first = usize::from(matches!(column.kind, ColumnKind::Offsets(..)));
                cut(&mut values[first..], lengths()).into_iter().map(Slice::Int64).collect()
            }
            Memory::Spans(Spans { starts, lengths: sizes }) => {
                let starts = cut(starts, lengths()).into_iter();
                starts.zip(cut(sizes, lengths())).map(|(starts, sizes)| Slice::Spans(starts, sizes)).collect()
            }
        }
    }

    fn column(&self, memory: Memory, column: &ColumnSpec) -> Column {
        match (memory, column.origin) {
            (Memory::Int32(codes), Origin::Code(dictionary)) => {
                let values = self.dictionaries[dictionary].values.clone();
                Column::Category(DictionaryColumn { codes: Arc::new(codes), values })
            }
            (Memory::Int32(values), _) => Column::Int32(Arc::new(values)),
            (Memory::Int64(values), _) => Column::Int64(Arc::new(values)),
            (Memory::Spans(spans), _) => Column::Text(StringColumn::new(&self.input.text, Arc::new(spans))),
        }
    }

    /// Writes the values of one window.
    fn fill_window<T: DecodeRows>(
        &self,
        parts: &[T],
        detached: Option<&DetachedRows<T>>,
        segment: &WindowRows,
        columns: &[&ColumnSpec],
        mut slices: Vec<Slice<'_>>,
    ) {
        let count = segment.counts.of(self.table);
        // Of two windows that begin with the same row, the first has none.
        if count == 0 {
            return;
        }
        let (rows, first) = (&parts[segment.part], segment.local.of(self.table));
        let own = detached.map(|detached| {
            detached.lock().unwrap_or_else(PoisonError::into_inner)[segment.part].take(first)
        });
        let packed = own.as_deref().unwrap_or_else(|| rows.window(first));
        let window = WindowReader { rows, packed, segment, first, text: self.input.text.bytes() };
        for begin in (0..count).step_by(ROWS_AT_ONCE) {
            let some = begin..count.min(begin + ROWS_AT_ONCE);
            for (slice, column) in slices.iter_mut().zip(columns) {
                self.fill(&window, &some, column.origin, &mut slice.part(&some));
            }
        }
    }

    /// Writes the values of some rows of a window. The field number is known at compile time, so that no other field of
    /// a row is unpacked.
    fn fill<T: DecodeRows>(
        &self,
        window: &WindowReader<'_, T>,
        rows: &Range<usize>,
        origin: Origin,
        slice: &mut Slice<'_>,
    ) {
        match origin {
            Origin::Number(field, base) => {
                let add = self.input.layout.base(base, window.segment);
                match field {
                    0 => window.numbers::<0>(rows, add, slice),
                    1 => window.numbers::<1>(rows, add, slice),
                    2 => window.numbers::<2>(rows, add, slice),
                    _ => window.numbers::<3>(rows, add, slice),
                }
            }
            Origin::Code(field) => {
                let codes = &self.dictionaries[field].codes[window.segment.part];
                match field {
                    0 => window.codes::<0>(rows, codes, slice),
                    1 => window.codes::<1>(rows, codes, slice),
                    _ => window.codes::<2>(rows, codes, slice),
                }
            }
            Origin::Span(field) => match field {
                0 => window.spans::<0>(rows, slice),
                1 => window.spans::<1>(rows, slice),
                _ => window.spans::<2>(rows, slice),
            },
            Origin::Pmid => window.pmids(rows, slice),
            _ => unreachable!("not made of packed rows"),
        }
    }
}

impl<T: DecodeRows> WindowReader<'_, T> {
    /// Writes the result of `value` for the fields of each row.
    #[inline(always)]
    fn each<W>(&self, rows: &Range<usize>, places: &mut [W], value: impl Fn(RowFields) -> W) {
        for (place, (at, &packed)) in places.iter_mut().zip(rows.clone().zip(&self.packed[rows.clone()])) {
            *place = value(self.rows.fields(self.first + at, packed));
        }
    }

    fn numbers<const FIELD: usize>(&self, rows: &Range<usize>, add: i64, slice: &mut Slice<'_>) {
        match slice {
            Slice::Int32(places) => self.each(rows, places, |fields| (fields.numbers[FIELD] + add) as i32),
            Slice::Int64(places) => self.each(rows, places, |fields| fields.numbers[FIELD] + add),
            Slice::Spans(..) => unreachable!("numbers are no strings"),
        }
    }

    fn codes<const FIELD: usize>(&self, rows: &Range<usize>, codes: &[i32], slice: &mut Slice<'_>) {
        let Slice::Int32(places) = slice else { unreachable!("codes are 32-bit numbers") };
        self.each(rows, places, |fields| usize::try_from(fields.codes[FIELD]).map_or(-1, |code| codes[code]));
    }

    fn spans<const FIELD: usize>(&self, rows: &Range<usize>, slice: &mut Slice<'_>) {
        let Slice::Spans(starts, lengths) = slice else { unreachable!("strings have places") };
        let base = self.segment.base;
        let packed = self.packed[rows.clone()].iter();
        for ((at, &packed), (start, length)) in
            rows.clone().zip(packed).zip(starts.iter_mut().zip(lengths.iter_mut()))
        {
            let span = self.rows.fields(self.first + at, packed).spans[FIELD];
            *start = if span.is_present() { (base + span.start()) as i64 } else { 0 };
            *length = span.length();
        }
    }

    /// Writes the ids of documents as numbers.
    fn pmids(&self, rows: &Range<usize>, slice: &mut Slice<'_>) {
        let Slice::Int64(places) = slice else { unreachable!("PMIDs are 64-bit numbers") };
        for (place, at) in places.iter_mut().zip(rows.clone()) {
            if let Some(&ahead) = self.packed.get(at + scan::PREFETCH_DISTANCE) {
                self.text.prefetch(self.segment.base + T::first_byte(ahead));
            }
            let id = self.rows.fields(self.first + at, self.packed[at]).spans[0];
            *place = id.within(self.segment.base).map_or(-1, |place| pmid(self.text.slice(place)));
        }
    }
}

impl Slice<'_> {
    /// The slice for some of the rows.
    fn part(&mut self, rows: &Range<usize>) -> Slice<'_> {
        match self {
            Self::Int32(values) => Slice::Int32(&mut values[rows.clone()]),
            Self::Int64(values) => Slice::Int64(&mut values[rows.clone()]),
            Self::Spans(starts, lengths) => {
                Slice::Spans(&mut starts[rows.clone()], &mut lengths[rows.clone()])
            }
        }
    }
}

impl WindowIndex {
    /// The number that is added to a parsed number of a window.
    pub(super) fn base(&self, base: Base, segment: &WindowRows) -> i64 {
        match base {
            Base::Zero => 0,
            Base::Byte => self.byte(segment, 0) as i64,
            Base::Line => segment.line as i64 + 1,
            Base::Row(table) => segment.first.of(table) as i64,
        }
    }
}

impl ColumnKind {
    /// The size of a value.
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Int32 | Self::Category => size_of::<i32>(),
            Self::Int64 | Self::Offsets(..) | Self::Lists(_) => size_of::<i64>(),
            Self::Text => size_of::<i64>() + size_of::<i32>(),
        }
    }
}

/// The column of the cells beyond the rows' sixth column. They are rare, so the workers list these rows.
fn extras(input: &ParsedInput, table: TableId, listed: &[&[ExtraRow]]) -> StringColumn {
    let (text, len) = (&input.text, input.layout.counts.of(table));
    if listed.iter().all(|rows| rows.is_empty()) {
        return StringColumn { buffer: text.clone(), spans: None, len };
    }
    let are_joined = listed.iter().copied().flatten().any(|extra| extra.rest.is_present());
    let mut own = Vec::new();
    let mut spans = Spans::zeroed(len);
    spans.lengths.fill(Span::ABSENT.length());
    for segment in &input.layout.segments {
        let begin = segment.local.of(table);
        let end = begin + segment.counts.of(table);
        let listed = listed[segment.part];
        let first = listed.partition_point(|extra| extra.row < begin);
        for extra in listed[first..].iter().take_while(|extra| extra.row < end) {
            let row = segment.first.of(table) + extra.row - begin;
            let place = if are_joined {
                let from = own.len();
                own.extend_from_slice(&extra.joined(text.bytes(), segment.base).unwrap_or_default());
                from..own.len()
            } else {
                extra.value.within(segment.base).unwrap_or_default()
            };
            spans.starts[row] = place.start as i64;
            spans.lengths[row] = place.len() as i32;
        }
    }
    let buffer = if are_joined { Arc::new(Text::from(own)) } else { text.clone() };
    StringColumn::new(&buffer, Arc::new(spans))
}
