//! Targets for fuzzing: each takes any bytes, and panics where something is not as it has to be.
//!
//! The slow twins of the tests define the right answers; both share them. Whatever a target does besides
//! (windows, batches, threads, damage) follows from the bytes, so that one input is always one case.

pub mod knobs;
pub mod mutate;
pub mod seeds;
#[path = "../../rust/support/mod.rs"]
pub mod support;
pub mod targets;

pub use targets::{TARGETS, Target};
