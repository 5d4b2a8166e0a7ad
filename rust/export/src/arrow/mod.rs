//! PubTator dumps as Arrow record batches.
//!
//! A [`Table`] is some rows of a corpus under a schema of [`schema`]; [`Batches`] makes record batches of it, column
//! by column, and only of the columns that are wanted. Numbers and text keep the memory that they have
//! in the corpus: what is written is 16 bytes a string, which say where it stands, and what has to be
//! put in another order.

mod batches;
mod block_text;
mod columns;
mod dictionary;
mod findings;
mod index;
mod nested;
mod nulls;
mod numbers;
mod packed;
mod pick;
mod problems;
pub mod schema;
mod stream;
mod strings;
mod table;
mod table_file;
mod tables;
mod unchecked;
mod view_writer;
mod views;

pub use batches::Batches;
pub use block_text::{annotations, documents, documents_of_input, passages, relations};
pub use findings::findings;
pub use index::Index;
pub use nested::nested_documents;
pub use pick::Pick;
pub use problems::{ProblemSource, problems};
pub use schema::{Kind, Spec, Strings};
pub use stream::{Query, Recipe};
pub use table::{Table, Values, Wanted};
pub use table_file::{entities, table_relations};
pub use tables::{Held, Named, NamedKind, Tables};
