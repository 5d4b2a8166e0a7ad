//! The data model: documents with their annotations and relations, and tables, in columns. Knows no format.

pub mod corpus;
mod decode_rows;
mod document_of_row;
pub mod filter;
mod invalid_utf8;
mod parsed_input;
pub mod record;
mod row_store;
mod rows;
mod strings;
pub mod table;
mod window_index;
pub(crate) mod worker_rows;

pub use corpus::Corpus;
pub use decode_rows::{DecodeRows, LockedRows};
pub use document_of_row::{DocumentOfRow, belonging};
pub use invalid_utf8::InvalidUtf8;
pub use parsed_input::SharedColumn;
pub(crate) use parsed_input::{MakeColumn, ParsedInput};
pub(crate) use row_store::{LazyColumn, RowStore};
pub use rows::Rows;
pub use strings::{DictionaryColumn, StringColumn};
pub use window_index::TextPosition;
pub(crate) use window_index::{WindowIndex, WindowRows};
pub use worker_rows::{EntityRows, RelationTableRows, TableRow};
pub(crate) use worker_rows::{RowCounts, WorkerRows};
