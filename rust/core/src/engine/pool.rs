//! The workers that parse the windows of an input.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use crate::Result;
use crate::base::{Options, workers};
use crate::columns::{FreshPages, PagePool};
use crate::formats::{Head, Parser, Syntax, Window};
use crate::io::TextBuf;
use crate::model::worker_rows::WorkerRows;
use crate::model::{Kind, RowCounts, WindowRows};

pub(super) enum ParseTask<'t> {
    /// Parse a window, with the settings of the input's head.
    Window(Window<'t>, Head),
    /// Fault in pages that the decoder will write to.
    Pages(FreshPages<'t>),
}

/// The workers of an input, with the rows that they wrote so far.
pub(super) struct ParsePool<'o> {
    syntax: &'static dyn Syntax,
    options: &'o Options,
    workers: Vec<(Worker, Box<dyn Parser>)>,
    /// The position in the whole text at which the current input begins.
    pub input: usize,
}

impl<'o> ParsePool<'o> {
    pub fn new(syntax: &'static dyn Syntax, options: &'o Options) -> Self {
        Self { syntax, options, workers: Vec::new(), input: 0 }
    }

    /// Runs `hand` on this thread, which joins the workers when it has handed out all tasks. New workers expect equal
    /// shares of `bytes` bytes. `text` is the text of the windows, if it is in memory, and whether workers may skip
    /// windows after one with a problem.
    pub fn parse<'t>(
        &mut self,
        threads: usize,
        bytes: usize,
        text: Option<(&TextBuf, bool)>,
        hand: impl FnOnce(Sender<ParseTask<'t>>) -> Result<()>,
    ) -> Result<()> {
        let (tasks_in, tasks) = channel::<ParseTask<'t>>();
        let (tasks, idle) = (Mutex::new(tasks), Mutex::new(std::mem::take(&mut self.workers)));
        let is_stopped = AtomicBool::new(false);
        let (syntax, options, input) = (self.syntax, self.options, self.input);
        let parse = || {
            let mut own = None;
            while !is_stopped.load(Ordering::Relaxed) {
                let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
                options.cancel.check()?;
                let (window, head) = match task {
                    Ok(ParseTask::Window(window, head)) => (window, head),
                    Ok(ParseTask::Pages(pages)) => {
                        pages.populate();
                        continue;
                    }
                    Err(_) => break,
                };
                let (worker, parser) = own.get_or_insert_with(|| {
                    let idle = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
                    idle.unwrap_or_else(|| {
                        (Worker::new(syntax.kind(), bytes / threads, None), syntax.parser())
                    })
                });
                if let Some((text, _)) = text {
                    text.populate(window.base..window.base + window.text.len());
                }
                let window = Window { base: input + window.base, ..window };
                let segment = worker.parse(&mut **parser, head, &window, input);
                if let Some((text, stops)) = text {
                    if text.is_mapped() {
                        options.progress.add(window.text.len());
                    }
                    if stops && segment.counts.problems > 0 {
                        // Earlier windows are taken already, so the first problem is in one of them or here.
                        is_stopped.store(true, Ordering::Relaxed);
                    }
                }
            }
            Ok(own)
        };
        let busy = workers::run_after(|| hand(tasks_in), threads, parse)?;
        self.workers = idle.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.workers.extend(busy.into_iter().flatten());
        Ok(())
    }

    /// The rows so far.
    pub fn counts(&self) -> RowCounts {
        self.workers.iter().fold(RowCounts::default(), |mut sum, (worker, _)| {
            sum += worker.rows.counts();
            sum
        })
    }

    pub fn into_parts(mut self) -> (Vec<WorkerRows>, Vec<WindowRows>) {
        if self.workers.is_empty() {
            self.workers.push((Worker::new(self.syntax.kind(), 0, None), self.syntax.parser()));
        }
        let (mut parts, mut segments) = (Vec::new(), Vec::new());
        for (part, (worker, _)) in self.workers.into_iter().enumerate() {
            segments.extend(worker.segments.into_iter().map(|segment| WindowRows { part, ..segment }));
            parts.push(worker.rows);
        }
        (parts, segments)
    }
}

/// The rows that one thread has written.
pub(super) struct Worker {
    pub rows: WorkerRows,
    pub segments: Vec<WindowRows>,
}

impl Worker {
    /// A worker that expects `bytes` bytes.
    pub fn new(kind: Kind, bytes: usize, memory: Option<&Arc<PagePool>>) -> Self {
        let mut rows = WorkerRows::new(kind);
        rows.reserve(bytes, memory);
        Self { rows, segments: Vec::new() }
    }

    /// Parses a window of an input that begins at position `input` of the whole text.
    pub fn parse(
        &mut self,
        parser: &mut dyn Parser,
        head: Head,
        window: &Window<'_>,
        input: usize,
    ) -> WindowRows {
        let local = self.rows.counts();
        let line = parser.parse(head, window, &mut self.rows);
        let counts = self.rows.counts() - local;
        let segment = WindowRows { part: 0, local, first: local, counts, base: window.base, input, line };
        self.segments.push(segment);
        segment
    }
}
