//! What a batch says by itself.

use super::duplicate_rows::EdgeRuns;
use super::lines::LineEndings;
use super::seen_ids::DocumentId;
use super::{Code, Codes};
use crate::Problem;

/// A finding in a batch: where it is, and the little that its sentence cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct BatchFinding {
    /// Byte of the batch's text.
    pub byte: u32,
    /// What is found.
    pub code: Code,
    /// The row of its table that it is about, where it is about one.
    pub row: u32,
    /// What else there is to know: by code.
    pub detail: (i32, i32),
}

impl BatchFinding {
    /// A finding that needs no more than its place.
    pub fn at(byte: usize, code: Code) -> Self {
        Self { byte: byte as u32, code, row: 0, detail: (0, 0) }
    }

    /// A finding about a row.
    pub fn of_row(byte: usize, code: Code, row: usize, detail: (i32, i32)) -> Self {
        Self { byte: byte as u32, code, row: row as u32, detail }
    }
}

/// What there is to know of a batch before it is put in its place.
#[derive(Default)]
pub(crate) struct BatchFindings {
    /// What was found, by byte and code.
    pub found: Vec<BatchFinding>,
    /// How its lines end.
    pub ends: LineEndings,
    /// The ids of its documents, if repeated ones are wanted.
    pub ids: Vec<DocumentId>,
    /// Of a table, the rows of its first and of its last PMID.
    pub runs: EdgeRuns,
}

/// The problems that are wanted; so many bytes of the input come before the text.
pub(crate) fn problems(problems: &[Problem], before: usize, wanted: Codes, found: &mut Vec<BatchFinding>) {
    let all = problems.iter().map(|problem| (problem.byte as usize - before, Code::from(problem.code)));
    found.extend(all.filter(|&(_, code)| wanted.has(code)).map(|(byte, code)| BatchFinding::at(byte, code)));
}

/// The lines that have a NUL.
pub(super) fn nul_bytes(nuls: &[usize], found: &mut Vec<BatchFinding>) {
    found.extend(nuls.iter().map(|&byte| BatchFinding::at(byte, Code::NulByte)));
}
