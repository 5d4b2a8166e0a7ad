//! Documents, each with lists of what belongs to it.

use std::ops::Range;
use std::sync::Arc;

use pubfast_core::Result;
use pubfast_core::model::{Corpus, Numbers, Owners, Rows, belonging};

use super::block_text::{self, Holder};
use super::pick::Load;
use super::schema::NESTED_DOCUMENTS;
use super::{Table, Values};

/// Makes a table of some rows.
type Of<C> = fn(&Arc<C>, &Rows, &Owners) -> Table;

/// Some documents, a row each, with their annotations, relations and passages.
pub fn nested_documents<C: Holder>(core: &Arc<C>, rows: &Rows) -> Table {
    fn passage_offsets(core: &Corpus, rows: &Rows) -> Result<Numbers<i64>> {
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
    Table::new("documents", NESTED_DOCUMENTS, rows.len(), core.threads(), core.invalid(), columns)
}

/// The rows of another table that belong to some documents.
fn lists<C: Holder>(
    core: &Arc<C>,
    rows: &Rows,
    table: Of<C>,
    offsets: fn(&Corpus, &Rows) -> Result<Numbers<i64>>,
    rows_of: fn(&Corpus, usize) -> Range<usize>,
) -> Load {
    let (core, rows) = (core.clone(), rows.clone());
    Box::new(move || {
        let (elements, owners) = belonging(&rows, |row| rows_of(&core, row));
        Ok(Values::Lists(offsets(&core, &rows)?, Arc::new(table(&core, &elements, &owners))))
    })
}
