//! The job of a conversion.

use pubfast_core::io::output::Compression;
use pubfast_core::model::Kind;

/// The input's kind, the tables and the compression of a conversion.
#[derive(Clone, Debug)]
pub struct Job {
    /// The form of the output.
    pub form: Form,
    /// The table, where the output has room for one.
    pub table: Option<String>,
    /// The kind that the caller named; none to detect it.
    pub input: Option<Kind>,
    /// The compression of the output.
    pub compression: Compression,
    /// Rows of a row group of Parquet, and of a batch of Arrow, at most.
    pub row_group_size: usize,
    /// The bytes of text that are read at a time.
    pub batch_bytes: usize,
}

/// A form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A folder with a Parquet file for each table.
    ParquetFolder,
    /// One table as a Parquet file.
    Parquet,
    /// One table as an Arrow IPC file.
    Arrow,
    /// Documents with all that belongs to them, or the rows of a table, as lines of JSON.
    JsonLines,
}

/// The names of the files that a folder of tables may have.
pub fn members() -> Vec<String> {
    let mut names: Vec<_> = Kind::ALL.into_iter().flat_map(Kind::table_names).map(member).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The name of a table's file in a folder.
pub(crate) fn member(table: &str) -> String {
    format!("{table}.parquet")
}
