//! A parsed text: the index of its windows' rows, and its problems.

use std::sync::Arc;

use memchr::{memchr, memrchr};

use super::{InvalidUtf8, WindowIndex};
use crate::base::OnProblem;
use crate::io::TextBuf;
use crate::text::{mark, strip};
use crate::{Error, Problem, Result};

/// A parsed text, with the index of its rows and its problems.
#[derive(Debug)]
pub(crate) struct ParsedInput {
    /// The input as the caller named it; none for rows made in memory.
    pub path: Option<String>,
    pub text: Arc<TextBuf>,
    pub layout: WindowIndex,
    /// Ordered by line, byte and code.
    pub problems: Vec<Problem>,
    /// Known even if problems are discarded.
    pub invalid: InvalidUtf8,
}

impl ParsedInput {
    /// The sentence for a problem. Its line is looked up in the text.
    pub fn message(&self, problem: &Problem) -> String {
        let before = self.layout.origin.bytes;
        let byte = problem.byte as usize - before;
        let begin = memrchr(b'\n', &self.text[..byte]).map_or(0, |newline| newline + 1);
        let end = memchr(b'\n', &self.text[byte..]).map_or(self.text.len(), |newline| byte + newline + 1);
        let line = strip(&self.text[begin..end]);
        let begin = if before + begin == 0 { mark(line) } else { 0 };
        problem.code.message(&line[begin..])
    }

    /// Treats the problems as the caller wants.
    pub fn treat_problems(&mut self, what: OnProblem) -> Result<()> {
        match (what, self.problems.first()) {
            (OnProblem::Raise, Some(problem)) => {
                let Problem { line, byte, code } = *problem;
                let (path, message) = (self.path.clone().unwrap_or_default(), self.message(problem));
                Err(Error::Problem { path, line, byte, code, message })
            }
            (OnProblem::Ignore, _) => {
                self.problems = Vec::new();
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
