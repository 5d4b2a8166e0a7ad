//! Tables: a row per PMID and concept (`PMID Type ConceptID Mentions Resource`), or per PMID and pair
//! of concepts (`PMID Type Entity1 Entity2`), without quoting and nearly always without a header.
//!
//! [`shape`] tells a file's columns by its first line, and [`mod@line`] classifies one line. The fast `TableParser`
//! recognises the plain rows by the positions of their tabs and leaves every other line to the classifier.
//! [`mod@reference`] is a slow parser that shares no code with it; property tests compare the two.

mod entity;
pub mod line;
mod of_value;
mod parse;
pub mod reference;
mod relation;
mod row_syntax;
pub mod shape;
mod syntax;

pub(crate) use parse::TableParser;
pub(crate) use row_syntax::RowSyntax;
pub use shape::Shape;
pub(crate) use syntax::TableSyntax;
