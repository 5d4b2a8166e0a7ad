//! Finding documents by their id.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use super::{Dataset, TableId};

/// The hashes of all ids as users see them, sorted: eight bytes a document, of which the lower half is the row.
#[derive(Debug)]
pub(super) struct IdIndex(Vec<u64>);

const ROW_BITS: u32 = 32;

fn hash(id: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(id) >> ROW_BITS << ROW_BITS
}

impl Dataset {
    /// The documents with an id, in file order; bytes that are not UTF-8 count as U+FFFD. The first call
    /// builds an index.
    pub fn find(&self, id: &str) -> impl Iterator<Item = usize> {
        let id_of = |row: usize| String::from_utf8_lossy(&self.parsed.text[self.document(row).document_id]);
        let IdIndex(entries) = self.index.get_or_init(|| {
            let entry = |row: usize| hash(&id_of(row)) | row as u64;
            let mut entries: Vec<u64> = (0..self.len(TableId::Documents)).map(entry).collect();
            entries.sort_unstable();
            IdIndex(entries)
        });
        let wanted = hash(id);
        let first = entries.partition_point(|&entry| entry < wanted);
        let rows: Vec<usize> = entries[first..]
            .iter()
            .take_while(|&&entry| entry >> ROW_BITS == wanted >> ROW_BITS)
            .map(|&entry| entry as u32 as usize)
            .filter(|&row| id_of(row) == id)
            .collect();
        rows.into_iter()
    }
}
