//! Some rows of a corpus, to be exported.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_schema::{DataType, Schema};
use pubfast_core::Result;
use pubfast_core::columns::Categories;
use pubfast_core::model::{InvalidUtf8, Rows, SharedColumn, StringColumn};

use super::Selection;
use super::packed_views::PackedStrings;
use super::projection::LoadColumn;
use super::schema::{self, ColumnKind, Spec, Stored, Strings};

/// The values of a column.
pub enum ColumnValues {
    /// 32-bit numbers.
    Int32(SharedColumn<i32>, Selection),
    /// 64-bit numbers.
    Int64(SharedColumn<i64>, Selection),
    /// Strings, and where the bytes of their buffer are not UTF-8.
    Text(StringColumn, Selection, InvalidUtf8),
    /// Codes, what they stand for, and which of them.
    Category(SharedColumn<i32>, Categories, Rows),
    /// Rows of another table: where those of each row begin, and after the last where they end.
    Lists(SharedColumn<i64>, Arc<ExportTable>),
}

/// A table.
pub struct ExportTable {
    pub(crate) name: &'static str,
    pub(crate) columns: Vec<ExportColumn>,
    pub(crate) len: usize,
    pub(crate) threads: usize,
    /// The columns that need not be loaded while the rows are packed.
    pub(crate) packed: Option<PackedStrings>,
    /// The columns that are better made at once than one by one, if all of them are wanted.
    pub(crate) together: Option<JointColumns>,
    invalid_lines: usize,
}

/// Makes some columns at once, so that they are there when they are loaded.
pub(crate) struct JointColumns {
    pub names: &'static [&'static str],
    pub make: Box<dyn Fn() -> Result<()> + Send + Sync>,
}

pub(crate) struct ExportColumn {
    pub spec: &'static Spec,
    pub load: LoadColumn,
}

impl ExportTable {
    /// A table of `rows` rows. A column is loaded when it is exported.
    ///
    /// # Panics
    ///
    /// If a column of the list is missing, or another is there.
    pub fn new<const N: usize>(
        name: &'static str,
        specs: &'static [Spec],
        len: usize,
        threads: usize,
        invalid: &InvalidUtf8,
        loads: [(&str, LoadColumn); N],
    ) -> Self {
        assert!(specs.iter().map(|spec| spec.name).eq(loads.iter().map(|(name, _)| *name)));
        let columns = specs.iter().zip(loads).map(|(spec, (_, load))| ExportColumn { spec, load }).collect();
        let (packed, together) = Default::default();
        Self { name, columns, len, threads, packed, together, invalid_lines: invalid.lines() }
    }

    pub(crate) fn with_packed(self, packed: Option<PackedStrings>) -> Self {
        Self { packed, ..self }
    }

    pub(crate) fn with_together(self, together: Option<JointColumns>) -> Self {
        Self { together, ..self }
    }

    /// The names of the columns.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.columns.iter().map(|column| column.spec.name)
    }

    /// All columns, or those with these names and in this order; fails with the name of one that is not there.
    pub fn wanted(
        &self,
        names: Option<&[String]>,
        strings: Strings,
    ) -> std::result::Result<WantedColumns, String> {
        let place = |name: &String| self.names().position(|other| other == name).ok_or_else(|| name.clone());
        let places: Vec<usize> = match names {
            None => (0..self.columns.len()).collect(),
            Some(names) => names.iter().map(place).collect::<std::result::Result<_, _>>()?,
        };
        let columns = places.into_iter().map(|at| (at, self.columns[at].spec.stored(strings)));
        Ok(WantedColumns(columns.collect()))
    }

    /// The position of a wanted column among the two packed ones. None for other columns, and for columns that are not
    /// wanted as views.
    pub(crate) fn packed_place(&self, &(at, stored): &(usize, Stored)) -> Option<usize> {
        let names = self.packed.as_ref()?.names;
        let place = names.iter().position(|name| *name == self.columns[at].spec.name);
        place.filter(|_| stored == Stored::Strings(Strings::View))
    }

    /// Those of the packed columns that are wanted as views, of some rows; none where rows are packed no more.
    pub(crate) fn packed_views(
        &self,
        wanted: &WantedColumns,
        rows: &Range<usize>,
        threads: usize,
    ) -> Result<Option<[Option<ArrayRef>; 2]>> {
        let Some(packed) = &self.packed else { return Ok(None) };
        let is_wanted = |place| wanted.0.iter().any(|wanted| self.packed_place(wanted) == Some(place));
        packed.views([0, 1].map(is_wanted), rows, threads)
    }

    /// The columns that elements of lists have; strings that repeat are stored as strings, which all readers
    /// know in lists.
    pub(crate) fn elements(&self, specs: &[Spec], stored: Stored) -> WantedColumns {
        let place = |spec: &Spec| self.names().position(|name| name == spec.name).expect("a column");
        WantedColumns(specs.iter().map(|spec| (place(spec), stored)).collect())
    }

    /// Makes the columns that are better made at once, if all of them are wanted.
    pub(crate) fn make_together(&self, wanted: &WantedColumns) -> Result<()> {
        let is_wanted = |name: &&str| wanted.0.iter().any(|&(at, _)| self.columns[at].spec.name == *name);
        match &self.together {
            Some(together) if together.names.iter().all(is_wanted) => (together.make)(),
            _ => Ok(()),
        }
    }

    /// The schema of some columns.
    pub fn schema(&self, wanted: &WantedColumns) -> Arc<Schema> {
        let fields = wanted.0.iter().map(|&(at, stored)| self.columns[at].spec.field(stored)).collect();
        schema::schema(fields, self.name, self.invalid_lines)
    }

    /// Stores strings as a reader asks for, as far as that is possible; what else it asks for is its own business.
    pub fn comply(&self, wanted: &mut WantedColumns, requested: &Schema) {
        for (at, stored) in &mut wanted.0 {
            let spec = self.columns[*at].spec;
            let Ok(field) = requested.field_with_name(spec.name) else { continue };
            match (spec.kind, field.data_type()) {
                (ColumnKind::Category, DataType::Dictionary(..)) => *stored = Stored::Dictionary,
                (ColumnKind::Lists(_), DataType::List(element) | DataType::LargeList(element)) => {
                    let DataType::Struct(fields) = element.data_type() else { continue };
                    if let Some(strings) = fields.iter().find_map(|field| Strings::of(field.data_type())) {
                        *stored = Stored::Strings(strings);
                    }
                }
                (ColumnKind::Text | ColumnKind::Category, other) => {
                    if let Some(strings) = Strings::of(other) {
                        *stored = Stored::Strings(strings);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Columns of a table, and how their values are to be stored.
#[derive(Clone, Debug)]
pub struct WantedColumns(pub(crate) Vec<(usize, Stored)>);
