//! PubTator dumps as Arrow record batches.
//!
//! A [`ExportTable`] is some rows of a table under the schema that its specification gives; [`Batches`] makes record
//! batches of it, column by column, and only of the columns that are wanted. Numbers and text keep the memory that they
//! have in the data set: what is written is 16 bytes a string, which say where it stands, and what has to be put in
//! another order.

mod batches;
mod columns;
mod dictionary;
mod findings;
mod nulls;
mod numbers;
mod packed_views;
mod problems;
mod rows;
pub mod schema;
mod selection;
mod stream;
mod strings;
mod table;
mod unchecked_arrays;
mod view_writer;
mod views;

pub use batches::Batches;
pub use findings::findings;
pub use rows::{nested_documents, rows, rows_of_input};
pub use schema::{Strings, WantedColumns};
pub use selection::Selection;
pub use stream::{Query, Recipe};
pub use table::{ColumnValues, ExportTable};
