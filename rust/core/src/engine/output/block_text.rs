//! Writes documents to one output of block text: their source bytes where they have any, compressed by several threads.

use std::io::Write;
use std::ops::Range;

use super::chunks::ChunkedOutput;
use crate::base::Progress;
use crate::formats::block_text::cut::is_join;
use crate::formats::block_text::write::{self, Refusal};
use crate::formats::block_text::{Separator, line_end};
use crate::io::output::Compression;
use crate::model::{Dataset, Rows, TableId};
use crate::text::{is_blank, strip};
use crate::{Cancel, Error, Result};

/// Writes documents one after another. The output depends neither on the number of threads nor on how the documents are
/// divided among calls.
pub struct BlockTextWriter {
    output: ChunkedOutput,
    /// The lines between the output so far and the next document.
    before: Separator,
    documents: u64,
    /// The last input that was copied as a whole, if nothing was written after it.
    last: Option<CopiedInput>,
    /// True if a document was written only in part, so that nothing can follow it.
    is_broken: bool,
}

/// The end of an input that was copied as a whole.
struct CopiedInput {
    path: Option<String>,
    /// One past its last byte, counted in the input that it may be a part of.
    end: usize,
    last_line: Vec<u8>,
}

impl BlockTextWriter {
    /// Writes to `target`, which is called `name` in errors.
    pub fn new(
        target: Box<dyn Write + Send>,
        name: &str,
        compression: Compression,
        threads: usize,
        progress: Progress,
    ) -> Result<Self> {
        let output = ChunkedOutput::new(target, name, compression, threads, progress)?;
        Ok(Self { output, before: Separator::default(), documents: 0, last: None, is_broken: false })
    }

    #[must_use]
    pub fn with_chunks_of(mut self, bytes: usize) -> Self {
        self.output.size = bytes.max(1);
        self
    }

    pub fn documents(&self) -> u64 {
        self.documents
    }

    pub fn bytes(&self) -> u64 {
        self.output.bytes()
    }

    /// True if enough text is pending to be written.
    pub fn is_full(&self) -> bool {
        self.output.is_full()
    }

    /// Writes the pending chunks that are full.
    pub fn settle(&mut self, cancel: &Cancel) -> Result<()> {
        self.whole_or_broken(|this| this.output.flush(false, cancel))
    }

    /// Writes the pending text, and the bytes that end the output.
    pub fn finish(&mut self, cancel: &Cancel) -> Result<()> {
        self.whole_or_broken(|this| this.output.finish(cancel))
    }

    /// Runs `work`. If it fails, the output counts as broken and later calls are refused.
    fn whole_or_broken<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if std::mem::replace(&mut self.is_broken, true) {
            let message =
                "a document was written in part before, and nothing can follow it: begin anew".into();
            return Err(Error::Choice { message });
        }
        let done = work(self)?;
        self.is_broken = false;
        Ok(done)
    }

    fn wrote(&mut self, before: Separator, documents: usize) {
        self.before = before;
        self.documents += documents as u64;
        self.last = None;
    }

    /// Writes a whole input. It is copied byte for byte if it is the first, or continues where the last one ended.
    /// Otherwise it is copied from its first document on, because comments and a byte-order mark are only at the head
    /// of a file.
    pub fn whole(&mut self, corpus: &Dataset, cancel: &Cancel) -> Result<()> {
        let all = corpus.len(TableId::Documents);
        if corpus.path().is_none() {
            return self.rows(corpus, &Rows::Range(0..all), cancel);
        }
        let text = corpus.text().whole();
        let (path, begin) = (corpus.path().map(str::to_owned), corpus.origin().bytes);
        let follows = |last: &CopiedInput| {
            last.path == path && last.end == begin && is_join(&last.last_line, first_line(text))
        };
        let is_first = self.output.given() == 0 && begin == 0;
        // Documents converted from JSON were not at the head of a file before.
        if is_first && all > 0 && corpus.document(0).byte_start == 0 {
            write::opening(text).map_err(|refusal| refused(self.documents, &refusal))?;
        }
        if !is_first && !self.last.as_ref().is_some_and(follows) {
            if all == 0 {
                return Ok(());
            }
            let lines = &text[corpus.document(0).byte_start - begin..];
            let opening = self.before.opening(lines).map_err(|refusal| refused(self.documents, &refusal))?;
            let mut parts = opening.into_iter().chain([lines]);
            self.whole_or_broken(|this| parts.try_for_each(|part| this.output.text(part, cancel)))?;
        } else {
            self.whole_or_broken(|this| this.output.text(text, cancel))?;
        }
        if text.is_empty() {
            return Ok(());
        }
        let last_line = last_line(text);
        let before = Separator { between: after(text, last_line), is_head: self.before.is_head && all == 0 };
        self.wrote(before, all);
        self.last = Some(CopiedInput { path, end: begin + text.len(), last_line: last_line.to_vec() });
        Ok(())
    }

    /// Writes the documents of `rows`. A small selection stays pending until there is more: see
    /// [`BlockTextWriter::is_full`].
    pub fn rows(&mut self, corpus: &Dataset, rows: &Rows, cancel: &Cancel) -> Result<()> {
        let append = |at: usize, before: Separator, text: &mut Vec<u8>| {
            corpus.write_document(rows.at(at), before, text)
        };
        let bytes = |at: usize| {
            let document = corpus.document(rows.at(at));
            document.byte_end.saturating_sub(document.byte_start)
        };
        self.selection(rows.len(), corpus, bytes, append, cancel)
    }

    /// Writes the documents of the annotations `rows`, each with its text and these annotations, in file order.
    pub fn annotations(&mut self, corpus: &Dataset, rows: &Rows, cancel: &Cancel) -> Result<()> {
        let mut sorted: Vec<usize> = rows.iter().collect();
        if !sorted.is_sorted() {
            sorted.sort_unstable();
        }
        sorted.dedup();
        let mut excerpts: Vec<(usize, Range<usize>)> = Vec::new();
        let mut begin = 0;
        while begin < sorted.len() {
            if excerpts.len().is_multiple_of(1 << 12) {
                cancel.check()?;
            }
            // Most often it is the next document.
            let next = excerpts.last().map_or(0, |(document, _)| document + 1);
            let is_in = |document: usize| {
                document < corpus.len(TableId::Documents)
                    && corpus.document(document).annotations.contains(&sorted[begin])
            };
            let document =
                if is_in(next) { next } else { corpus.document_of(TableId::Annotations, sorted[begin]) };
            let Some(end) = (document < corpus.len(TableId::Documents))
                .then(|| corpus.document(document).annotations.end)
            else {
                break;
            };
            let after = begin + sorted[begin..].partition_point(|&row| row < end);
            excerpts.push((document, begin..after));
            begin = after;
        }
        let append = |at: usize, before: Separator, text: &mut Vec<u8>| {
            let (document, places) = &excerpts[at];
            corpus.write_excerpt(*document, sorted[places.clone()].iter().copied(), before, text)
        };
        let bytes = |at: usize| {
            let document = corpus.document(excerpts[at].0);
            document.byte_end.saturating_sub(document.byte_start)
        };
        self.selection(excerpts.len(), corpus, bytes, append, cancel)
    }

    /// Writes `count` documents; `bytes` gives the size of each, and `append` writes it.
    fn selection(
        &mut self,
        count: usize,
        corpus: &Dataset,
        bytes: impl Fn(usize) -> usize,
        append: impl Fn(usize, Separator, &mut Vec<u8>) -> std::result::Result<Separator, Refusal> + Sync,
        cancel: &Cancel,
    ) -> Result<()> {
        let first = self.documents;
        let append = |at: usize, before: Separator, text: &mut Vec<u8>| {
            append(at, before, text).map_err(|refusal| refused(first + at as u64, &refusal))
        };
        let mut sum = 0;
        let is_small = (0..count).all(|at| {
            sum += bytes(at);
            sum < self.output.size
        });
        if is_small {
            for at in 0..count {
                let before = self.before;
                let before = self.output.append(|text| append(at, before, text))?;
                self.wrote(before, 1);
            }
            return Ok(());
        }
        // Enough documents per job to fill half a chunk on average, so that nearly all jobs have one chunk.
        let mean = corpus.text().len() / corpus.len(TableId::Documents).max(1);
        let step = (self.output.size / 2 / mean.max(1)).clamp(1, 1 << 16);
        let before = self.before;
        let before = self.whole_or_broken(|this| this.output.jobs(count, step, before, &append, cancel))?;
        self.wrote(before, count);
        Ok(())
    }
}

/// The error for a document that cannot be written.
fn refused(place: u64, refusal: &Refusal) -> Error {
    Error::Choice { message: format!("the document at place {place} cannot be written: {refusal}") }
}

fn first_line(text: &[u8]) -> &[u8] {
    text.split_inclusive(|&byte| byte == b'\n').next().unwrap_or_default()
}

fn last_line(text: &[u8]) -> &[u8] {
    let begin = memchr::memrchr(b'\n', &text[..text.len() - 1]).map_or(0, |newline| newline + 1);
    &text[begin..]
}

/// The lines between a copied input and the next document.
fn after(text: &[u8], last_line: &[u8]) -> &'static [u8] {
    let is_crlf = |lines: &[u8]| lines.ends_with(b"\r\n");
    match (is_blank(strip(last_line)) && last_line.ends_with(b"\n"), line_end(text)) {
        (true, _) => b"",
        (false, b"") if is_crlf(text) => b"\r\n",
        (false, b"") => b"\n",
        (false, b"\r\n") => b"\r\n\r\n",
        (false, _) => b"\n\n",
    }
}
