//! The interface of outputs that take batches.

use std::collections::HashMap;
use std::sync::Arc;

use crate::arrow::Strings;
use crate::arrow::schema::{Stored, columns};
use arrow_schema::{ArrowError, Schema};
use pubfast_core::base::{Executor, Permit};
use pubfast_core::io::output::Staged;
use pubfast_core::model::Dataset;
use pubfast_core::model::spec::TableSpec;
use pubfast_core::{Error, Result};

/// Writes batches to an output.
pub(crate) trait Sink {
    /// Submits jobs that write a batch; they release `permit` when it is written.
    fn take(&mut self, executor: &Executor, batch: &Arc<Dataset>, permit: Permit) -> Result<()>;

    /// Completes the output, and writes the facts into its metadata if the format has any.
    fn finish(self: Box<Self>, executor: &Executor, facts: &Facts) -> Result<()>;
}

/// Facts about the input that are known at its end.
#[derive(Default)]
pub(crate) struct Facts {
    /// The bytes of the input as it is stored; `text_bytes` are those of its text.
    pub source_bytes: u64,
    pub text_bytes: u64,
    pub problems: u64,
    pub invalid_lines: u64,
}

impl Facts {
    /// The facts as names and values for a file's metadata.
    pub fn at_end(&self) -> [(&'static str, String); 4] {
        [
            ("pubfast.source_bytes", self.source_bytes.to_string()),
            ("pubfast.text_bytes", self.text_bytes.to_string()),
            ("pubfast.problems", self.problems.to_string()),
            ("pubfast.invalid_utf8_lines", self.invalid_lines.to_string()),
        ]
    }
}

/// The schema of a table in a file. All strings are `string`, which every reader supports: an Arrow dictionary would
/// have to be known before the first row, and later batches may have more types.
pub(crate) fn schema(table: &'static TableSpec, source: &str) -> Arc<Schema> {
    let fields: Vec<_> = columns(table).map(|column| column.field(Stored::Strings(Strings::Small))).collect();
    let metadata = [
        ("pubfast.version", env!("CARGO_PKG_VERSION")),
        ("pubfast.table", table.name),
        ("pubfast.source", source),
    ];
    let metadata: HashMap<_, _> = metadata.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    Arc::new(Schema::new(fields).with_metadata(metadata))
}

/// Converts an error of a library that writes the output: to an output error if a write failed.
pub(crate) fn failed(output: &Staged, error: &(dyn std::error::Error + 'static)) -> Error {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            let copy = io.raw_os_error().map_or_else(|| io.kind().into(), std::io::Error::from_raw_os_error);
            return output.failed(copy);
        }
        if let Some(ArrowError::IoError(_, io)) = error.downcast_ref::<ArrowError>() {
            return failed(output, io);
        }
        cause = error.source();
    }
    Error::Panic { message: error.to_string() }
}
