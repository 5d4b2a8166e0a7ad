//! Some documents, or some rows of a table, as lines of JSON.

use std::sync::Arc;

use crate::arrow::SharedInput;
use arrow_schema::ArrowError;
use pubfast_core::ops::select::{Chosen, Select};
use pubfast_core::{Error, Result};

use super::nested::Nested;
use super::row::Rows;
use super::whole;
use crate::sinks::kinds::Convertible;

/// The lines of what is chosen of a batch, and where the line of each unit ends.
pub(crate) fn write_chosen<D: Convertible + Select>(
    batch: &Arc<SharedInput<D>>,
    chosen: &Chosen,
) -> Result<(Vec<u8>, Vec<usize>)> {
    let tables = D::TABLES.iter().map(|(name, _)| *name).filter(|name| *name != "problems");
    let made: std::result::Result<Vec<_>, ArrowError> =
        tables.map(|name| whole(batch, name, &batch.rows_of(chosen, name))).collect();
    // In memory it fails only by a mistake of ours.
    let made = made.map_err(|error| Error::Panic { message: error.to_string() })?;
    let mut nested = D::IS_NESTED.then(|| Nested::new(&made));
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
