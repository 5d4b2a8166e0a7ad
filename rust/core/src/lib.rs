//! PubTator dumps into columns.
//!
//! Data flows one way: [`input`] yields bytes and cuts them into windows at document boundaries,
//! [`scan`] finds newlines and tabs, [`pubtator`] and [`tables`] parse one window into [`columns`], and
//! [`corpus`] and [`table_file`] put the windows together and answer by row; [`stream`] gives them one by one.
//! [`check`] says what is wrong with an input. [`output`] is where files come from that others write.
//! Nothing here knows Python or prints.

pub mod base;
pub mod cells;
pub mod check;
pub mod columns;
pub mod corpus;
pub mod detect;
pub mod excerpt;
pub mod filter;
pub mod frame;
pub mod input;
pub mod json;
pub mod offsets;
pub mod output;
pub mod pubtator;
pub mod scan;
pub mod stream;
pub mod survey;
pub mod table_file;
pub mod tables;
pub mod text;
pub mod values;

pub use base::{Cancel, Cause, Code, Counted, Error, Problem, Records, Result, available_threads, guard};
