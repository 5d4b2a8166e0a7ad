//! The foundation: errors, problems, options, cancellation, progress and threads. Depends on no other module.

mod cancel;
mod counted;
mod error;
mod executor;
mod limits;
pub mod memory;
mod options;
mod problem;
mod progress;
pub mod share;
pub(crate) mod workers;

pub use cancel::Cancel;
pub use counted::Counted;
pub use error::{Cause, Error, Records, Result};
pub(crate) use executor::Work;
pub use executor::{Executor, JobQueue, Permit};
pub use limits::MAX_RECORD_BYTES;
pub(crate) use limits::MAX_WINDOW;
pub use options::{Io, OnProblem, Options};
pub(crate) use problem::excerpt;
pub use problem::{Problem, ProblemCode};
pub use progress::Progress;
pub use workers::{available_threads, guard};
