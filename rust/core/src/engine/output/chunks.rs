//! Writes an output in chunks. Several threads make and compress them; they are written in order.

use std::io::Write;

use crate::base::Progress;
use crate::base::memory::Claim;
use crate::base::workers::{self, Tasks};
use crate::engine::stream::Sequencer;
use crate::formats::block_text::Separator;
use crate::io::output::{Compression, Compressor};
use crate::{Cancel, Error, Result, guard};

/// The bytes of text in a chunk.
const COMPRESS_CHUNK: usize = 4 << 20;

/// An output that is compressed in chunks. Chunk boundaries do not depend on the number of threads.
pub struct ChunkedOutput {
    output: Destination,
    compression: Compression,
    compressor: Compressor,
    threads: usize,
    /// The size of a chunk, in bytes.
    pub size: usize,
    /// Pending text, and full chunks of it.
    text: Vec<u8>,
    full: Vec<Vec<u8>>,
    /// The bytes of text appended so far, pending ones included.
    given: u64,
}

/// The destination, and counts of the bytes written to it.
struct Destination {
    target: Box<dyn Write + Send>,
    name: String,
    bytes: u64,
    progress: Progress,
}

impl Destination {
    /// Writes a chunk that was compressed from `text` bytes.
    fn write(&mut self, packed: &[u8], text: usize) -> Result<()> {
        let fail = |source| Error::Output { path: self.name.clone(), source, message: None };
        self.target.write_all(packed).map_err(fail)?;
        self.bytes += packed.len() as u64;
        self.progress.add(text);
        Ok(())
    }
}

/// A destination that several threads write to in turn, and the first error.
struct OrderedDestination<'o> {
    output: &'o mut Destination,
    error: Option<Error>,
}

impl ChunkedOutput {
    /// Writes to `target`, which is called `name` in errors.
    pub fn new(
        target: Box<dyn Write + Send>,
        name: &str,
        compression: Compression,
        threads: usize,
        progress: Progress,
    ) -> Result<Self> {
        let output = Destination { target, name: name.into(), bytes: 0, progress };
        let compressor = Compressor::new(compression)?;
        let threads = if threads == 0 { crate::available_threads() } else { threads };
        Ok(Self {
            output,
            compression,
            compressor,
            threads,
            size: COMPRESS_CHUNK,
            text: Vec::new(),
            full: Vec::new(),
            given: 0,
        })
    }

    /// The bytes of text appended so far.
    pub fn given(&self) -> u64 {
        self.given
    }

    /// The bytes written so far.
    pub fn bytes(&self) -> u64 {
        self.output.bytes
    }

    /// True if at least as many chunks are pending as there are threads.
    pub fn is_full(&self) -> bool {
        self.full.len() >= self.threads
    }

    /// Appends to the pending text with `append`.
    pub fn append<E>(
        &mut self,
        append: impl FnOnce(&mut Vec<u8>) -> std::result::Result<Separator, E>,
    ) -> std::result::Result<Separator, E> {
        let begin = self.text.len();
        let before = append(&mut self.text)?;
        self.given += (self.text.len() - begin) as u64;
        if self.text.len() >= self.size {
            self.full.push(std::mem::take(&mut self.text));
        }
        Ok(before)
    }

    /// Writes text that is already in memory.
    pub fn text(&mut self, text: &[u8], cancel: &Cancel) -> Result<()> {
        /// Texts below this size are copied, not written at once.
        const SMALL: usize = 64 << 10;
        self.given += text.len() as u64;
        let is_small = if self.compressor.is_plain() { text.len() < SMALL } else { text.len() < self.size };
        if is_small {
            self.text.extend_from_slice(text);
            if self.text.len() >= self.size {
                self.full.push(std::mem::take(&mut self.text));
            }
            return if self.is_full() { self.flush(false, cancel) } else { Ok(()) };
        }
        self.flush(true, cancel)?;
        let chunks: Vec<&[u8]> = text.chunks(self.size).collect();
        self.write(&chunks, cancel)
    }

    /// Writes the full chunks; with `all`, also the rest of the pending text.
    pub fn flush(&mut self, all: bool, cancel: &Cancel) -> Result<()> {
        let mut full = std::mem::take(&mut self.full);
        if all && !self.text.is_empty() {
            full.push(std::mem::take(&mut self.text));
        }
        let chunks: Vec<&[u8]> = full.iter().map(Vec::as_slice).collect();
        self.write(&chunks, cancel)
    }

    /// Writes the pending text, and the bytes that end the file.
    pub fn finish(&mut self, cancel: &Cancel) -> Result<()> {
        self.flush(true, cancel)?;
        if self.output.bytes == 0 {
            let empty = self.compressor.compress(b"")?;
            self.output.write(&empty, 0)?;
        }
        self.output.write(self.compressor.end(), 0)?;
        let fail = |source| Error::Output { path: self.output.name.clone(), source, message: None };
        self.output.target.flush().map_err(fail)
    }

    fn write(&mut self, chunks: &[&[u8]], cancel: &Cancel) -> Result<()> {
        if self.compressor.is_plain() {
            return chunks.iter().try_for_each(|piece| {
                cancel.check()?;
                self.output.write(piece, piece.len())
            });
        }
        let fill = |&mut at: &mut usize, text: &mut Vec<u8>| {
            text.extend_from_slice(chunks[at]);
            Ok(false)
        };
        self.run(chunks.len(), Ok, fill, cancel)
    }

    /// Writes `count` items, `step` per job; `append` appends one of them to a text.
    pub fn jobs(
        &mut self,
        count: usize,
        step: usize,
        before: Separator,
        append: &(impl Fn(usize, Separator, &mut Vec<u8>) -> Result<Separator> + Sync),
        cancel: &Cancel,
    ) -> Result<Separator> {
        self.flush(true, cancel)?;
        // The end of an item decides what separates it from the next.
        let after = |at: usize| append(at, Separator { between: b"", is_head: false }, &mut Vec::new());
        let begin = |job: usize| {
            let first = job * step;
            let before = if job == 0 { before } else { after(first - 1)? };
            Ok((first..count.min(first + step), before))
        };
        let size = self.size;
        let fill = |(left, before): &mut (std::ops::Range<usize>, Separator), text: &mut Vec<u8>| {
            while text.len() < size
                && let Some(at) = left.next()
            {
                *before = append(at, *before, text)?;
            }
            Ok(left.start < left.end)
        };
        let done = self.output.progress.done();
        self.run(count.div_ceil(step), begin, fill, cancel)?;
        self.given += self.output.progress.done() - done;
        after(count - 1)
    }

    /// Runs jobs. `fill` appends about one chunk to a text and returns whether there is more. Jobs make and compress
    /// their first chunk in parallel; the few jobs with more chunks make the others when it is their turn to write.
    fn run<S>(
        &mut self,
        jobs: usize,
        begin: impl Fn(usize) -> Result<S> + Sync,
        fill: impl Fn(&mut S, &mut Vec<u8>) -> Result<bool> + Sync,
        cancel: &Cancel,
    ) -> Result<()> {
        let (compression, size) = (self.compression, self.size);
        let mut shared = OrderedDestination { output: &mut self.output, error: None };
        let done = {
            let sequencer = Sequencer::new(&mut shared);
            let tasks = Tasks::new(jobs);
            workers::run(self.threads.min(jobs).max(1), || {
                // A chunk grows by doubling, and is compressed to no more than itself.
                let _claim = Claim::new(4 * size)?;
                let mut compressor = Compressor::new(compression)?;
                let mut text = Vec::new();
                while let Some(job) = tasks.take() {
                    let mut make = |state: &mut S, text: &mut Vec<u8>| {
                        cancel.check()?;
                        text.clear();
                        let more = fill(state, text)?;
                        Ok((more, (!compressor.is_plain()).then(|| compressor.compress(text)).transpose()?))
                    };
                    let made = guard(|| {
                        let mut state = begin(job)?;
                        let (more, packed) = make(&mut state, &mut text)?;
                        Ok((state, more, packed))
                    });
                    let is_going_on = sequencer.take(job, cancel, |turn| {
                        if turn.error.is_some() {
                            return Ok(false);
                        }
                        let written = guard(|| {
                            let (mut state, mut more, mut packed) = made?;
                            loop {
                                turn.output.write(packed.as_deref().unwrap_or(&text), text.len())?;
                                if !more {
                                    return Ok(());
                                }
                                (more, packed) = make(&mut state, &mut text)?;
                            }
                        });
                        turn.error = written.err();
                        Ok(turn.error.is_none())
                    })?;
                    if !is_going_on {
                        break;
                    }
                }
                Ok(())
            })
        };
        match shared.error {
            Some(error) => Err(error),
            None => done.map(drop),
        }
    }
}
