//! Writes documents, or the rows of a table, as lines of JSON.

mod nested;
mod row;
mod select;
mod text;

use std::io::Write;
use std::sync::Arc;

use crate::arrow::{Batches, Strings, rows_of_input};
use arrow_array::RecordBatch;
use pubfast_core::base::memory::Claim;
use pubfast_core::base::{Executor, JobQueue, Permit};
use pubfast_core::io::output::{Compression, Compressor, Staged, Writer};
use pubfast_core::model::{self, Dataset, TableId};
use pubfast_core::{Cancel, Error, Result};

use super::job::Job;
use super::sequencer::Sequencer;
use super::sink::{Facts, Sink, failed};
use nested::Nested;
use row::Rows;
pub(crate) use select::write_chosen;
pub(crate) use text::quoted_visibly;

/// The bytes of lines in a chunk, which is compressed at once. Between two chunks the work can be cancelled.
const JSON_CHUNK: usize = 4 << 20;

/// The sink of a file of lines.
pub(crate) struct JsonLines {
    tables: Vec<TableId>,
    file: Arc<Sequencer<JsonTarget, JsonBatch>>,
    output: Staged,
    cancel: Cancel,
    compression: Compression,
    batches: usize,
}

/// The writer of the file and its output.
struct JsonTarget {
    writer: Writer,
    output: Staged,
}

/// The compressed lines of a batch, with the permit for its memory.
type JsonBatch = (Vec<Vec<u8>>, Permit);

impl JsonLines {
    pub fn new(output: &Staged, tables: &[TableId], job: &Job, cancel: &Cancel) -> Result<Self> {
        let mut writer = output.writer(None)?;
        // A compressed file must have a header even if there are no lines.
        writer
            .write_all(&Compressor::new(job.compression)?.compress(b"")?)
            .map_err(|error| output.failed(error))?;
        let write = |target: &mut JsonTarget, (pieces, _load): JsonBatch| {
            let mut pieces = pieces.iter();
            pieces
                .try_for_each(|piece| target.writer.write_all(piece))
                .map_err(|error| target.output.failed(error))
        };
        Ok(Self {
            tables: tables.to_vec(),
            file: Arc::new(Sequencer::new(JsonTarget { writer, output: output.clone() }, write)),
            output: output.clone(),
            cancel: cancel.clone(),
            compression: job.compression,
            batches: 0,
        })
    }
}

/// Writes the lines of a batch.
fn lines(
    mut write: impl FnMut(usize, &mut Vec<u8>),
    count: usize,
    compression: Compression,
    cancel: &Cancel,
) -> Result<Vec<Vec<u8>>> {
    let mut compressor = Compressor::new(compression)?;
    let (mut pieces, mut text) = (Vec::new(), Vec::with_capacity(JSON_CHUNK + JSON_CHUNK / 8));
    for line in 0..count {
        write(line, &mut text);
        text.push(b'\n');
        if text.len() >= JSON_CHUNK || line + 1 == count {
            cancel.check()?;
            pieces.push(compressor.compress(&text)?);
            text.clear();
        }
    }
    Ok(pieces)
}

impl Sink for JsonLines {
    fn take(&mut self, executor: &Executor, batch: &Arc<Dataset>, permit: Permit) -> Result<()> {
        let (number, batch, tables) = (self.batches, batch.clone(), self.tables.clone());
        let (file, output, cancel, compression) =
            (self.file.clone(), self.output.clone(), self.cancel.clone(), self.compression);
        self.batches += 1;
        executor.submit(&JobQueue::default(), move || {
            // Lines of JSON are up to three times as long as the text, and grow by doubling.
            let _claim = Claim::new(8 * batch.text().len())?;
            let all = |table| whole(&batch, table, &model::Rows::Range(0..batch.len(table)));
            let made = tables.iter().map(|&table| all(table)).collect::<std::result::Result<Vec<_>, _>>();
            let made = made.map_err(|error| failed(&output, &error))?;
            let pieces = match &made[..] {
                [table] => {
                    let rows = Rows::new(table, |_| true);
                    lines(|at, text| rows.write(at, text), table.num_rows(), compression, &cancel)?
                }
                tables => {
                    let mut nested = Nested::new(tables);
                    lines(|at, text| nested.write(at, text), tables[0].num_rows(), compression, &cancel)?
                }
            };
            drop((made, batch));
            file.put(number, (pieces, permit))
        })
    }

    fn finish(self: Box<Self>, executor: &Executor, _: &Facts) -> Result<()> {
        executor.finish()?;
        let target = Arc::into_inner(self.file)
            .ok_or_else(|| Error::Panic { message: "a batch is still being written".into() })?;
        let mut target = target.into_target();
        let end = Compressor::new(self.compression)?.end();
        target
            .writer
            .write_all(end)
            .and_then(|()| target.writer.flush())
            .map_err(|error| self.output.failed(error))
    }
}

/// Makes one record batch of rows of a table, which suffices since the text of a batch has less than 2 GiB.
fn whole(
    batch: &Arc<Dataset>,
    table: TableId,
    rows: &model::Rows,
) -> std::result::Result<RecordBatch, arrow_schema::ArrowError> {
    let table = Arc::new(rows_of_input(batch, table, rows));
    let wanted = table.wanted(None, Strings::View).expect("all columns are there");
    let schema = table.schema(&wanted);
    let made: Vec<_> =
        Batches::new(table, wanted).of_rows(usize::MAX).collect::<std::result::Result<_, _>>()?;
    Ok(made.into_iter().next().unwrap_or_else(|| RecordBatch::new_empty(schema)))
}
