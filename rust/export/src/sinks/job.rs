//! The settings of a conversion.

use pubfast_core::io::output::Compression;
use pubfast_core::model::Kind;

/// The settings of a conversion.
#[derive(Clone, Debug)]
pub struct Job {
    pub form: Form,
    /// The table to write, for outputs that hold a single one.
    pub table: Option<String>,
    /// The kind of the input; none to detect it.
    pub input: Option<Kind>,
    pub compression: Compression,
    /// The largest number of rows of a Parquet row group and of an Arrow batch.
    pub row_group_size: usize,
    /// The approximate bytes of text of a batch.
    pub batch_bytes: usize,
}

/// The form of an output.
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

/// The names of the files that a Parquet folder may have.
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
