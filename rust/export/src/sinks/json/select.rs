//! Some documents, or some rows of a table, as lines of JSON.

use std::sync::Arc;

use arrow_schema::ArrowError;
use pubfast_core::model::{Dataset, Kind};
use pubfast_core::ops::select::Chosen;
use pubfast_core::{Error, Result};

use super::nested::Nested;
use super::row::Rows;
use super::whole;

/// The lines of what is chosen of a batch, and where the line of each record ends.
pub(crate) fn write_chosen(batch: &Arc<Dataset>, chosen: &Chosen) -> Result<(Vec<u8>, Vec<usize>)> {
    let tables = batch.kind().tables().iter();
    let made: std::result::Result<Vec<_>, ArrowError> =
        tables.map(|&table| whole(batch, table, &batch.chosen_rows(chosen, table))).collect();
    // In memory it fails only by a mistake of ours.
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
