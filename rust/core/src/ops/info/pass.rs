//! One pass over an input that counts what is in it.

use super::{Info, Summarise};
use crate::base::Options;
use crate::engine::Input;
use crate::engine::stream::{Sizes, Stream, StreamPlan};
use crate::formats::detect::{Detected, Kind};
use crate::io::Source;
use crate::model::table::{EntityTable, RelationTable};
use crate::model::{Corpus, TextPosition};
use crate::{Error, Result};

/// The bytes of a batch: small enough that its text is counted while it is in the processor's memory, and large enough
/// that threads do not ask the system for neighbouring pages at the same time.
const BATCH: usize = 4 << 20;

/// The result of a pass.
#[derive(Debug)]
pub struct InfoPass {
    /// The kind of the input.
    pub reader: Kind,
    /// The format and the container of the input.
    pub detected: Detected,
    /// The counts.
    pub info: Info,
    /// The error that ended the pass early, if one did.
    pub fault: Option<Error>,
}

/// Counts what is in an input, in memory that does not depend on its size.
pub fn summarise(source: Source, asked: Option<Kind>, mut options: Options) -> Result<InfoPass> {
    let (reader, detected, input) = Input::from(source).reader(asked, &mut options)?;
    let (info, fault) = match reader {
        Kind::Corpus => pass::<Corpus>(input, options)?,
        Kind::Entities => pass::<EntityTable>(input, options)?,
        Kind::Relations => pass::<RelationTable>(input, options)?,
    };
    Ok(InfoPass { reader, detected, info, fault })
}

fn pass<F: Summarise>(input: Input, options: Options) -> Result<(Info, Option<Error>)> {
    let plan = StreamPlan {
        sizes: Sizes::even(BATCH),
        before: TextPosition::default(),
        same_codes: false,
        make: Box::new(|batch: F| Ok(batch.info())),
    };
    let mut info = Info::default();
    for part in Stream::making(input, options, plan)? {
        match part {
            Ok(part) => info.add(&part),
            Err(fault @ (Error::Fault { .. } | Error::Changed { .. })) => {
                return Ok((info, Some(fault)));
            }
            Err(error) => return Err(error),
        }
    }
    Ok((info, None))
}
