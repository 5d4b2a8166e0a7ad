//! A row group of a Parquet file whose columns are being encoded.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::arrow::{Batches, ExportTable, Strings};
use arrow_array::RecordBatchReader;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use pubfast_core::base::memory::Claim;
use pubfast_core::base::{Executor, JobQueue, Permit};
use pubfast_core::io::output::Staged;
use pubfast_core::{Cancel, Result};

use super::parquet::File;
use super::sink::failed;

/// The number of rows of a column that are made at a time, few enough to be in the cache when they are encoded.
const ROW_GROUP_ROWS: usize = 1 << 16;

pub(crate) struct RowGroup {
    columns: Vec<EncodedColumn>,
    shared: Arc<RowGroupShared>,
    /// The number of rows so far.
    pub rows: usize,
    /// The bytes of text of the batches that the rows come from.
    pub bytes: usize,
}

struct EncodedColumn {
    queue: JobQueue,
    writer: Arc<Mutex<Option<ArrowColumnWriter>>>,
}

struct RowGroupShared {
    /// The number of the row group in its file.
    number: usize,
    file: Arc<File>,
    chunks: Mutex<Vec<Option<ArrowColumnChunk>>>,
    missing: AtomicUsize,
    output: Staged,
    cancel: Cancel,
}

impl RowGroup {
    pub fn new(
        number: usize,
        writers: Vec<ArrowColumnWriter>,
        file: &Arc<File>,
        output: &Staged,
        cancel: &Cancel,
    ) -> Self {
        let shared = RowGroupShared {
            number,
            file: file.clone(),
            chunks: Mutex::new(writers.iter().map(|_| None).collect()),
            missing: AtomicUsize::new(writers.len()),
            output: output.clone(),
            cancel: cancel.clone(),
        };
        let column =
            |writer| EncodedColumn { queue: JobQueue::default(), writer: Arc::new(Mutex::new(Some(writer))) };
        Self {
            columns: writers.into_iter().map(column).collect(),
            shared: Arc::new(shared),
            rows: 0,
            bytes: 0,
        }
    }

    /// Submits a job for each column that encodes `rows`, of a batch with `bytes` bytes of text.
    pub fn add(
        &mut self,
        executor: &Executor,
        table: impl FnOnce(Range<usize>) -> ExportTable,
        rows: Range<usize>,
        permit: &Arc<Permit>,
        bytes: usize,
    ) -> Result<()> {
        self.rows += rows.len();
        let table = Arc::new(table(rows));
        for (at, column) in self.columns.iter().enumerate() {
            let (table, shared) = (table.clone(), self.shared.clone());
            let (writer, permit) = (column.writer.clone(), permit.clone());
            executor.submit(&column.queue, move || {
                // The pages of a column, and its dictionary, which may be copied as it grows.
                let _claim = Claim::new(2 * bytes)?;
                let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(writer) = &mut *writer {
                    shared.encode(writer, &table, at)?;
                }
                // The last job frees the batch and its permit, which the next batch may wait for.
                drop((table, permit));
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Submits jobs that complete the columns; the last one writes the row group.
    pub fn close(self, executor: &Executor) -> Result<()> {
        for (at, column) in self.columns.into_iter().enumerate() {
            let shared = self.shared.clone();
            executor.submit(&column.queue, move || {
                let writer = column.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
                writer.map_or(Ok(()), |writer| shared.complete(writer, at))
            })?;
        }
        Ok(())
    }
}

impl RowGroupShared {
    /// Encodes column `at` of a table.
    fn encode(&self, writer: &mut ArrowColumnWriter, table: &Arc<ExportTable>, at: usize) -> Result<()> {
        let name: Vec<_> = table.names().skip(at).take(1).map(str::to_owned).collect();
        let wanted = table.wanted(Some(&name), Strings::View).expect("the name is the table's own");
        let batches = Batches::new(table.clone(), wanted).of_rows(ROW_GROUP_ROWS);
        let schema = batches.schema();
        for batch in batches {
            self.cancel.check()?;
            let batch = batch.map_err(|error| failed(&self.output, &error))?;
            compute_leaves(schema.field(0), batch.column(0))
                .and_then(|leaves| leaves.iter().try_for_each(|leaf| writer.write(leaf)))
                .map_err(|error| failed(&self.output, &error))?;
        }
        Ok(())
    }

    /// Completes column `at`, and writes the row group if it is the last one.
    fn complete(&self, writer: ArrowColumnWriter, at: usize) -> Result<()> {
        let chunk = writer.close().map_err(|error| failed(&self.output, &error))?;
        let mut chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
        chunks[at] = Some(chunk);
        if self.missing.fetch_sub(1, Ordering::Relaxed) > 1 {
            return Ok(());
        }
        let chunks = std::mem::take(&mut *chunks).into_iter().flatten().collect();
        self.file.put(self.number, chunks)
    }
}
