//! Makes arrays of the columns of a table, for some rows at a time.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{ArrayRef, ListArray, StructArray};
use arrow_buffer::{OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field};
use pubfast_core::Result;
use pubfast_core::base::share::map;
use pubfast_core::model::SharedColumn;

use super::packed_views::PackedArrays;
use super::schema::{Stored, Strings, WantedColumns};
use super::table::TableSource;
use super::{ColumnValues, ExportTable, dictionary, numbers, strings, views};

/// The number of rows from which on all threads make each column together.
const LARGE: usize = 1 << 19;

/// The wanted columns of a table, loaded when they are first needed.
pub(crate) struct Columns {
    pub table: Arc<ExportTable>,
    pub wanted: WantedColumns,
    loaded: Vec<Option<Loaded>>,
}

/// The memory that a column's arrays are made of.
enum Loaded {
    Values(ColumnValues),
    /// The offset of each row's first element, followed by the end of the last list; and the columns of the elements.
    Lists(SharedColumn<i64>, Columns),
}

impl Columns {
    pub fn new(table: Arc<ExportTable>, wanted: WantedColumns) -> Self {
        let loaded = wanted.columns.iter().map(|_| None).collect();
        Self { table, wanted, loaded }
    }

    /// Loads all columns that cannot be made of packed rows.
    pub fn load(&mut self) -> Result<()> {
        let places = self.packed_places();
        if let TableSource::Rows(rows) = &self.table.source {
            rows.make(&self.wanted, |column| {
                let stored = self.wanted.iter().find(|(other, _)| other.name == column.name);
                stored.is_some_and(|(column, stored)| rows.packed_place(&column, stored).is_some())
            })?;
        }
        for ((loaded, wanted), packed) in self.loaded.iter_mut().zip(&self.wanted.columns).zip(places) {
            if loaded.is_none() && packed.is_none() {
                *loaded = Some(Loaded::of(&self.table, wanted)?);
            }
        }
        Ok(())
    }

    /// For each wanted column its index among the two that are made of packed rows, if it is one of them.
    fn packed_places(&self) -> Vec<Option<usize>> {
        let place = |(column, stored)| match &self.table.source {
            TableSource::Rows(rows) => rows.packed_place(&column, stored),
            TableSource::Columns(_) => None,
        };
        self.wanted.iter().map(place).collect()
    }

    /// The columns that are made of packed rows, for `rows`; none if the packed rows were freed.
    fn packed_views(
        &self,
        places: &[Option<usize>],
        rows: &Range<usize>,
        threads: usize,
    ) -> Result<Option<PackedArrays>> {
        let TableSource::Rows(source) = &self.table.source else { return Ok(None) };
        let is_wanted = |place| places.contains(&Some(place));
        source.packed_views([0, 1].map(is_wanted), rows, threads)
    }

    /// True if 32-bit offsets suffice for the strings and list elements of `rows` that have such offsets.
    pub fn fit(&self, rows: &Range<usize>) -> bool {
        const MAX_STRING_BYTES: usize = i32::MAX as usize;
        self.loaded.iter().zip(&self.wanted.columns).all(|(loaded, (_, stored))| match loaded {
            Some(Loaded::Values(values)) if *stored == Stored::Strings(Strings::Small) => {
                strings::bytes(values, rows.clone()) <= MAX_STRING_BYTES
            }
            Some(Loaded::Lists(offsets, elements)) => {
                let elements_of = elements_of(offsets, rows);
                elements_of.len() <= MAX_STRING_BYTES && elements.fit(&elements_of)
            }
            _ => true,
        })
    }

    /// Arrays of all wanted columns, for `rows`.
    pub fn arrays(&mut self, rows: &Range<usize>, threads: usize) -> Result<Vec<ArrayRef>> {
        let places = self.packed_places();
        let packed = self.packed_views(&places, rows, threads)?;
        let table = &*self.table;
        // Small columns are made one by each thread: starting all threads for every column would cost more.
        let at_once = if rows.len() < LARGE { threads.clamp(1, self.loaded.len().max(1)) } else { 1 };
        let columns = self.wanted.columns.iter().zip(self.wanted.iter()).zip(places).zip(&mut self.loaded);
        map(at_once, columns.collect(), |(((wanted, (column, stored)), place), loaded)| {
            let made = packed.as_ref().zip(place);
            if let Some(array) = made.and_then(|(packed, place)| packed[place].clone()) {
                return Ok(array);
            }
            if loaded.is_none() {
                *loaded = Some(Loaded::of(table, wanted)?);
            }
            match loaded.as_mut().expect("it is loaded") {
                Loaded::Values(values) => {
                    array(values, column.spec.nullable, stored, rows, threads / at_once)
                }
                Loaded::Lists(offsets, elements) => {
                    lists(offsets, elements, column.field(stored), rows, threads / at_once)
                }
            }
        })
    }
}

impl Loaded {
    fn of(table: &ExportTable, &(at, stored): &(usize, Stored)) -> Result<Self> {
        Ok(match table.load(at)? {
            ColumnValues::Lists(offsets, table) => {
                let wanted = WantedColumns::of_elements(table.spec, stored);
                let mut columns = Columns::new(table, wanted);
                columns.load()?;
                Self::Lists(offsets, columns)
            }
            values => Self::Values(values),
        })
    }
}

fn elements_of(offsets: &[i64], rows: &Range<usize>) -> Range<usize> {
    offsets[rows.start] as usize..offsets[rows.end] as usize
}

fn array(
    values: &ColumnValues,
    nullable: bool,
    stored: Stored,
    rows: &Range<usize>,
    threads: usize,
) -> Result<ArrayRef> {
    let strings = match stored {
        Stored::Strings(strings) => strings,
        Stored::Dictionary => Strings::default(),
    };
    match values {
        ColumnValues::Int32(column, index) => numbers::int32(column, index, rows, threads),
        ColumnValues::Int64(column, index) => numbers::int64(column, index, rows, threads, nullable),
        ColumnValues::Category(codes, names, places) if stored == Stored::Dictionary => {
            dictionary::array(codes, names, places, rows, threads)
        }
        ColumnValues::Category(codes, names, places) => {
            let (column, index, invalid) = dictionary::as_text(codes, names, places);
            text(strings, &strings::Texts::new(&column, &index, &invalid), rows, threads)
        }
        ColumnValues::Text(column, index, invalid) => {
            text(strings, &strings::Texts::new(column, index, invalid), rows, threads)
        }
        ColumnValues::Lists(..) => unreachable!("lists are loaded as such"),
    }
}

fn text(
    strings: Strings,
    texts: &strings::Texts<'_>,
    rows: &Range<usize>,
    threads: usize,
) -> Result<ArrayRef> {
    match strings {
        Strings::View => views::array(texts, rows, threads),
        Strings::Large => strings::array::<i64>(texts, rows, threads),
        Strings::Small => strings::array::<i32>(texts, rows, threads),
    }
}

/// A column of lists of structs.
fn lists(
    offsets: &[i64],
    elements: &mut Columns,
    field: Field,
    rows: &Range<usize>,
    threads: usize,
) -> Result<ArrayRef> {
    let DataType::List(element) = field.data_type() else { unreachable!("a column of lists") };
    let DataType::Struct(fields) = element.data_type() else { unreachable!("lists of structs") };
    let wanted = elements_of(offsets, rows);
    let values = StructArray::new(fields.clone(), elements.arrays(&wanted, threads)?, None);
    let ends = offsets[rows.start..=rows.end].iter().map(|&offset| (offset as usize - wanted.start) as i32);
    let ends = OffsetBuffer::new(ScalarBuffer::from(ends.collect::<Vec<i32>>()));
    Ok(Arc::new(ListArray::new(element.clone(), ends, Arc::new(values), None)))
}
