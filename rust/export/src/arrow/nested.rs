//! Documents, each with lists of what belongs to it.

use std::ops::Range;
use std::sync::Arc;

use pubfast_core::Result;
use pubfast_core::model::{Corpus, DocumentOfRow, Rows, SharedColumn, belonging};

use super::block_text::{self, CorpusHolder};
use super::projection::LoadColumn;
use super::schema::NESTED_DOCUMENTS;
use super::{ColumnValues, ExportTable};

/// Makes a table of some rows.
type MakeTable<C> = fn(&Arc<C>, &Rows, &DocumentOfRow) -> ExportTable;

/// Some documents, a row each, with their annotations, relations and passages.
pub fn nested_documents<C: CorpusHolder>(core: &Arc<C>, rows: &Rows) -> ExportTable {
    fn passage_offsets(core: &Corpus, rows: &Rows) -> Result<SharedColumn<i64>> {
        let mut end = 0;
        let ends = rows.iter().map(|row| {
            end += core.passages_of(row).len() as i64;
            end
        });
        Ok(Arc::new(std::iter::once(0).chain(ends).collect::<Vec<_>>().into()))
    }
    let [document_id, pmid, title, abstract_] = block_text::said_of_documents(core, rows);
    let columns = [
        document_id,
        pmid,
        title,
        abstract_,
        (
            "annotations",
            lists(core, rows, block_text::annotations, Corpus::annotation_offsets_of, |core, row| {
                core.document(row).annotations
            }),
        ),
        (
            "relations",
            lists(core, rows, block_text::relations, Corpus::relation_offsets_of, |core, row| {
                core.document(row).relations
            }),
        ),
        ("passages", lists(core, rows, block_text::passages, passage_offsets, Corpus::passages_of)),
    ];
    ExportTable::new("documents", NESTED_DOCUMENTS, rows.len(), core.threads(), core.invalid(), columns)
}

/// The rows of another table that belong to some documents.
fn lists<C: CorpusHolder>(
    core: &Arc<C>,
    rows: &Rows,
    table: MakeTable<C>,
    offsets: fn(&Corpus, &Rows) -> Result<SharedColumn<i64>>,
    rows_of: fn(&Corpus, usize) -> Range<usize>,
) -> LoadColumn {
    let (core, rows) = (core.clone(), rows.clone());
    Box::new(move || {
        let (elements, owners) = belonging(&rows, |row| rows_of(&core, row));
        Ok(ColumnValues::Lists(offsets(&core, &rows)?, Arc::new(table(&core, &elements, &owners))))
    })
}
