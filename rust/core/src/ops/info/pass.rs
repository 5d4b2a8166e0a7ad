//! One pass over an input that counts what is in it.

use super::{Survey, Surveyed};
use crate::base::Options;
use crate::engine::Input;
use crate::engine::stream::{Plan, Sizes, Stream};
use crate::formats::detect::{Detected, Reader};
use crate::io::Source;
use crate::model::table::{EntityTable, RelationTable};
use crate::model::{Corpus, Origin};
use crate::{Error, Result};

/// The bytes of a batch: small enough that its text is counted while it is in the processor's memory, and large enough
/// that threads do not ask the system for neighbouring pages at the same time.
const BATCH: usize = 4 << 20;

/// What was found.
#[derive(Debug)]
pub struct Surveying {
    /// What read it.
    pub reader: Reader,
    /// What it is.
    pub detected: Detected,
    /// What is in it.
    pub survey: Survey,
    /// What stopped the pass, if it is not complete.
    pub fault: Option<Error>,
}

/// Counts what is in an input, in memory that does not depend on its size.
pub fn survey(source: Source, asked: Option<Reader>, mut options: Options) -> Result<Surveying> {
    let (reader, detected, input) = Input::from(source).reader(asked, &mut options)?;
    let (survey, fault) = match reader {
        Reader::Corpus => pass::<Corpus>(input, options)?,
        Reader::Entities => pass::<EntityTable>(input, options)?,
        Reader::Relations => pass::<RelationTable>(input, options)?,
    };
    Ok(Surveying { reader, detected, survey, fault })
}

fn pass<F: Surveyed>(input: Input, options: Options) -> Result<(Survey, Option<Error>)> {
    let plan = Plan {
        sizes: Sizes::even(BATCH),
        before: Origin::default(),
        same_codes: false,
        make: Box::new(|batch: F| Ok(batch.survey())),
    };
    let mut survey = Survey::default();
    for part in Stream::making(input, options, plan)? {
        match part {
            Ok(part) => survey.add(&part),
            Err(fault @ (Error::Fault { .. } | Error::Changed { .. })) => return Ok((survey, Some(fault))),
            Err(error) => return Err(error),
        }
    }
    Ok((survey, None))
}
