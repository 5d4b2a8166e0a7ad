//! One pass over an input that counts what is in it.

use super::Info;
use crate::base::Options;
use crate::engine::Input;
use crate::engine::stream::{Sizes, Stream, StreamPlan};
use crate::formats::detect::Detected;
use crate::io::Source;
use crate::model::{Kind, TextPosition};
use crate::{Error, Result};

/// The bytes of a batch: small enough that its text is counted while it is in the processor's cache, and large enough
/// that threads do not ask the system for neighbouring pages at the same time.
const BATCH: usize = 4 << 20;

/// The result of a pass.
#[derive(Debug)]
pub struct InfoPass {
    /// The kind of the input.
    pub kind: Kind,
    /// The format and the container of the input.
    pub detected: Detected,
    /// The counts.
    pub info: Info,
    /// The error that ended the pass early, if one did.
    pub fault: Option<Error>,
}

/// Counts what is in an input, in memory that does not depend on its size.
pub fn summarise(source: Source, asked: Option<Kind>, mut options: Options) -> Result<InfoPass> {
    let (kind, detected, input) = Input::from(source).reader(asked, &mut options)?;
    let plan = StreamPlan {
        sizes: Sizes::even(BATCH),
        before: TextPosition::default(),
        same_codes: false,
        make: Box::new(|batch| Ok(batch.info())),
        executor: None,
    };
    let mut pass = InfoPass { kind, detected, info: Info::default(), fault: None };
    for part in Stream::making(kind, input, options, plan)? {
        match part {
            Ok(part) => pass.info.add(&part),
            Err(fault @ (Error::Fault { .. } | Error::Changed { .. } | Error::RecordTooLarge { .. })) => {
                pass.fault = Some(fault);
                break;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(pass)
}
