//! The interface that a file format implements to be readable from any input, container or stream.

use super::Window;
use super::table::Shape;
use crate::model::Kind;
use crate::model::worker_rows::WorkerRows;

/// A file format. It is called once per window or cut; the work for each row is behind [`Parser::parse`].
pub(crate) trait Syntax: Sync {
    /// The kind of input that it parses.
    fn kind(&self) -> Kind;

    /// Reads the head of an input as far as `text[begin..]` has it. Returns its end, and whether it may continue in the
    /// text that follows.
    fn head(&self, text: &[u8], begin: usize, head: &mut Head) -> (usize, bool);

    /// The first legal cut at or after `target`. The first line begins at `begin`.
    fn cut_before(&self, text: &[u8], begin: usize, target: usize) -> usize;

    /// The last legal cut in the beginning of a text, valid whatever follows.
    fn last_cut(&self, text: &[u8], begin: usize) -> Option<usize>;

    /// A parser for one thread.
    fn parser(&self) -> Box<dyn Parser>;
}

/// Parses windows one after another, reusing its memory.
pub(crate) trait Parser: Send {
    /// Appends a window's rows; returns the number of its lines.
    fn parse(&mut self, head: Head, window: &Window<'_>, rows: &mut WorkerRows) -> usize;
}

/// Settings that the head of an input decides for all its windows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Head {
    /// The columns of a table.
    pub shape: Shape,
}
