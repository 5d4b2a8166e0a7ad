//! Reading whole inputs.

use std::path::Path;

use super::{Input, load};
use crate::Result;
use crate::base::Options;
use crate::formats::table::RowSyntax;
use crate::io::TextBuf;
use crate::model::Corpus;
use crate::model::table::TableFile;

impl Corpus {
    /// Opens and parses a dump.
    pub fn open(path: &Path, options: &Options) -> Result<Self> {
        Self::read(path, options)
    }

    /// Reads and parses an input. A compressed input is decompressed into memory.
    pub fn read(input: impl Into<Input>, options: &Options) -> Result<Self> {
        load::read(input.into(), options)
    }

    /// Parses bytes that are there already; `name` stands for the path in errors.
    pub fn parse(text: TextBuf, name: &str, options: &Options) -> Result<Self> {
        load::parse(text, name, options)
    }
}

impl<T: RowSyntax> TableFile<T> {
    /// Reads and parses an input. A compressed input is decompressed into memory.
    pub fn read(input: impl Into<Input>, options: &Options) -> Result<Self> {
        load::read(input.into(), options)
    }

    /// Parses bytes that are there already; `name` stands for the path in errors.
    pub fn parse(text: TextBuf, name: &str, options: &Options) -> Result<Self> {
        load::parse(text, name, options)
    }
}
