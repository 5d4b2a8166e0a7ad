//! Selects documents of block text, or rows of a table, with their source.
//!
//! The thread that parsed a batch selects its records ([`Select`]). The thread that takes the batches in order keeps
//! the state that goes from batch to batch, the ids found and the sample so far ([`Gathering`]). The selection depends
//! neither on the number of threads nor on the cuts of the input.

mod choice;
mod corpus;
mod gathering;
mod table;
mod wanted_ids;

pub use choice::{Choice, Chosen, ChosenRecord, Conditions, Limit};
pub use gathering::{BatchSelection, Gathering};
pub use wanted_ids::WantedIds;

use crate::Result;
use crate::formats::Syntax;
use crate::model::Rows;

/// A kind of dump of which parts can be written as they stand: a unit is a document or a row of a table.
#[expect(private_bounds)] // the formats are ours
pub trait Select: Syntax {
    /// The number of records.
    fn units(&self) -> usize;

    /// The number of records of the input before this batch.
    fn before(&self) -> usize;

    /// The units that have one of these ids, each with the number of its id.
    fn with_ids(&self, ids: &WantedIds) -> Vec<(usize, usize)>;

    /// The units that meet conditions; and of documents the annotations that do, in file order, if only those are
    /// wanted.
    fn meeting(&self, conditions: &Conditions) -> Result<(Vec<usize>, Option<Vec<i64>>)>;

    /// Appends the source lines of what is chosen, ready to be followed by more; says where each unit ends.
    fn write(&self, chosen: &Chosen, text: &mut Vec<u8>) -> Vec<usize>;

    /// The selected rows of one of its tables, by name, in file order.
    fn rows_of(&self, chosen: &Chosen, table: &str) -> Rows;

    /// Lines that have to stand before any unit for it to be read as it was: the header row of a table.
    fn head(&self) -> &[u8];
}

#[cfg(test)]
mod tests;
