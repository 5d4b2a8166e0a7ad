//! Exports PubTator dumps as Arrow record batches.
//!
//! An [`ExportTable`] is a selection of rows of a table under the schema of its specification; [`Batches`] makes record
//! batches of its wanted columns. Arrays share the numbers and the text of the data set: only the string views, 16
//! bytes each, and columns in another order are written anew.

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
