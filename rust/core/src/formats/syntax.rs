//! What a kind of file has to say for itself, so that every input, container and stream can be had of it.

use super::Window;
use super::detect::Detected;
use crate::Records;
use crate::model::{MakeColumn, ParsedInput, WorkerRows};

/// A kind of file, as what its rows come together to.
pub(crate) trait Syntax: Sized + Send + 'static {
    /// What the head of an input says about the rest of it.
    type Head: Copy + Default + Send + Sync;
    /// What parses windows one after another.
    type Parser: Default + Send;
    /// What one worker writes.
    type Part: WorkerRows;
    /// What a stream keeps from batch to batch.
    type Known: Default + Send;

    /// What it is made of.
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

    /// What it has in common with all others.
    fn parsed(&self) -> &ParsedInput;
}
