//! Converts an input to an output.

use std::sync::Arc;

use pubfast_core::base::{Executor, Options};
use pubfast_core::engine::Input;
use pubfast_core::engine::stream::{Sizes, Stream, StreamPlan};
use pubfast_core::io::Source;
use pubfast_core::io::output::Staged;
use pubfast_core::model::{Kind, TableId, TextPosition};
use pubfast_core::{Cancel, Error, ProblemCode, Result, available_threads};

use super::ipc::Ipc;
use super::job::{Form, Job};
use super::json::JsonLines;
use super::parquet::Parquet;
use super::sink::{Facts, Sink};

/// The result of a conversion.
#[derive(Debug)]
pub struct Converted {
    /// The tables that were written, and their numbers of rows.
    pub rows: Vec<(&'static str, u64)>,
    /// The number of bytes of all files.
    pub bytes: u64,
    /// The number of problems met, by code.
    pub problems: Vec<(ProblemCode, u64)>,
}

/// Converts an input to an output, and commits it.
///
/// Strings that are not UTF-8 are repaired: an invalid byte becomes U+FFFD.
pub fn convert(source: Source, output: &Staged, job: &Job, mut options: Options) -> Result<Converted> {
    // The stream cancels its own token when it ends; work on the output goes on after that.
    let cancel = options.cancel.clone();
    options.cancel = cancel.part();
    let (kind, _, input) = Input::from(source).reader(job.input, &mut options)?;
    let converted = run(kind, input, output, job, options, &cancel);
    converted.map_err(|error| match error {
        // In a conversion `format` is the argument of the output.
        Error::Format { path, message } => {
            Error::Format { path, message: message.replace(" format=\"", " source_format=\"") }
        }
        error => error,
    })
}

fn run(
    kind: Kind,
    input: Input,
    output: &Staged,
    job: &Job,
    options: Options,
    cancel: &Cancel,
) -> Result<Converted> {
    let threads = if options.threads == 0 { available_threads() } else { options.threads };
    let (progress, name) = (options.progress.clone(), input.name());
    let tables = chosen(kind, job, output)?;
    let executor = Arc::new(Executor::new(threads, cancel));
    let plan = StreamPlan {
        sizes: Sizes::even(job.batch_bytes),
        before: TextPosition::default(),
        same_codes: true,
        make: Box::new(Ok),
        executor: (threads > 1).then(|| executor.clone()),
    };
    let mut batches = Stream::making(kind, input, options, plan)?;
    let mut sink: Box<dyn Sink> = match (job.form, &tables[..]) {
        (Form::ParquetFolder | Form::Parquet, tables) => {
            Box::new(Parquet::new(output, tables, job, &name, cancel)?)
        }
        (Form::Arrow, tables) => Box::new(Ipc::new(output, tables[0], job, &name, cancel)?),
        (Form::JsonLines, tables) => Box::new(JsonLines::new(output, tables, job, cancel)?),
    };
    let mut rows: Vec<_> = tables.iter().map(|&table| (table, 0)).collect();
    let mut problems = [0; ProblemCode::ALL.len()];
    let mut facts = Facts::default();
    loop {
        let permit = executor.permit()?;
        let Some(batch) = batches.next() else { break };
        let batch = Arc::new(batch?);
        for (table, count) in &mut rows {
            *count += batch.len(*table) as u64;
        }
        batch.problems().iter().for_each(|problem| problems[problem.code as usize] += 1);
        facts.problems += batch.problems().len() as u64;
        facts.invalid_lines += batch.invalid().lines() as u64;
        facts.text_bytes += batch.text().len() as u64;
        sink.take(&executor, &batch, permit)?;
    }
    drop(batches);
    facts.source_bytes = progress.done();
    sink.finish(&executor, &facts)?;
    drop(executor);
    cancel.check()?;
    output.commit()?;
    let problems = ProblemCode::ALL.into_iter().zip(problems).filter(|&(_, count)| count > 0).collect();
    let rows = rows.into_iter().map(|(table, count)| (table.spec().name, count)).collect();
    Ok(Converted { rows, bytes: output.written(), problems })
}

/// The tables to write.
fn chosen(kind: Kind, job: &Job, output: &Staged) -> Result<Vec<TableId>> {
    let names = || {
        let names: Vec<_> = kind.table_names().map(|name| format!("{name:?}")).collect();
        let (last, first) = names.split_last().expect("there are tables");
        format!("{} or {last}", first.join(", "))
    };
    let words = kind.words();
    match (&job.table, job.form) {
        (None, Form::ParquetFolder) => Ok([kind.tables(), &[TableId::Problems]].concat()),
        (None, Form::JsonLines) => Ok(kind.tables().to_vec()),
        (None, _) => match kind.tables() {
            [only] => Ok(vec![*only]),
            _ => Err(Error::Choice {
                message: format!(
                    "{} has room for one table of {words}: choose table={}, or name a folder, without a suffix, \
                     for all of them",
                    output.name(),
                    names()
                ),
            }),
        },
        (Some(table), _) => match kind.table(table) {
            Some(found) => Ok(vec![found]),
            None => {
                Err(Error::Choice { message: format!("{words} has no table {table:?}; choose {}", names()) })
            }
        },
    }
}
