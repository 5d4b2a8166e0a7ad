//! Options for reading an input.

use std::str::FromStr;

use super::{Cancel, MAX_RECORD_BYTES, MAX_WINDOW, Progress, available_threads};

/// The way bytes are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Io {
    /// Map regular files, read everything else.
    #[default]
    Auto,
    /// Map, or fail.
    Mmap,
    /// Read into memory: safe against a file that shrinks while it is used.
    Read,
}

impl FromStr for Io {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, String> {
        match name {
            "auto" => Ok(Self::Auto),
            "mmap" => Ok(Self::Mmap),
            "read" => Ok(Self::Read),
            _ => Err(format!("io must be 'auto', 'mmap' or 'read', not {name:?}")),
        }
    }
}

/// The treatment of lines that cannot be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnProblem {
    /// Keep them as rows of the problems table.
    #[default]
    Collect,
    /// Stop at the first one.
    Raise,
    /// Discard them.
    Ignore,
}

impl FromStr for OnProblem {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, String> {
        match name {
            "collect" => Ok(Self::Collect),
            "raise" => Ok(Self::Raise),
            "ignore" => Ok(Self::Ignore),
            _ => Err(format!("on_problem must be 'collect', 'raise' or 'ignore', not {name:?}")),
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The number of parsing threads; 0 means one per core.
    pub threads: usize,
    pub io: Io,
    pub on_problem: OnProblem,
    /// True if the input is read as the requested kind without checking its format.
    pub trusted: bool,
    /// Bytes of a window; 0 chooses by the size of the input.
    pub window: usize,
    /// The most bytes of text that one document, or one row of a table, may have; 0 stands for [`MAX_RECORD_BYTES`].
    pub max_record: usize,
    /// Names of the columns that a stream makes before it gives a batch; a table's name stands for all of its columns.
    pub columns: Vec<String>,
    /// The flag that the work checks regularly.
    pub cancel: Cancel,
    /// Receives the number of bytes read so far.
    pub progress: Progress,
}

impl Options {
    /// The number of threads to use, with 0 resolved.
    pub(crate) fn threads(&self) -> usize {
        if self.threads == 0 { available_threads() } else { self.threads }
    }

    /// The most bytes of a record, with 0 resolved.
    pub(crate) fn max_record(&self) -> usize {
        if self.max_record == 0 { MAX_RECORD_BYTES } else { self.max_record.min(MAX_WINDOW) }
    }

    /// Switches from mapping to reading, for an input that is read once and not kept. Reusing buffers costs less than
    /// mapping, and a file that is truncated meanwhile causes an error instead of ending the process.
    pub(crate) fn read_once(&mut self) {
        if self.io == Io::Auto {
            self.io = Io::Read;
        }
    }
}
