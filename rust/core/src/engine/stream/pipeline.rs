//! What becomes of a chunk: it is unpacked, cut, parsed, and made a batch.

use std::sync::Arc;

use super::link::{Link, Then};
use super::supply::{Chunk, Supply};
use super::turns::Turns;
use super::{Making, Plan, Sizes};
use crate::base::{OnProblem, Options};
use crate::columns::Memory;
use crate::engine::{OpenInput, parse_piece};
use crate::formats::Format;
use crate::io::buffer::Pool;
use crate::model::Origin;
use crate::{Code, Result, guard};

/// What all threads of a stream share.
///
/// Two things have to be done in the order of the input, whichever thread does them: to find where one piece
/// ends and the next begins, and to count what comes before a batch. All the rest goes on side by side.
pub(super) struct Pipeline<F: Format, P> {
    pub options: Options,
    name: String,
    make: Making<F, P>,
    pool: Arc<Pool>,
    memory: Arc<Memory>,
    /// How much of a buffer is before its text.
    headroom: usize,
    link: Turns<Link<F>>,
    same_codes: bool,
    counted: Turns<(Origin, F::Known)>,
}

/// What was made of a batch.
pub(super) struct Made<P> {
    pub product: P,
    /// What comes before the next batch.
    pub after: Origin,
    /// Its problems, by code.
    pub problems: [u64; Code::ALL.len()],
}

impl<F: Format, P> Pipeline<F, P> {
    pub fn new(name: &str, input: OpenInput, plan: Plan<F, P>, options: Options) -> (Self, Supply) {
        let Plan { sizes: Sizes { first, most: target }, before, same_codes, make } = plan;
        // What a piece leaves for the next is most often one record.
        let headroom = (target / 128).clamp(4 << 10, 512 << 10);
        let least = input.least_apart().unwrap_or(1);
        let room = target.max(least);
        let pool = Pool::new(headroom + room, options.threads());
        let memory = Memory::new(options.threads().saturating_mul(target));
        let link = Turns::new(Link::new(name, plan.sizes, input.has_head()));
        let counted = Turns::new((before, F::Known::default()));
        let name = name.to_owned();
        let supply = Supply::new(input, Sizes { first: first.max(least), most: room });
        (Self { options, name, make, pool, memory, headroom, link, same_codes, counted }, supply)
    }

    /// The next chunk.
    pub fn supply(&self, supply: &mut Supply, number: usize) -> Result<Option<Chunk<F::Head>>> {
        guard(|| supply.next(number, &self.link, &self.pool, &self.options))
    }

    /// Makes what is wanted of the batch that a chunk is. Gives that, if there is one, and then what stops the
    /// stream, if anything does.
    pub fn run(
        &self,
        number: usize,
        chunk: Chunk<F::Head>,
        parser: &mut F::Parser,
        mut give: impl FnMut(Result<Made<P>>),
    ) {
        if let Err(error) = guard(|| self.batch(number, chunk, parser, &mut give)) {
            self.link.leave(number);
            self.counted.leave(number);
            give(Err(error));
        }
    }

    fn batch(
        &self,
        number: usize,
        chunk: Chunk<F::Head>,
        parser: &mut F::Parser,
        give: &mut impl FnMut(Result<Made<P>>),
    ) -> Result<()> {
        let cancel = &self.options.cancel;
        let (piece, error) = match chunk {
            Chunk::Piece(piece) => (piece, None),
            Chunk::Packed(packed, is_last) => {
                let mut buffer = self.pool.take();
                let (count, fault) = packed.unpack(&mut buffer.bytes_mut()[self.headroom..], cancel);
                drop(packed);
                let then = match fault {
                    Some(fault) => Then::Fault(fault),
                    None if is_last => Then::End,
                    None => Then::More,
                };
                let text = self.headroom..self.headroom + count;
                self.link.take(number, cancel, |link| Ok(link.join(buffer, text, then)))?
            }
        };
        let parsed =
            piece.map(|piece| parse_piece::<F>(piece, parser, &self.options, &self.memory)).transpose()?;
        let batch = self.counted.take(number, cancel, |(origin, known)| {
            let on_problem = self.options.on_problem;
            if !self.same_codes {
                *known = F::Known::default();
            }
            parsed.map(|parsed| parsed.into_batch(origin, known, &self.name, on_problem)).transpose()
        })?;
        if let Some(batch) = batch {
            let frame = batch.frame();
            let after = frame.layout.after();
            let mut problems = [0; Code::ALL.len()];
            if self.options.on_problem == OnProblem::Collect {
                frame.problems.iter().for_each(|problem| problems[problem.code as usize] += 1);
            }
            give(Ok(Made { product: (self.make)(batch)?, after, problems }));
        }
        if let Some(error) = error {
            give(Err(error));
        }
        Ok(())
    }
}
