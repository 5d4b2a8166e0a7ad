//! The rows of one kind of table, packed, and its columns.

use std::fmt::Debug;

use bytemuck::Pod;

use super::TableFile;
use crate::Result;
use crate::columns::{Dictionary, PackedRows};
use crate::model::TableRow;

/// The name of a column, and a function that materialises it.
pub type TableColumn<T> = (&'static str, fn(&TableFile<T>) -> Result<()>);

/// The packed rows of one kind of table, and the columns made of them.
pub trait TableRows: Debug + Default + Send + Sync + 'static {
    /// A packed row.
    type Row: Pod + Send + Sync;
    /// A row that does not fit its packed form.
    type Full: Copy + Debug + Send + Sync;
    /// A row by value.
    type Value;

    /// The dictionary columns, by name.
    const CATEGORIES: &'static [&'static str];
    /// The two string columns, by name.
    const STRINGS: [&'static str; 2];
    /// All columns.
    const COLUMNS: &'static [TableColumn<Self>];
    /// The string columns of identifiers, each after the dictionary column of their types. Each side of a relation
    /// has a type of its own; an entity has one side, whose type is the row's.
    const SIDES: &'static [(usize, usize)];

    /// The rows so far.
    fn rows(&self) -> &PackedRows<Self::Row, Self::Full>;

    /// The packed rows, to be appended to.
    fn rows_mut(&mut self) -> &mut PackedRows<Self::Row, Self::Full>;

    /// The values of the dictionary columns, in the order of [`TableRow::codes`].
    fn dictionaries(&self) -> Vec<&Dictionary>;

    /// The dictionaries, to be added to.
    fn dictionaries_mut(&mut self) -> Vec<&mut Dictionary>;

    /// Unpacks row `row`.
    fn unpack(&self, row: usize, packed: Self::Row) -> TableRow;

    /// A row by value; `text` is its window.
    fn value(&self, row: usize, text: &[u8]) -> Self::Value;
}
