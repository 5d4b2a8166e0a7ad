//! Writes a table as an Arrow IPC file.

use std::sync::Arc;

use crate::arrow::{Batches, Strings, rows_of_input};
use arrow_array::RecordBatch;
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions};
use arrow_schema::Schema;
use pubfast_core::base::memory::Claim;
use pubfast_core::base::{Executor, JobQueue, Permit};
use pubfast_core::io::output::{Compression, Staged, Writer};
use pubfast_core::model::{Dataset, Rows, TableId};
use pubfast_core::{Cancel, Error, Result};

use super::job::Job;
use super::sequencer::Sequencer;
use super::sink::{Facts, Sink, failed, schema};

/// The sink of an Arrow IPC file.
pub(crate) struct Ipc {
    table: TableId,
    schema: Arc<Schema>,
    file: Arc<Sequencer<IpcTarget, IpcBatch>>,
    output: Staged,
    cancel: Cancel,
    batches: usize,
    rows: usize,
}

/// The writer of the file and its output.
struct IpcTarget {
    writer: FileWriter<Writer>,
    output: Staged,
}

/// The record batches of a batch, with the permit for its memory.
type IpcBatch = (Vec<RecordBatch>, Permit);

impl Ipc {
    pub fn new(output: &Staged, table: TableId, job: &Job, source: &str, cancel: &Cancel) -> Result<Self> {
        let schema = schema(table.spec(), source);
        let (compression, level) = match job.compression {
            Compression::Zstd(level) => (Some(CompressionType::ZSTD), Some(level)),
            Compression::None | Compression::Gzip(_) | Compression::Bgzf(_) => (None, None),
        };
        let fail = |error| failed(output, &error);
        let options = IpcWriteOptions::default()
            .try_with_compression(compression)
            .and_then(|options| options.try_with_compression_level(level))
            .map_err(fail)?;
        let writer =
            FileWriter::try_new_with_options(output.writer(None)?, &schema, options).map_err(fail)?;
        let target = IpcTarget { writer, output: output.clone() };
        let write = |target: &mut IpcTarget, (batches, _load): IpcBatch| {
            batches
                .iter()
                .try_for_each(|batch| target.writer.write(batch))
                .map_err(|error| failed(&target.output, &error))
        };
        Ok(Self {
            table,
            schema,
            file: Arc::new(Sequencer::new(target, write)),
            output: output.clone(),
            cancel: cancel.clone(),
            batches: 0,
            rows: job.row_group_size,
        })
    }
}

impl Sink for Ipc {
    fn take(&mut self, executor: &Executor, batch: &Arc<Dataset>, permit: Permit) -> Result<()> {
        let table = Arc::new(rows_of_input(batch, self.table, &Rows::Range(0..batch.len(self.table))));
        let mut wanted = table.wanted(None, Strings::Small).expect("all columns are there");
        wanted.comply(&self.schema);
        let (number, rows) = (self.batches, self.rows);
        let (schema, file) = (self.schema.clone(), self.file.clone());
        let (output, cancel) = (self.output.clone(), self.cancel.clone());
        self.batches += 1;
        let bytes = batch.text().len();
        executor.submit(&JobQueue::default(), move || {
            // All strings of a table are copied, and compressed once more.
            let _claim = Claim::new(4 * bytes)?;
            let mut made = Vec::new();
            for batch in Batches::new(table, wanted).of_rows(rows) {
                cancel.check()?;
                // The schema of the file has the same fields, and metadata.
                let batch =
                    batch.and_then(|batch| RecordBatch::try_new(schema.clone(), batch.columns().to_vec()));
                made.push(batch.map_err(|error| failed(&output, &error))?);
            }
            file.put(number, (made, permit))
        })
    }

    fn finish(self: Box<Self>, executor: &Executor, facts: &Facts) -> Result<()> {
        executor.finish()?;
        let target = Arc::into_inner(self.file)
            .ok_or_else(|| Error::Panic { message: "a batch is still being written".into() })?;
        let mut writer = target.into_target().writer;
        for (key, value) in facts.at_end() {
            writer.write_metadata(key, value);
        }
        writer.finish().map_err(|error| failed(&self.output, &error))
    }
}
