//! The values inside cells (lists, identifiers, missing values, HTML entities) and their frequencies.
//!
//! A parsed input keeps its cells raw. Each function here reads the cells of a column and returns columns again.
//! Nothing here knows a file format: the columns come as closures or as string columns, of a corpus, of a table or of a
//! stream's batches.

mod concepts;
mod counts;
mod identifiers;
mod lists;
mod mentions;
mod missing;
mod of_rows;
pub mod offsets;
mod order;
mod partitions;
mod postings;
mod rule;
mod unescaped;

pub use concepts::{ConceptIndex, ConceptIndexBuilder, Skipped};
pub use counts::{Counts, CountsBuilder};
pub use identifiers::{CellValues, Family, RelationEntity, Separators, entity, pieces};
pub use lists::{ListColumn, split, split_categories};
pub use mentions::{Mention, Mentions, Pmids};
pub use missing::{Missing, missing};
pub use rule::Rule;
pub use unescaped::unescaped;
