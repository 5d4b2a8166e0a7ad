//! PubTator dumps as Arrow record batches.
//!
//! A [`ExportTable`] is some rows of a corpus under a schema of [`schema`]; [`Batches`] makes record batches of it, column
//! by column, and only of the columns that are wanted. Numbers and text keep the memory that they have
//! in the corpus: what is written is 16 bytes a string, which say where it stands, and what has to be
//! put in another order.

mod batches;
mod block_text;
mod columns;
mod dictionary;
mod findings;
mod kinds;
mod nested;
mod nulls;
mod numbers;
mod packed_views;
mod problems;
mod projection;
pub mod schema;
mod selection;
mod stream;
mod strings;
mod table;
mod table_file;
mod unchecked_arrays;
mod view_writer;
mod views;

pub use batches::Batches;
pub use block_text::{annotations, documents, documents_of_input, passages, relations};
pub use findings::findings;
pub use kinds::{NamedKind, NamedTable, SharedInput, Tables};
pub use nested::nested_documents;
pub use problems::{ProblemSource, problems};
pub use projection::Projection;
pub use schema::{ColumnKind, Spec, Strings};
pub use selection::Selection;
pub use stream::{Query, Recipe};
pub use table::{ColumnValues, ExportTable, WantedColumns};
pub use table_file::{entities, table_relations};
