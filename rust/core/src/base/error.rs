//! Errors that stop the work. A line that cannot be read is a [`Problem`](crate::Problem), not an error.

use std::{fmt, io};

use crate::{Counted, ProblemCode};

pub type Result<T> = std::result::Result<T, Error>;

/// The error that stopped the work. Every variant about an input names the input.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system could not open or read the input: it is missing, a directory or not permitted, or a read failed.
    #[error("{path}: {source}")]
    Io {
        /// The input as the caller named it.
        path: String,
        /// The system's error.
        source: io::Error,
    },
    /// The input has a format that the called function does not read.
    #[error("{path}: {message}")]
    Format {
        /// The input as the caller named it.
        path: String,
        /// A sentence that names the format of the input and the function that reads it.
        message: String,
    },
    /// The text ends early: its container is corrupt or truncated, or a read failed.
    #[error("{path}: {cause}; complete are the first {byte} bytes of the text with {complete}")]
    Fault {
        /// The input as the caller named it.
        path: String,
        #[source]
        cause: Cause,
        /// Bytes of the text up to the last complete document or row.
        byte: u64,
        /// The records that were read completely.
        complete: Records,
    },
    /// The file was written to, or changed its size, while it was being read.
    #[error(
        "{path}: the file {} while it was being read; read it again when it is complete, or copy it first",
        changed(*before, *after)
    )]
    Changed {
        /// The input as the caller named it.
        path: String,
        /// Bytes when it was opened.
        before: u64,
        /// Bytes when it had been read.
        after: u64,
    },
    /// One record is larger than the caller allows.
    #[error("{path}: the record at byte {byte} is larger than max_record_bytes={most}")]
    RecordTooLarge {
        /// The input as the caller named it.
        path: String,
        /// The byte at which the record begins.
        byte: u64,
        /// The most bytes that a record may have.
        most: usize,
    },
    /// The first problem of the input, for a caller that asked to stop there.
    #[error("{path}:{line}: {message} [{code}, byte {byte}]")]
    Problem {
        /// The input as the caller named it.
        path: String,
        /// Line, counted from 1.
        line: u64,
        /// Byte of the uncompressed input.
        byte: u64,
        code: ProblemCode,
        /// A sentence that says what is wrong with the line.
        message: String,
    },
    /// An output cannot be written, or writing it is refused.
    #[error("{path}: {}", message.clone().unwrap_or_else(|| source.to_string()))]
    Output {
        /// The destination as the caller named it.
        path: String,
        /// The system's error, or the equivalent one for a refusal.
        source: io::Error,
        /// A plainer sentence for it, if there is one.
        message: Option<String>,
    },
    /// The request cannot be fulfilled: arguments conflict, or a document cannot be written.
    #[error("{message}")]
    Choice {
        /// A sentence that names the arguments or the document.
        message: String,
    },
    /// The caller asked for a column that does not exist.
    #[error("there is no column {name:?}; the columns are {}", known.join(", "))]
    NoColumn {
        /// The column that the caller asked for.
        name: String,
        /// The existing columns.
        known: Vec<String>,
    },
    /// The caller asked to stop.
    #[error("interrupted")]
    Interrupted,
    /// Memory for `bytes` more bytes could not be allocated.
    #[error("there is no memory for {}", amount(*bytes))]
    Memory {
        /// The number of bytes asked for, 0 if it is not known.
        bytes: usize,
    },
    /// The system gives no more threads.
    #[error("the system gives no more threads")]
    Threads,
    /// A bug in pubfast: a thread panicked.
    #[error("a bug in pubfast, please report it: {message}")]
    Panic {
        /// The panic's message, and its position in the source.
        message: String,
    },
}

/// The number of records of an input: documents of block text, or rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Records {
    Documents(u64),
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

/// The reason why a text ended early.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// The container is corrupt.
    #[error("{0}")]
    Corrupt(String),
    /// The input could not be read further.
    #[error("a read failed: {0}")]
    Io(#[source] io::Error),
}

/// The words for an amount of memory.
fn amount(bytes: usize) -> String {
    if bytes == 0 { "the input".into() } else { format!("{bytes} more bytes") }
}

/// Describes a change of a file, with its sizes in bytes if they differ.
fn changed(before: u64, after: u64) -> String {
    match before == after {
        true => "was changed".into(),
        false => format!("changed from {before} to {after} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_the_input_and_what_to_do() {
        let path = || "dump".to_owned();
        let source = || io::Error::from_raw_os_error(2);
        let told = |error: Error| error.to_string();
        let changed = |after| told(Error::Changed { path: path(), before: 7, after });
        assert_eq!(
            [changed(7), changed(9)],
            [
                "dump: the file was changed while it was being read; read it again when it is complete, or \
                 copy it first",
                "dump: the file changed from 7 to 9 bytes while it was being read; read it again when it is \
                 complete, or copy it first",
            ]
        );
        let output = |message| told(Error::Output { path: path(), source: source(), message });
        assert_eq!(output(Some("full".into())), "dump: full");
        assert_eq!(output(None), told(Error::Io { path: path(), source: source() }));
        let fault = |cause| Error::Fault { path: path(), cause, byte: 7, complete: Records::Rows(1) };
        assert_eq!(
            told(fault(Cause::Io(io::Error::other("gone")))),
            "dump: a read failed: gone; complete are the first 7 bytes of the text with 1 row"
        );
        let column = Error::NoColumn { name: "a\n".into(), known: vec!["b".into(), "c".into()] };
        assert_eq!(told(column), r#"there is no column "a\n"; the columns are b, c"#);
    }
}
