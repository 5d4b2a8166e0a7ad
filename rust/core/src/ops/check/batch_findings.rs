//! Findings that need only one batch.

use super::duplicate_rows::EdgeRuns;
use super::lines::LineEndings;
use super::seen_ids::DocumentId;
use super::{Code, Codes};
use crate::Problem;

/// A finding in a batch: its position, and the numbers that its sentence needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct BatchFinding {
    /// Offset in the batch's text.
    pub byte: u32,
    pub code: Code,
    /// The row of its table, if it is about a row.
    pub row: u32,
    /// Numbers for the sentence, which depend on the code.
    pub detail: (i32, i32),
}

impl BatchFinding {
    /// A finding that needs only its position.
    pub fn at(byte: usize, code: Code) -> Self {
        Self { byte: byte as u32, code, row: 0, detail: (0, 0) }
    }

    /// A finding about a row.
    pub fn of_row(byte: usize, code: Code, row: usize, detail: (i32, i32)) -> Self {
        Self { byte: byte as u32, code, row: row as u32, detail }
    }
}

/// The findings of one batch, before its position in the input is known.
#[derive(Default)]
pub(crate) struct BatchFindings {
    /// The findings, by byte and code.
    pub found: Vec<BatchFinding>,
    pub ends: LineEndings,
    /// The ids of its documents, if repeated ids are wanted.
    pub ids: Vec<DocumentId>,
    /// For a table, the rows of its first and of its last PMID.
    pub runs: EdgeRuns,
}

/// Adds the wanted problems; `before` bytes of the input come before the text.
pub(crate) fn problems(problems: &[Problem], before: usize, wanted: Codes, found: &mut Vec<BatchFinding>) {
    let all = problems.iter().map(|problem| (problem.byte as usize - before, Code::from(problem.code)));
    found.extend(all.filter(|&(_, code)| wanted.has(code)).map(|(byte, code)| BatchFinding::at(byte, code)));
}

/// Adds the lines that have a NUL.
pub(super) fn nul_bytes(nuls: &[usize], found: &mut Vec<BatchFinding>) {
    found.extend(nuls.iter().map(|&byte| BatchFinding::at(byte, Code::NulByte)));
}
