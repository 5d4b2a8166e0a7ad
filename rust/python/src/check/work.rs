//! The steps of a check, and the findings they keep.

use std::time::{Duration, Instant};

use pubfast_core::ops::check::{CheckPass, Code, Finding};
use pubfast_core::{Error, Result};
use pubfast_export::sinks::{FindingsFile, json_lines};

/// The shortest duration of a step, unless it reaches [`LINES`].
const PROGRESS_INTERVAL: Duration = Duration::from_millis(200);

/// The number of bytes of output lines that ends a step.
const LINES: usize = 1 << 20;

/// The state of a running check.
pub struct Work {
    pub pass: CheckPass,
    /// The first findings of each code.
    pub kept: Vec<Finding>,
    keep: u64,
    counts: [u64; Code::ALL.len()],
    has_lines: bool,
    file: Option<FindingsFile>,
    is_done: bool,
}

impl Work {
    pub fn new(pass: CheckPass, keep: u64, has_lines: bool, file: Option<FindingsFile>) -> Self {
        let (kept, counts) = (Vec::new(), [0; Code::ALL.len()]);
        Self { pass, kept, keep, counts, has_lines, file, is_done: false }
    }

    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// Checks some more of the input; returns the findings as lines of JSON, if lines are wanted.
    pub fn step(&mut self) -> Result<Vec<u8>> {
        let begin = Instant::now();
        let mut lines = Vec::new();
        while begin.elapsed() < PROGRESS_INTERVAL && lines.len() < LINES {
            match self.pass.next() {
                Some(Ok(findings)) => self.take(findings, &mut lines)?,
                Some(Err(fault)) => {
                    self.is_done = true;
                    // The findings before a fault of the input are valid.
                    if matches!(
                        fault,
                        Error::Fault { .. } | Error::Changed { .. } | Error::RecordTooLarge { .. }
                    ) {
                        self.finish()?;
                    }
                    return Err(fault);
                }
                None => {
                    self.is_done = true;
                    self.finish()?;
                    break;
                }
            }
        }
        Ok(lines)
    }

    fn finish(&mut self) -> Result<()> {
        self.file.take().map_or(Ok(()), FindingsFile::finish)
    }

    fn take(&mut self, findings: Vec<Finding>, lines: &mut Vec<u8>) -> Result<()> {
        if let Some(file) = &mut self.file {
            file.write(&findings)?;
        }
        if self.has_lines {
            json_lines(&findings, lines);
        }
        for finding in findings {
            let count = &mut self.counts[finding.code as usize];
            *count += 1;
            if *count <= self.keep {
                self.kept.push(finding);
            }
        }
        Ok(())
    }
}
