//! Writes the selected records of an input, as their source lines or as lines of JSON.

use std::io::Write;
use std::sync::Arc;

use pubfast_core::base::{Options, Progress};
use pubfast_core::engine::Input;
use pubfast_core::engine::output::ChunkedOutput;
use pubfast_core::engine::stream::{Sizes, Stream, StreamPlan};
use pubfast_core::formats::block_text::write::{opening, opening_of_rows};
use pubfast_core::io::Source;
use pubfast_core::io::output::{Compression, Staged};
use pubfast_core::model::{Dataset, Kind, TextPosition};
use pubfast_core::ops::select::{BatchSelection, Choice, Gathering};
use pubfast_core::{Error, ProblemCode, Result};

use super::json;

/// The destination of selected records.
pub enum Output {
    /// A file that appears under its name when it is complete.
    File(Staged),
    /// A stream that is written to directly, and its name.
    Stream(Box<dyn Write + Send>, String),
}

/// The form of selected records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// The lines of the input.
    Source,
    /// A line of JSON for each document or row.
    Json,
}

/// The result of a selection.
#[derive(Debug)]
pub struct Selected {
    pub kind: Kind,
    /// The number of documents or rows written.
    pub units: usize,
    /// The number of bytes of the output.
    pub bytes: u64,
    /// The indices of the ids that were not found.
    pub missing: Vec<usize>,
    /// The number of problems met, by code.
    pub problems: Vec<(ProblemCode, u64)>,
}

/// The bytes of the first batch and of later ones. The first is small, since a selection may need no more than that.
const SIZES: Sizes = Sizes { first: 256 << 10, most: 4 << 20 };

/// The size of chunks written to a stream, small because a person may be watching.
const PIECE_OF_STREAM: usize = 64 << 10;

/// Writes the chosen records of an input, in memory that depends neither on its size nor on their number.
pub fn select(
    source: Source,
    output: Output,
    choice: &Choice,
    (lines, compression): (Lines, Compression),
    asked: Option<Kind>,
    mut options: Options,
) -> Result<Selected> {
    let cancel = &options.cancel.clone();
    // The stream cancels its own token when it ends; work on the output goes on after that.
    options.cancel = cancel.part();
    let (kind, _, input) = Input::from(source).reader(asked, &mut options)?;
    let (name, threads) = (input.name(), options.threads);
    let chosen = choice.clone();
    let make = move |batch: Dataset| {
        let chosen = chosen.of(&batch)?;
        let (text, ends, head) = match lines {
            Lines::Json => {
                let (text, ends) = json::write_chosen(&Arc::new(batch), &chosen)?;
                (text, ends, Vec::new())
            }
            Lines::Source => {
                let mut text = Vec::new();
                let ends = batch.write_chosen(&chosen, &mut text);
                (text, ends, batch.header_line().to_vec())
            }
        };
        Ok((head, BatchSelection { text, units: chosen.units.into_iter().zip(ends).collect() }))
    };
    let plan = StreamPlan {
        sizes: SIZES,
        before: TextPosition::default(),
        same_codes: false,
        make: Box::new(make),
        executor: None,
    };
    let mut batches = Stream::making(kind, input, options, plan)?;
    let (target, to, staged): (Box<dyn Write + Send>, _, _) = match output {
        Output::File(staged) => (Box::new(staged.writer(None)?), staged.name().to_owned(), Some(staged)),
        Output::Stream(target, name) => (target, name, None),
    };
    let mut pieces = ChunkedOutput::new(target, &to, compression, threads, Progress::default())?;
    if staged.is_none() {
        pieces.size = PIECE_OF_STREAM;
    }
    let is_source = lines == Lines::Source;
    let mut write = |text: &[u8]| {
        if is_source && pieces.given() == 0 && !text.is_empty() {
            let before = if kind == Kind::Documents { opening(text) } else { Ok(opening_of_rows(text)) };
            let before = before.map_err(|refusal| Error::Choice { message: format!("{name}: {refusal}") })?;
            pieces.text(before, cancel)?;
        }
        pieces.text(text, cancel)
    };
    let mut gathering = Gathering::new(choice.clone());
    while !gathering.is_done()
        && let Some(made) = batches.next()
    {
        let (head, made) = match made {
            Ok(made) => made,
            Err(error) => {
                // A stream gets every complete line; a staged file is discarded.
                if staged.is_none() {
                    pieces.finish(cancel)?;
                }
                return Err(error);
            }
        };
        write(&head)?;
        write(&gathering.take(made))?;
    }
    let problems = batches.problems().collect();
    drop(batches);
    for text in gathering.finish() {
        write(&text)?;
    }
    pieces.finish(cancel)?;
    let bytes = pieces.bytes();
    drop(pieces);
    if let Some(staged) = staged {
        cancel.check()?;
        staged.commit()?;
    }
    let (units, missing) = (gathering.given(), gathering.missing());
    Ok(Selected { kind, units, bytes, missing, problems })
}
