//! What is wrong with an input, in one pass and in bounded memory.
//!
//! What a batch says by itself is found in the thread that parsed it, as `BatchFinding` rows of a few bytes. Whoever takes
//! the batches puts them together in the order of the input: there is found what needs to know all that came
//! before (ids that repeat, the line end of the first line, rows of one PMID that a cut has parted). Only what
//! is listed becomes a [`Finding`] with its sentence; the rest is counted.

mod batch_findings;
mod block_text;
mod code;
mod duplicate_annotations;
mod duplicate_rows;
mod entities;
mod finding;
mod fingerprint;
mod lines;
mod pass;
mod rare_bytes;
mod relation_arguments;
mod seen_ids;
mod span_message;
mod tables;
mod text;

pub use code::{Code, Codes, Severity};
pub use finding::Finding;
pub use pass::{CheckPlan, Checking, FindingCounts, check};

use batch_findings::{BatchFinding, BatchFindings};
