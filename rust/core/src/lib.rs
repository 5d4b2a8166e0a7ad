//! Reads PubTator dumps into columns.
//!
//! Data flows one way: [`io`] yields bytes, [`engine`] opens an input and cuts its text into windows at document
//! boundaries, [`scan`] finds newlines and tabs, [`formats`] parse one window into rows, and [`model`] assembles the
//! windows and answers by row. [`analysis`] interprets the cells of rows, and [`ops`] process a whole input. Nothing
//! here knows Python or prints.

pub mod analysis;
pub mod base;
pub mod columns;
pub mod engine;
pub mod formats;
pub mod io;
pub mod model;
pub mod ops;
pub mod scan;
pub mod text;

pub use base::{
    Cancel, Cause, Counted, Error, Problem, ProblemCode, Records, Result, available_threads, guard,
};
