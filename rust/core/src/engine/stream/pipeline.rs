//! The steps of a stream: a chunk is decompressed, cut and parsed, and becomes a batch.

use std::sync::Arc;

use super::chunk_source::{Chunk, ChunkSource};
use super::sequencer::Sequencer;
use super::splitter::{ChunkSplitter, TextEnd};
use super::{MakeProduct, Sizes, StreamPlan};
use crate::base::memory::Claim;
use crate::base::{OnProblem, Options};
use crate::columns::PagePool;
use crate::engine::{OpenInput, parse_piece};
use crate::formats::{Parser, Syntax};
use crate::io::buffer::BufferPool;
use crate::model::{KnownCategories, TextPosition};
use crate::{ProblemCode, Result, guard};

/// The state that all threads of a stream share.
///
/// Two steps are taken in the order of the input, by whichever thread has the chunk: finding the last cut, and counting
/// the rows before a batch. All other steps run in parallel.
pub(super) struct Pipeline<P> {
    pub syntax: &'static dyn Syntax,
    pub options: Options,
    name: String,
    make: MakeProduct<P>,
    pool: Arc<BufferPool>,
    memory: Arc<PagePool>,
    /// The number of bytes in a buffer before its text, free for the tail.
    headroom: usize,
    splitter: Sequencer<ChunkSplitter>,
    same_codes: bool,
    counted: Sequencer<(TextPosition, KnownCategories)>,
}

/// The product of a batch, with its position and problems.
pub(super) struct BatchResult<P> {
    pub product: P,
    /// The position of the next batch.
    pub after: TextPosition,
    pub problems: [u64; ProblemCode::ALL.len()],
}

impl<P> Pipeline<P> {
    pub fn new(
        syntax: &'static dyn Syntax,
        name: &str,
        input: OpenInput,
        plan: StreamPlan<P>,
        options: Options,
    ) -> (Self, ChunkSource) {
        let StreamPlan { sizes: Sizes { first, most: target }, before, same_codes, make, .. } = plan;
        // The tail that a piece leaves for the next is most often one record.
        let headroom = (target / 128).clamp(4 << 10, 512 << 10);
        let least = input.least_apart().unwrap_or(1);
        let room = target.max(least);
        let pool = BufferPool::new(headroom + room, options.threads());
        let memory = PagePool::new(options.threads().saturating_mul(target));
        let splitter = ChunkSplitter::new(syntax, name, plan.sizes, input.has_head(), options.max_record());
        let splitter = Sequencer::new(splitter);
        let counted = Sequencer::new((before, KnownCategories::default()));
        let name = name.to_owned();
        let chunk_source = ChunkSource::new(input, Sizes { first: first.max(least), most: room });
        (
            Self { syntax, options, name, make, pool, memory, headroom, splitter, same_codes, counted },
            chunk_source,
        )
    }

    pub fn next_chunk(&self, chunk_source: &mut ChunkSource, number: usize) -> Result<Option<Chunk>> {
        guard(|| chunk_source.next(number, &self.splitter, &self.pool, &self.options))
    }

    /// Makes the product of a chunk's batch. Gives the product, if there is one, and then the error that stops the
    /// stream, if any.
    pub fn run(
        &self,
        number: usize,
        chunk: Chunk,
        parser: &mut Box<dyn Parser>,
        mut give: impl FnMut(Result<BatchResult<P>>),
    ) {
        if let Err(error) = guard(|| self.batch(number, chunk, parser, &mut give)) {
            self.splitter.leave(number);
            self.counted.leave(number);
            give(Err(error));
        }
    }

    fn batch(
        &self,
        number: usize,
        chunk: Chunk,
        parser: &mut Box<dyn Parser>,
        give: &mut impl FnMut(Result<BatchResult<P>>),
    ) -> Result<()> {
        let cancel = &self.options.cancel;
        let (piece, error) = match chunk {
            Chunk::Piece(piece) => (piece, None),
            Chunk::Packed(packed, is_last) => {
                let mut buffer = self.pool.take();
                let (count, fault) = packed.decompress(&mut buffer.bytes_mut()[self.headroom..], cancel);
                drop(packed);
                let then = match fault {
                    Some(fault) => TextEnd::Fault(fault),
                    None if is_last => TextEnd::End,
                    None => TextEnd::More,
                };
                let text = self.headroom..self.headroom + count;
                self.splitter.take(number, cancel, |splitter| Ok(splitter.join(buffer, text, then)))?
            }
        };
        // Rows and columns report a lack of memory themselves; everything else takes less than twice the text.
        let bytes = piece.as_ref().map_or(0, |piece| piece.text.len());
        let _claim = Claim::new(2 * bytes)?;
        let parsed = piece.map(|piece| parse_piece(self.syntax, piece, parser, &self.options, &self.memory));
        let parsed = parsed.transpose()?;
        let batch = self.counted.take(number, cancel, |(origin, known)| {
            let on_problem = self.options.on_problem;
            if !self.same_codes {
                *known = KnownCategories::default();
            }
            parsed.map(|parsed| parsed.into_batch(origin, known, &self.name, on_problem)).transpose()
        })?;
        if let Some(batch) = batch {
            let parsed = batch.parsed();
            let after = parsed.layout.after();
            let mut problems = [0; ProblemCode::ALL.len()];
            if self.options.on_problem == OnProblem::Collect {
                parsed.problems.iter().for_each(|problem| problems[problem.code as usize] += 1);
            }
            give(Ok(BatchResult { product: (self.make)(batch)?, after, problems }));
        }
        if let Some(error) = error {
            give(Err(error));
        }
        Ok(())
    }
}
