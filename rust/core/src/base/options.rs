//! Options for reading an input.

use std::str::FromStr;

use super::{Cancel, Progress, available_threads};

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
    /// Stop at the first of the input.
    Raise,
    /// Forget them.
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

/// Options for opening an input.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Threads to parse with; 0 is as many as there are cores.
    pub threads: usize,
    /// The way bytes are read.
    pub io: Io,
    /// The treatment of lines that cannot be read.
    pub on_problem: OnProblem,
    /// Take the input for block text without looking whether it is.
    pub trusted: bool,
    /// Bytes of a window; 0 chooses by the size of the input.
    pub window: usize,
    /// Columns that a stream makes before it gives a batch, by name; a table's name stands for all of its columns.
    pub columns: Vec<String>,
    /// Asked for now and then while working.
    pub cancel: Cancel,
    /// Told how far the work is.
    pub progress: Progress,
}

impl Options {
    /// The threads to use.
    pub(crate) fn threads(&self) -> usize {
        if self.threads == 0 { available_threads() } else { self.threads }
    }

    /// For an input that is gone through once and of which nothing is kept: reading it into memory that is used again
    /// costs less than mapping it, and a file that is shortened meanwhile is an error and not the end of the process.
    pub(crate) fn read_once(&mut self) {
        if self.io == Io::Auto {
            self.io = Io::Read;
        }
    }
}
