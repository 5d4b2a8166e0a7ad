//! Kinds of input, as they are converted.

use crate::arrow::Tables;
use pubfast_core::Result;
use pubfast_core::base::Options;
use pubfast_core::engine::Input;
use pubfast_core::engine::stream::Stream;
use pubfast_core::model::Corpus;
use pubfast_core::model::table::{EntityTable, RelationTable};

use super::duplicate_text::fingerprint;

/// Every name that a table has.
pub(crate) const TABLES: [&str; 6] =
    ["documents", "annotations", "relations", "passages", "entities", "problems"];

/// The batches of an input.
pub(crate) type BatchIter<D> = Box<dyn Iterator<Item = Result<D>>>;

/// A kind of input, as a batch of it.
pub(crate) trait Convertible: Tables {
    /// The name of the kind, for error messages.
    const NAME: &'static str;

    /// True if a line of JSON is a document and not a row.
    const IS_NESTED: bool = false;

    fn batches(input: Input, options: Options, batch_bytes: usize) -> Result<BatchIter<Self>>;

    /// The fingerprints of the texts of documents.
    fn fingerprints(&self) -> impl Iterator<Item = u64> {
        std::iter::empty()
    }
}

impl Convertible for Corpus {
    const NAME: &'static str = "block text";

    const IS_NESTED: bool = true;

    fn batches(input: Input, options: Options, batch_bytes: usize) -> Result<BatchIter<Self>> {
        Ok(Box::new(Stream::<Self>::open(input, options, batch_bytes)?))
    }

    fn fingerprints(&self) -> impl Iterator<Item = u64> {
        let texts = (0..self.documents_len()).filter_map(|row| self.document(row).abstract_);
        texts.map(|place| fingerprint(&self.text()[place]))
    }
}

impl Convertible for EntityTable {
    const NAME: &'static str = "a table of entities";

    fn batches(input: Input, options: Options, batch_bytes: usize) -> Result<BatchIter<Self>> {
        Ok(Box::new(Stream::<Self>::open(input, options, batch_bytes)?))
    }
}

impl Convertible for RelationTable {
    const NAME: &'static str = "a table of relations";

    fn batches(input: Input, options: Options, batch_bytes: usize) -> Result<BatchIter<Self>> {
        Ok(Box::new(Stream::<Self>::open(input, options, batch_bytes)?))
    }
}
