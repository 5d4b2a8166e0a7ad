//! Derives the Arrow schema of a table from the specification of its columns.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};
use pubfast_core::model::spec::{ColumnKind, ColumnSpec, Origin, TableSpec};

/// An Arrow column: a column of the specification, or one of the two columns that represent offsets.
#[derive(Clone, Copy, Debug)]
pub struct ArrowColumn {
    pub spec: &'static ColumnSpec,
    pub name: &'static str,
    /// For offsets, 0 for the column of beginnings and 1 for the column of ends.
    pub end: usize,
}

/// The Arrow columns of a table.
pub fn columns(table: &'static TableSpec) -> impl Iterator<Item = ArrowColumn> + Clone {
    table.columns.iter().flat_map(|spec| {
        let names = match spec.kind {
            ColumnKind::Offsets(begin, end) => [Some(begin), Some(end)],
            _ => [Some(spec.name), None],
        };
        let column = move |(end, name)| Some(ArrowColumn { spec, name: name?, end });
        names.into_iter().enumerate().filter_map(column)
    })
}

/// The storage of strings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strings {
    /// References to the text, which is not copied: `string_view`.
    #[default]
    View,
    /// Copied one after another, with 64-bit offsets: `large_string`.
    Large,
    /// Copied one after another, with 32-bit offsets: `string`. A batch then has less than 2 GiB of each column.
    Small,
}

impl Strings {
    /// The Arrow type of a column with this storage.
    pub fn data_type(self) -> DataType {
        match self {
            Self::View => DataType::Utf8View,
            Self::Large => DataType::LargeUtf8,
            Self::Small => DataType::Utf8,
        }
    }

    /// The storage that has an Arrow type.
    pub fn of(data_type: &DataType) -> Option<Self> {
        [Self::View, Self::Large, Self::Small].into_iter().find(|strings| strings.data_type() == *data_type)
    }
}

impl std::str::FromStr for Strings {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "view" => Ok(Self::View),
            "large_string" => Ok(Self::Large),
            "string" => Ok(Self::Small),
            _ => Err(format!("strings must be 'view', 'large_string' or 'string', not {name:?}")),
        }
    }
}

/// The storage of the values of a string column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// A string for each row.
    Strings(Strings),
    /// A code for each row, and a dictionary.
    Dictionary,
}

impl ArrowColumn {
    /// The Arrow field of the column with this storage. The values of a dictionary are always `string`, since they are
    /// few and not every reader supports other types there.
    pub fn field(&self, stored: Stored) -> Field {
        let data_type = match (self.spec.kind, stored) {
            (ColumnKind::Int32, _) => DataType::Int32,
            (ColumnKind::Int64 | ColumnKind::Offsets(..), _) => DataType::Int64,
            (ColumnKind::Category, Stored::Dictionary) => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
            }
            (ColumnKind::Text | ColumnKind::Category, Stored::Strings(strings)) => strings.data_type(),
            (ColumnKind::Lists(table), _) => {
                let fields = elements(table.spec()).map(|column| column.field(stored)).collect();
                DataType::List(Arc::new(Field::new("item", DataType::Struct(fields), false)))
            }
            (ColumnKind::Text, Stored::Dictionary) => Strings::default().data_type(),
        };
        let unit = self.spec.unit.map(|unit| ("unit".to_owned(), unit.to_owned()));
        let metadata: HashMap<_, _> = unit.into_iter().collect();
        Field::new(self.name, data_type, self.spec.nullable).with_metadata(metadata)
    }

    /// The default storage of the column.
    pub fn stored(&self, strings: Strings) -> Stored {
        match self.spec.kind {
            ColumnKind::Category => Stored::Dictionary,
            _ => Stored::Strings(strings),
        }
    }
}

/// The columns of list elements: all but those that name the document of a row.
fn elements(table: &'static TableSpec) -> impl Iterator<Item = ArrowColumn> + Clone {
    columns(table).filter(|column| column.spec.origin != Origin::OfDocument && column.name != "document")
}

/// The wanted columns of a table and the storage of their values.
#[derive(Clone, Debug)]
pub struct WantedColumns {
    table: &'static TableSpec,
    /// The indices of the columns in [`columns`].
    pub(crate) columns: Vec<(usize, Stored)>,
}

impl WantedColumns {
    /// All columns, or those with the given names, in this order; fails with the name of an unknown column.
    pub fn new(
        table: &'static TableSpec,
        names: Option<&[String]>,
        strings: Strings,
    ) -> Result<Self, String> {
        let all: Vec<ArrowColumn> = columns(table).collect();
        let place =
            |name: &String| all.iter().position(|column| column.name == *name).ok_or_else(|| name.clone());
        let places: Vec<usize> = match names {
            None => (0..all.len()).collect(),
            Some(names) => names.iter().map(place).collect::<Result<_, _>>()?,
        };
        let columns = places.into_iter().map(|at| (at, all[at].stored(strings))).collect();
        Ok(Self { table, columns })
    }

    /// The columns of list elements. Repeated strings are stored as strings, since not all readers support dictionaries
    /// in lists.
    pub(crate) fn of_elements(table: &'static TableSpec, stored: Stored) -> Self {
        let names: Vec<_> = elements(table).map(|column| column.name).collect();
        let places = columns(table).enumerate().filter(|(_, column)| names.contains(&column.name));
        Self { table, columns: places.map(|(at, _)| (at, stored)).collect() }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (ArrowColumn, Stored)> + use<> {
        let all: Vec<ArrowColumn> = columns(self.table).collect();
        let wanted: Vec<_> = self.columns.iter().map(|&(at, stored)| (all[at], stored)).collect();
        wanted.into_iter()
    }

    /// The Arrow schema of the columns. `invalid_lines` is the number of lines of the input that are not UTF-8.
    pub fn schema(&self, invalid_lines: usize) -> Arc<Schema> {
        let fields: Vec<_> = self.iter().map(|(column, stored)| column.field(stored)).collect();
        let metadata = [
            ("pubfast.version", env!("CARGO_PKG_VERSION").to_owned()),
            ("pubfast.table", self.table.name.to_owned()),
            ("pubfast.invalid_utf8_lines", invalid_lines.to_string()),
        ];
        let metadata: HashMap<_, _> = metadata.map(|(key, value)| (key.to_owned(), value)).into();
        Arc::new(Schema::new(fields).with_metadata(metadata))
    }

    /// Adopts the string types of the requested schema as far as possible, and ignores everything else in it.
    pub fn comply(&mut self, requested: &Schema) {
        let columns: Vec<_> = self.iter().collect();
        for ((_, stored), (column, _)) in self.columns.iter_mut().zip(columns) {
            let Ok(field) = requested.field_with_name(column.name) else { continue };
            match (column.spec.kind, field.data_type()) {
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
