//! PubTator dumps as files of other formats: Parquet, Arrow IPC and JSON Lines; and excerpts of them.
//!
//! [`convert`] takes batches from a stream and hands each to a sink, which has its columns made, encoded
//! and compressed by a crew of threads, while the stream's own threads unpack and parse what is next. Of
//! batches few are under way, so memory does not grow with the input. What is written depends neither on
//! the number of threads nor on how fast they are.

mod convert;
mod crew;
mod dump;
mod encodings;
mod extract;
mod findings;
mod in_order;
mod ipc;
mod json;
mod parquet;
mod plan;
mod repeats;
mod row_group;
mod sink;

pub use convert::{Converted, convert};
pub use extract::{Extracted, Lines, Output, extract};
pub use findings::{FindingsFile, json_lines};
pub use plan::{Form, Plan, members};
pub use pubfast_core::io::output::Compression;
