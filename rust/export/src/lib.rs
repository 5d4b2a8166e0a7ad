//! Exports PubTator dumps: [`arrow`] makes Arrow record batches of rows, [`sinks`] writes files of other formats.

pub mod arrow;
pub mod sinks;
