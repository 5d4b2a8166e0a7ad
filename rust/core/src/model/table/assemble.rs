//! Assembles a table from the rows of workers.

use super::columns::Columns;
use super::{TableFile, TableRows, WorkerTable};
use crate::columns::KnownValues;
use crate::model::ParsedInput;

impl<T: TableRows> TableFile<T> {
    /// Puts the rows of all workers together; `known` has the values of each dictionary column.
    pub(crate) fn assemble(
        parts: Vec<WorkerTable<T>>,
        parsed: ParsedInput,
        known: &mut Vec<KnownValues>,
    ) -> Self {
        known.resize_with(T::CATEGORIES.len(), KnownValues::default);
        let merge = |(at, known): (usize, &mut KnownValues)| {
            known.merge(parts.iter().map(|part| part.rows.dictionaries()[at]))
        };
        let dictionaries = known.iter_mut().enumerate().map(merge).collect();
        let rows = parts.into_iter().map(|part| part.rows).collect();
        Self { parsed, columns: Columns::new(rows, dictionaries) }
    }
}
