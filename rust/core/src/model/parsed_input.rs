//! A parsed text: the index of its windows' rows, and its problems.

use std::sync::Arc;

use memchr::{memchr, memrchr};

use super::{Inputs, InvalidUtf8, WindowIndex};
use crate::base::OnProblem;
use crate::io::Text;
use crate::text::{mark, strip};
use crate::{Error, Problem, Result};

/// A parsed text, with the index of its rows and its problems.
#[derive(Debug)]
pub(crate) struct ParsedInput {
    pub inputs: Inputs,
    /// The texts of the inputs, a buffer for each.
    pub text: Arc<Text>,
    pub layout: WindowIndex,
    /// Ordered by input, line, byte and code.
    pub problems: Vec<Problem>,
    /// Known even if problems are discarded.
    pub invalid: InvalidUtf8,
}

impl ParsedInput {
    /// The byte of its input at which a position in the text lies that belongs to a record.
    #[inline]
    pub fn byte(&self, record: usize, position: usize) -> usize {
        let input = self.inputs.of_record(record).map_or(0, |input| input.begin);
        self.layout.origin.bytes + position - input
    }

    /// The position in the text of problem number `at`.
    pub fn position(&self, at: usize) -> usize {
        let input = self.inputs.of_problem(at).map_or(0, |input| input.begin);
        input + self.problems[at].byte as usize - self.layout.origin.bytes
    }

    /// The sentence for problem number `at`. Its line is looked up in the text.
    pub fn message(&self, at: usize) -> String {
        let position = self.position(at);
        let (buffer, bytes) = self.text.bytes().buffer_at(position);
        let byte = position - buffer;
        let begin = memrchr(b'\n', &bytes[..byte]).map_or(0, |newline| newline + 1);
        let end = memchr(b'\n', &bytes[byte..]).map_or(bytes.len(), |newline| byte + newline + 1);
        let line = strip(&bytes[begin..end]);
        let begin = if self.layout.origin.bytes + begin == 0 { mark(line) } else { 0 };
        self.problems[at].code.message(&line[begin..])
    }

    /// Treats the problems as the caller wants.
    pub fn treat_problems(&mut self, what: OnProblem) -> Result<()> {
        match (what, self.problems.first()) {
            (OnProblem::Raise, Some(&Problem { line, byte, code })) => {
                let path = self.inputs.name_of_problem(0).to_owned();
                Err(Error::Problem { path, line, byte, code, message: self.message(0) })
            }
            (OnProblem::Ignore, _) => {
                self.problems = Vec::new();
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
