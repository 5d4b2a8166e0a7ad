//! The specification of tables and columns.
//!
//! Everything that names a column is derived from it: the `columns=` of a stream, the Arrow schema, the attributes and
//! docstrings of Python's tables. A new column needs a line in `tables`, and the code that fills it: see [`Origin`].

mod tables;

pub use tables::*;

/// A table of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableId {
    Documents,
    Annotations,
    Relations,
    Passages,
    /// The rows of an entity table.
    Entities,
    /// The rows of a relation table.
    TableRelations,
    /// Lines that could not be read as they stand.
    Problems,
}

/// A table: its name and its columns.
#[derive(Debug)]
pub struct TableSpec {
    pub name: &'static str,
    pub columns: &'static [ColumnSpec],
}

#[derive(Debug)]
pub struct ColumnSpec {
    pub name: &'static str,
    /// The type of its values.
    pub kind: ColumnKind,
    /// True if values may be absent.
    pub nullable: bool,
    /// The unit of its numbers.
    pub unit: Option<&'static str>,
    /// A sentence that says what the values are, without the full stop.
    pub meaning: &'static str,
    /// The source of the values.
    pub origin: Origin,
}

/// The type of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// 32-bit integers.
    Int32,
    /// 64-bit integers; where nullable, a negative value is no value.
    Int64,
    /// Strings.
    Text,
    /// Repeated strings: int32 codes and their values.
    Category,
    /// The row of another table at which each row's part begins, and after the last row the end: one 64-bit integer
    /// more than there are rows. Arrow gets two columns with these names instead: begin and end.
    Offsets(&'static str, &'static str),
    /// Lists of the rows of another table, without the columns that name their document.
    Lists(TableId),
}

/// The origin of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Number `.0` of a parsed row.
    Number(usize, Base),
    /// Code `.0` of a parsed row, of the table's dictionary with the same number.
    Code(usize),
    /// String `.0` of a parsed row, as a position in the text.
    Span(usize),
    /// The cells of an annotation's row beyond its sixth column.
    Extra,
    /// The id of the document as a number.
    Pmid,
    /// The first byte of the document.
    ByteStart,
    /// The name of the input.
    Source,
    /// The row of the document that the row belongs to.
    Document,
    /// The number of the row itself. Only for Arrow, whose readers know no row numbers.
    Row,
    /// The value of the row's document in the column of this name. Only for Arrow, which would have to join tables.
    OfDocument,
    /// Not in the parsed rows: problems, findings, lists.
    Elsewhere,
}

/// The base of a parsed number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// From zero: the number stands in the file.
    Zero,
    /// From the first byte of the row's window.
    Byte,
    /// From the first line of the window; users count lines from 1.
    Line,
    /// From the first row that the window has of a table.
    Row(TableId),
}

impl TableId {
    pub const ALL: [Self; 7] = [
        Self::Documents,
        Self::Annotations,
        Self::Relations,
        Self::Passages,
        Self::Entities,
        Self::TableRelations,
        Self::Problems,
    ];

    pub const fn spec(self) -> &'static TableSpec {
        match self {
            Self::Documents => &DOCUMENTS,
            Self::Annotations => &ANNOTATIONS,
            Self::Relations => &RELATIONS,
            Self::Passages => &PASSAGES,
            Self::Entities => &ENTITIES,
            Self::TableRelations => &TABLE_RELATIONS,
            Self::Problems => &PROBLEMS,
        }
    }

    /// The index of the table among the tables of its kind of input that have parsed rows.
    #[inline]
    pub(crate) const fn place(self) -> usize {
        match self {
            Self::Documents | Self::Entities | Self::TableRelations | Self::Problems => 0,
            Self::Annotations => 1,
            Self::Relations => 2,
            Self::Passages => 3,
        }
    }
}

impl TableSpec {
    pub fn column(&self, name: &str) -> Option<&'static ColumnSpec> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The columns of a table in memory: all but those for Arrow only.
    pub fn attributes(&self) -> impl Iterator<Item = &'static ColumnSpec> + use<> {
        self.columns.iter().filter(|column| !matches!(column.origin, Origin::Row | Origin::OfDocument))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_there_once_and_sentences_have_no_full_stop() {
        for table in TableId::ALL {
            let columns = table.spec().columns;
            for (at, column) in columns.iter().enumerate() {
                assert!(columns[..at].iter().all(|before| before.name != column.name), "{}", column.name);
                assert!(!column.meaning.is_empty() && !column.meaning.ends_with('.'), "{}", column.name);
            }
        }
    }
}
