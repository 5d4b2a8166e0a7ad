//! PubTator dumps for others: [`arrow`] makes Arrow record batches of rows, [`sinks`] write files of other formats.

pub mod arrow;
pub mod sinks;
