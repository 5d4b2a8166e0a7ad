//! Writes selected documents, or selected rows of a table, as lines of JSON.

use std::sync::Arc;

use arrow_schema::ArrowError;
use pubfast_core::model::{Dataset, Kind};
use pubfast_core::ops::select::Chosen;
use pubfast_core::{Error, Result};

use super::nested::Nested;
use super::row::Rows;
use super::whole;

/// Returns the lines of the chosen records of a batch, and the offset at which each line ends.
pub(crate) fn write_chosen(batch: &Arc<Dataset>, chosen: &Chosen) -> Result<(Vec<u8>, Vec<usize>)> {
    let tables = batch.kind().tables().iter();
    let made: std::result::Result<Vec<_>, ArrowError> =
        tables.map(|&table| whole(batch, table, &batch.chosen_rows(chosen, table))).collect();
    // In memory only a bug can make it fail.
    let made = made.map_err(|error| Error::Panic { message: error.to_string() })?;
    let mut nested = (batch.kind() == Kind::Documents).then(|| Nested::new(&made));
    let rows = Rows::new(&made[0], |_| true);
    let (mut text, mut ends) = (Vec::new(), Vec::with_capacity(chosen.units.len()));
    for at in 0..chosen.units.len() {
        match &mut nested {
            Some(nested) => nested.write(at, &mut text),
            None => rows.write(at, &mut text),
        }
        text.push(b'\n');
        ends.push(text.len());
    }
    Ok((text, ends))
}
