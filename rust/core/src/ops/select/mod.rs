//! Selects documents of block text, or rows of a table, with their source.
//!
//! The thread that parsed a batch selects its records ([`Choice::of`]). The thread that takes the batches in order keeps
//! the state that goes from batch to batch, the ids found and the sample so far ([`Gathering`]). The selection depends
//! neither on the number of threads nor on the cuts of the input.

mod choice;
mod documents;
mod gathering;
mod table;
mod wanted_ids;

pub use choice::{Choice, Chosen, ChosenRecord, Conditions, Limit};
pub use gathering::{BatchSelection, Gathering};
pub use wanted_ids::WantedIds;

use crate::Result;
use crate::model::{Dataset, Kind, Rows, TableId};

/// The selected records of a batch: documents, or the rows of a table file.
impl Dataset {
    /// The records that have one of these ids, each with the number of its id.
    fn with_ids(&self, ids: &WantedIds) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        match self.kind() {
            Kind::Documents => {
                let find = |row| Some((row, ids.find(&self.text()[self.document(row).document_id])?));
                found.extend((0..self.records()).filter_map(find));
            }
            Kind::Entities | Kind::Relations => self.each_table_row(|row, record| {
                found.extend(ids.find_pmid(record.pmid).map(|id| (row, id)));
            }),
        }
        found
    }

    /// The records that meet conditions, and the matching annotations of documents in file order, if only those are
    /// wanted.
    fn meeting(&self, conditions: &Conditions) -> Result<(Vec<usize>, Option<Vec<i64>>)> {
        match self.kind() {
            Kind::Documents => self.documents_meeting(conditions),
            Kind::Entities | Kind::Relations => Ok((self.table_rows_meeting(conditions)?, None)),
        }
    }

    /// Appends the source lines of the chosen records, ready to be followed by more; returns where each record ends.
    pub fn write_chosen(&self, chosen: &Chosen, text: &mut Vec<u8>) -> Vec<usize> {
        match self.kind() {
            Kind::Documents => self.write_documents(chosen, text),
            Kind::Entities | Kind::Relations => self.write_table_rows(chosen, text),
        }
    }

    /// The chosen rows of one of its tables, in file order.
    pub fn chosen_rows(&self, chosen: &Chosen, table: TableId) -> Rows {
        let records = chosen.units.iter().map(|unit| unit.row);
        let rows: Vec<usize> = match (table, &chosen.annotations) {
            (TableId::Annotations, Some(rows)) => return rows.iter().copied().collect(),
            (TableId::Relations, Some(_)) | (TableId::Problems, _) => Vec::new(),
            _ => records.flat_map(|row| self.rows_of(table, row)).collect(),
        };
        rows.into_iter().map(|row| row as i64).collect()
    }
}
