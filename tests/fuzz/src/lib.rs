//! Targets for fuzzing: each takes any bytes, and panics where something is not as it has to be.
//!
//! What is right is said by the slow twins of the tests, which are shared with them. Whatever a target does besides
//! (windows, batches, threads, damage) follows from the bytes, so that one input is always one case.

pub mod knobs;
pub mod mutate;
pub mod seeds;
#[path = "../../rust/support/mod.rs"]
pub mod support;
pub mod targets;

pub use targets::{TARGETS, Target};
