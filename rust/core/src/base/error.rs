//! What stops the work. A line that cannot be read is no error but a [`Problem`](crate::Problem).

use std::{fmt, io};

use crate::{Code, Counted};

/// The result of anything that can stop.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the work stopped. Every variant about an input names it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused: missing, a directory, no permission, a read that failed.
    Io {
        /// The input as the caller named it.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The input is not what this reader reads.
    Format {
        /// The input as the caller named it.
        path: String,
        /// What it looks like, and what reads it.
        message: String,
    },
    /// The text stops before its end: what holds it is corrupt or cut short, or a read failed.
    Fault {
        /// The input as the caller named it.
        path: String,
        /// What stopped it.
        cause: Cause,
        /// Bytes of the text up to the last complete document or row.
        byte: u64,
        /// What is complete.
        complete: Records,
    },
    /// The file was written to, or changed its size, while it was being read.
    Changed {
        /// The input as the caller named it.
        path: String,
        /// Bytes when it was opened.
        before: u64,
        /// Bytes when it had been read.
        after: u64,
    },
    /// One record is larger than a window can be.
    RecordTooLarge {
        /// The input as the caller named it.
        path: String,
        /// Where the record begins.
        byte: u64,
    },
    /// A problem, where the caller asked to stop at the first.
    Problem {
        /// The input as the caller named it.
        path: String,
        /// Line, counted from 1.
        line: u64,
        /// Byte of the uncompressed input.
        byte: u64,
        /// Which problem.
        code: Code,
        /// What is wrong with the line.
        message: String,
    },
    /// An output cannot be written, or may not be.
    Output {
        /// The destination as the caller named it.
        path: String,
        /// What the system said, or would say.
        source: io::Error,
        /// The same in better words, if there are any.
        message: Option<String>,
    },
    /// The caller asks for something that does not go together.
    Choice {
        /// What does not, and what does.
        message: String,
    },
    /// There is no such column.
    NoColumn {
        /// What the caller asked for.
        name: String,
        /// The columns that there are.
        known: Vec<&'static str>,
    },
    /// The caller asked to stop.
    Interrupted,
    /// There is no memory for so many bytes.
    Memory {
        /// How many more were asked for.
        bytes: usize,
    },
    /// The system gives no more threads.
    Threads,
    /// A bug in pubfast: a thread panicked.
    Panic {
        /// What the thread said, and where.
        message: String,
    },
}

/// How many of the things that an input is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Records {
    /// Of block text.
    Documents(u64),
    /// Of a table.
    Rows(u64),
}

impl fmt::Display for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Documents(count) => Counted(*count, "documents").fmt(f),
            Self::Rows(count) => Counted(*count, "rows").fmt(f),
        }
    }
}

/// What stopped a text before its end.
#[derive(Debug)]
pub enum Cause {
    /// What holds it is no longer what it was.
    Corrupt(String),
    /// The input could not be read further.
    Io(io::Error),
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Corrupt(message) => f.write_str(message),
            Self::Io(error) => write!(f, "a read failed: {error}"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, source } => write!(f, "{path}: {source}"),
            Self::Format { path, message } => write!(f, "{path}: {message}"),
            Self::Fault { path, cause, byte, complete } => {
                write!(f, "{path}: {cause}; complete are the first {byte} bytes of the text with {complete}")
            }
            Self::Changed { path, before, after } if before == after => write!(
                f,
                "{path}: the file was changed while it was being read; read it again when it is complete, \
                 or copy it first"
            ),
            Self::Changed { path, before, after } => write!(
                f,
                "{path}: the file changed from {before} to {after} bytes while it was being read; \
                 read it again when it is complete, or copy it first"
            ),
            Self::RecordTooLarge { path, byte } => {
                write!(f, "{path}: the record at byte {byte} is larger than 2 GiB, which no window can hold")
            }
            Self::Problem { path, line, byte, code, message } => {
                write!(f, "{path}:{line}: {message} [{code}, byte {byte}]")
            }
            Self::Output { path, message: Some(message), .. } => write!(f, "{path}: {message}"),
            Self::Output { path, source, message: None } => write!(f, "{path}: {source}"),
            Self::Choice { message } => f.write_str(message),
            Self::NoColumn { name, known } => {
                write!(f, "there is no column {name:?}; the columns are {}", known.join(", "))
            }
            Self::Interrupted => f.write_str("interrupted"),
            Self::Memory { bytes } => write!(f, "there is no memory for {bytes} more bytes"),
            Self::Threads => f.write_str("the system gives no more threads"),
            Self::Panic { message } => write!(f, "a bug in pubfast, please report it: {message}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. }
            | Self::Output { source, .. }
            | Self::Fault { cause: Cause::Io(source), .. } => Some(source),
            _ => None,
        }
    }
}
