//! Writes tables as Parquet files.

use std::sync::Arc;

use crate::arrow::rows_of_input;
use crate::arrow::schema::columns;
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowRowGroupWriterFactory};
use parquet::file::metadata::KeyValue;
use parquet::file::writer::SerializedFileWriter;
use pubfast_core::base::{Executor, Permit};
use pubfast_core::io::output::{Staged, Writer};
use pubfast_core::model::{Dataset, Rows, TableId};
use pubfast_core::{Cancel, Error, Result};

use super::duplicate_text::DuplicateTexts;
use super::encodings::properties;
use super::job::{Form, Job, member};
use super::row_group::RowGroup;
use super::sequencer::Sequencer;
use super::sink::{Facts, Sink, failed, schema};

/// The approximate bytes of text of a row group's documents. A row group is held in memory, compressed, until it is
/// complete. The first one has less text, so that repeated texts are detected early; row groups of repeated texts may
/// have more.
const TEXT_OF_A_ROW_GROUP: usize = 256 << 20;
const TEXT_OF_THE_FIRST: usize = TEXT_OF_A_ROW_GROUP / 4;
const TEXT_OF_REPEATS: usize = TEXT_OF_A_ROW_GROUP * 2;

/// The sink of the Parquet files of one or more tables.
pub(crate) struct Parquet {
    files: Vec<ParquetTable>,
    output: Staged,
    cancel: Cancel,
    row_group_size: usize,
}

/// The file of a table and the row group that is being filled.
struct ParquetTable {
    table: TableId,
    file: Arc<File>,
    factory: ArrowRowGroupWriterFactory,
    /// Makes the column writers of row groups with repeated texts.
    for_repeats: ArrowRowGroupWriterFactory,
    duplicates: DuplicateTexts,
    open: Option<RowGroup>,
    row_groups: usize,
}

/// A file that accepts row groups in any order and writes them in theirs.
pub(crate) type File = Sequencer<ParquetTarget, Vec<ArrowColumnChunk>>;

/// The writer of the file and its output.
pub(crate) struct ParquetTarget {
    writer: SerializedFileWriter<Writer>,
    output: Staged,
}

impl Parquet {
    pub fn new(
        output: &Staged,
        tables: &[TableId],
        job: &Job,
        source: &str,
        cancel: &Cancel,
    ) -> Result<Self> {
        let file = |&table: &TableId| ParquetTable::new(output, table, job, source);
        Ok(Self {
            files: tables.iter().map(file).collect::<Result<_>>()?,
            output: output.clone(),
            cancel: cancel.clone(),
            row_group_size: job.row_group_size,
        })
    }
}

impl ParquetTable {
    fn new(output: &Staged, table: TableId, job: &Job, source: &str) -> Result<Self> {
        let fail = |error| failed(output, &error);
        let schema = schema(table.spec(), source);
        let converted = ArrowSchemaConverter::new().convert(&schema).map_err(fail)?;
        let member = (job.form == Form::ParquetFolder).then(|| member(table.spec().name));
        let writer = output.writer(member.as_deref())?;
        let root = converted.root_schema_ptr();
        let usual = properties(table.spec(), job.compression, false);
        let mut writer = SerializedFileWriter::new(writer, root.clone(), usual).map_err(fail)?;
        // A factory takes its properties from a file writer; this one writes nothing.
        let other = properties(table.spec(), job.compression, true);
        let other = SerializedFileWriter::new(std::io::sink(), root, other).map_err(fail)?;
        let for_repeats = ArrowRowGroupWriterFactory::new(&other, schema.clone());
        // The Arrow schema is left out: Parquet's own types suffice, and it would take a third of a small file.
        let units = columns(table.spec())
            .filter_map(|column| column.spec.unit.map(|unit| format!("{}={unit}", column.name)));
        let units = ("pubfast.units".to_owned(), units.collect::<Vec<_>>().join("; "));
        let of_schema = schema.metadata().iter().map(|(key, value)| (key.clone(), value.clone()));
        let mut metadata: Vec<_> = of_schema.chain([units]).collect();
        metadata.sort_unstable();
        for (key, value) in metadata {
            writer.append_key_value_metadata(KeyValue::new(key, value));
        }
        let factory = ArrowRowGroupWriterFactory::new(&writer, schema);
        let file = Arc::new(File::new(ParquetTarget { writer, output: output.clone() }, ParquetTarget::add));
        let (duplicates, open, row_groups) = Default::default();
        Ok(Self { table, file, factory, for_repeats, duplicates, open, row_groups })
    }

    /// True if a row group has enough text to be written.
    fn is_full(&self, row_group: &RowGroup) -> bool {
        let most = match self.row_groups {
            0 => TEXT_OF_THE_FIRST,
            _ if self.duplicates.were_many() => TEXT_OF_REPEATS,
            _ => TEXT_OF_A_ROW_GROUP,
        };
        matches!(self.table, TableId::Documents | TableId::Passages) && row_group.bytes >= most
    }
}

impl ParquetTarget {
    fn add(&mut self, chunks: Vec<ArrowColumnChunk>) -> Result<()> {
        let add = || {
            let mut row_group = self.writer.next_row_group()?;
            for chunk in chunks {
                chunk.append_to_row_group(&mut row_group)?;
            }
            row_group.close().map(drop)
        };
        add().map_err(|error| failed(&self.output, &error))
    }
}

impl Sink for Parquet {
    fn take(&mut self, executor: &Executor, batch: &Arc<Dataset>, permit: Permit) -> Result<()> {
        let permit = Arc::new(permit);
        for file in &mut self.files {
            let (mut begin, end) = (0, batch.len(file.table));
            if file.table == TableId::Documents {
                file.duplicates.see(batch);
            }
            while begin < end {
                let mut open = match file.open.take() {
                    Some(open) => open,
                    None => {
                        let factory =
                            if file.duplicates.are_many() { &file.for_repeats } else { &file.factory };
                        let writers = factory
                            .create_column_writers(file.row_groups)
                            .map_err(|error| failed(&self.output, &error))?;
                        RowGroup::new(file.row_groups, writers, &file.file, &self.output, &self.cancel)
                    }
                };
                let rows = begin..end.min(begin + self.row_group_size - open.rows);
                begin = rows.end;
                open.add(
                    executor,
                    |rows| rows_of_input(batch, file.table, &Rows::Range(rows)),
                    rows,
                    &permit,
                    batch.text().len(),
                )?;
                if begin == end {
                    open.bytes += batch.text().len();
                }
                if open.rows == self.row_group_size || file.is_full(&open) {
                    open.close(executor)?;
                    file.row_groups += 1;
                } else {
                    file.open = Some(open);
                }
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>, executor: &Executor, facts: &Facts) -> Result<()> {
        let mut files = Vec::new();
        for file in self.files {
            if let Some(open) = file.open {
                open.close(executor)?;
            }
            files.push(file.file);
        }
        executor.finish()?;
        for file in files {
            // No job holds a reference to the file any more.
            let target = Arc::into_inner(file)
                .ok_or_else(|| Error::Panic { message: "a row group is still being written".into() })?;
            let mut writer = target.into_target().writer;
            for (key, value) in facts.at_end() {
                writer.append_key_value_metadata(KeyValue::new(key.into(), value));
            }
            writer.close().map_err(|error| failed(&self.output, &error))?;
        }
        Ok(())
    }
}
