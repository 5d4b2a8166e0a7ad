//! The interface that a file format implements to be readable from any input, container or stream.

use super::Window;
use super::detect::Detected;
use crate::Records;
use crate::model::{MakeColumn, ParsedInput, WorkerRows};

/// A file format, implemented by the data that its rows are assembled to.
pub(crate) trait Syntax: Sized + Send + 'static {
    /// Settings that the head of an input decides for all its windows.
    type Head: Copy + Default + Send + Sync;
    /// Parses windows one after another.
    type Parser: Default + Send;
    /// The rows that one worker writes.
    type Part: WorkerRows;
    /// The state that a stream keeps from batch to batch.
    type Known: Default + Send;

    /// The records that an input is counted in.
    const RECORDS: fn(u64) -> Records;

    /// The columns by name, and what makes each so that it is there when it is asked for.
    const COLUMNS: &[(&str, MakeColumn<Self>)];

    /// Fails with a sentence if another function reads this.
    fn require(detected: Detected) -> std::result::Result<(), String>;

    /// Reads the head of an input as far as `text[begin..]` has it; returns where it ends, and whether it may
    /// go on in what follows the text.
    fn head(text: &[u8], begin: usize, head: &mut Self::Head) -> (usize, bool);

    /// The first legal cut at or after `target`. The first line begins at `begin`.
    fn cut_before(text: &[u8], begin: usize, target: usize) -> usize;

    /// The last legal cut of the beginning of a text, whatever follows it.
    fn last_cut(text: &[u8], begin: usize) -> Option<usize>;

    /// Appends a window's rows to `part`; returns the number of its lines.
    fn parse(
        parser: &mut Self::Parser,
        head: Self::Head,
        window: &Window<'_>,
        part: &mut Self::Part,
    ) -> usize;

    /// Puts the workers' parts together.
    fn assemble(parts: Vec<Self::Part>, parsed: ParsedInput, known: &mut Self::Known) -> Self;

    /// The part that all parsed inputs have in common.
    fn parsed(&self) -> &ParsedInput;
}
