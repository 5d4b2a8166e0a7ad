//! The error that ends a text early.

use std::io;

use super::cancellable_reader::{SourceError, Stopped};
use crate::base::Cause;
use crate::{Error, Records};

/// The reason why a text ends early.
pub(crate) struct DecodeFault(pub io::Error);

impl DecodeFault {
    /// Makes the error; `byte` bytes of the text and the records `complete` were complete.
    pub fn into_error(self, path: &str, byte: u64, complete: Records) -> Error {
        let path = path.to_owned();
        let cause = match self.0.downcast::<SourceError>() {
            Ok(SourceError(source)) if source.get_ref().is_some_and(|inner| inner.is::<Stopped>()) => {
                return Error::Interrupted;
            }
            Ok(SourceError(source)) if source.kind() == io::ErrorKind::OutOfMemory => {
                return Error::Memory { bytes: 0 };
            }
            Ok(SourceError(source)) => Cause::Io(source),
            Err(error) => match error.downcast::<Error>() {
                Ok(error) => return error,
                Err(error) => Cause::Corrupt(error.to_string()),
            },
        };
        Error::Fault { path, cause, byte, complete }
    }
}
