//! Writes PubTator dumps as Parquet, Arrow IPC and JSON Lines, and selections of their records.
//!
//! [`convert`] takes batches from a stream and hands each to a sink. The same threads make, encode and compress its
//! columns and decompress and parse the next batches. The number of batches in progress is limited, so memory does not
//! grow with the input. The output depends neither on the number of threads nor on their speed.

mod convert;
mod duplicate_text;
mod encodings;
mod findings;
mod ipc;
mod job;
mod json;
mod parquet;
mod row_group;
mod select;
mod sequencer;
mod sink;

pub use convert::{Converted, convert};
pub use findings::{FindingsFile, json_lines};
pub use job::{Form, Job, members};
pub use pubfast_core::io::output::Compression;
pub use select::{Lines, Output, Selected, select};
