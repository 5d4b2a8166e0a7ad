//! PubTator dumps as files of other formats: Parquet, Arrow IPC and JSON Lines; and excerpts of them.
//!
//! [`convert`] takes batches from a stream and hands each to a sink, which has its columns made, encoded
//! and compressed by a crew of threads, while the stream's own threads unpack and parse what is next. Of
//! batches few are under way, so memory does not grow with the input. What is written depends neither on
//! the number of threads nor on how fast they are.

mod convert;
mod duplicate_text;
mod encodings;
mod findings;
mod ipc;
mod job;
mod json;
mod kinds;
mod parquet;
mod pool;
mod row_group;
mod select;
mod sequencer;
mod sink;

pub use convert::{Converted, convert};
pub use findings::{FindingsFile, json_lines};
pub use job::{Form, Job, members};
pub use pubfast_core::io::output::Compression;
pub use select::{Lines, Output, Selected, select};
