//! Finds what is wrong with an input, in one pass and in bounded memory.
//!
//! The thread that parsed a batch makes the findings that need only that batch, as `BatchFinding` rows of a few bytes.
//! The thread that takes the batches puts them together in the order of the input, and makes the findings that need
//! earlier batches: repeated ids, the line end of the first line, rows of one PMID on both sides of a cut. Only a
//! listed finding becomes a [`Finding`] with its sentence; the others are counted.

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
pub use pass::{CheckPass, CheckPlan, FindingCounts, check};

use batch_findings::{BatchFinding, BatchFindings};
