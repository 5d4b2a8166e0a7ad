//! PubTator dumps into columns.
//!
//! Data flows one way: [`io`] yields bytes, [`engine`] opens an input and cuts its text into windows at document
//! boundaries, [`scan`] finds newlines and tabs, [`formats`] parse one window into rows, and [`model`] puts the windows
//! together and answers by row. [`check`] says what is wrong with an input. Nothing here knows Python or prints.

pub mod base;
pub mod cells;
pub mod check;
pub mod columns;
pub mod engine;
pub mod excerpt;
pub mod formats;
pub mod io;
pub mod model;
pub mod offsets;
pub mod scan;
pub mod survey;
pub mod text;

pub use base::{Cancel, Cause, Code, Counted, Error, Problem, Records, Result, available_threads, guard};
