//! What is read: documents with their annotations and relations, and tables, in columns. Knows no format.

pub mod corpus;
pub mod filter;
mod frame;
mod invalid;
mod layout;
mod owners;
mod packed;
pub mod record;
mod rows;
mod strings;
pub mod table;
mod whole;
pub(crate) mod worker_rows;

pub use corpus::Corpus;
pub use frame::Numbers;
pub(crate) use frame::{Frame, Make};
pub use invalid::Invalid;
pub use layout::Origin;
pub(crate) use layout::{Layout, Segment};
pub use owners::{Owners, belonging};
pub use packed::{Packed, Unpack};
pub use rows::Rows;
pub use strings::{Categories, StringColumn};
pub(crate) use whole::{Pieces, Whole};
pub(crate) use worker_rows::{Counts, WorkerRows};
pub use worker_rows::{EntityRows, RelationTableRows, TableRow};
