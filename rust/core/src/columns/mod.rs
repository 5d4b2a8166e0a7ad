//! Vectors, spans of text, dictionaries and packed rows, of which rows and columns are made. Knows no table.

mod categories;
mod column_vec;
mod dictionary;
mod fresh_pages;
mod interner;
mod packed_rows;
mod page_pool;
mod problem_row;
mod span;
mod spans;

pub use categories::Categories;
pub use column_vec::ColumnVec;
pub use dictionary::Dictionary;
pub(crate) use dictionary::{KnownValues, MergedDictionary};
pub(crate) use fresh_pages::FreshPages;
pub(crate) use interner::{Interner, Words};
pub use packed_rows::PackedRows;
pub(crate) use page_pool::PagePool;
pub(crate) use problem_row::{ProblemRow, invalid_utf8};
pub use span::Span;
pub use spans::Spans;
