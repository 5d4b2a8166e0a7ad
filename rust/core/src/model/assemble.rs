//! Assembles a data set from the rows of workers.

use std::sync::{Arc, OnceLock};

use super::row_store::RowStore;
use super::statuses::StatusCache;
use super::worker_rows::{PackedTable, WorkerRows};
use super::{Dataset, Inputs, InvalidUtf8, Kind, ParsedInput, TextPosition, WindowIndex, WindowRows};
use crate::columns::KnownValues;
use crate::io::TextBuf;

/// The values of each dictionary in the batches so far, by table.
#[derive(Debug, Default)]
pub(crate) struct KnownCategories([Vec<KnownValues>; 4]);

impl Dataset {
    /// Assembles the rows of all workers; there is at least one worker.
    pub(crate) fn assemble(
        kind: Kind,
        workers: Vec<WorkerRows>,
        parsed: ParsedInput,
        known: &mut KnownCategories,
    ) -> Self {
        let tables = kind.tables().iter().zip(PackedTable::all(workers)).zip(&mut known.0);
        let tables = tables.map(|((&table, packed), known)| RowStore::new(table, packed, known)).collect();
        Self { kind, parsed, tables, index: OnceLock::new(), statuses: StatusCache::default() }
    }

    /// Makes a data set of one window that was not parsed. Its text is the concatenated values.
    pub(crate) fn of_values(kind: Kind, rows: WorkerRows, text: TextBuf) -> Self {
        let counts = rows.counts();
        let (local, first) = Default::default();
        let segment = WindowRows { part: 0, local, first, counts, base: 0, input: 0, line: 0 };
        let layout = WindowIndex::new(vec![segment], text.len(), 1, TextPosition::default());
        let (inputs, problems, invalid) = (Inputs::default(), Vec::new(), InvalidUtf8::unknown(text.len()));
        let parsed = ParsedInput { inputs, text: Arc::new(text.into()), layout, problems, invalid };
        Self::assemble(kind, vec![rows], parsed, &mut KnownCategories::default())
    }
}
