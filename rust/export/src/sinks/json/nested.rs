//! Writes documents as JSON objects, with lists of their passages, annotations and relations.

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;

use super::row::Rows;

/// Writes the documents of a batch together with the rows of its other tables.
pub(super) struct Nested<'b> {
    documents: Rows<'b>,
    /// The numbers of the documents.
    numbers: &'b [i32],
    lists: Vec<List<'b>>,
}

/// A table whose rows belong to documents and are in their order.
struct List<'b> {
    key: &'static str,
    rows: Rows<'b>,
    owners: &'b [i32],
    /// The number of rows that were written.
    done: usize,
}

/// The columns of a document that are written; the others follow from its position.
const OF_DOCUMENTS: [&str; 4] = ["document_id", "pmid", "title", "abstract"];

/// The columns of other tables that repeat columns of their document, and are not written.
const OF_OWNERS: [&str; 3] = ["document", "document_id", "pmid"];

impl<'b> Nested<'b> {
    /// `tables` are the documents, annotations, relations and passages of a batch.
    pub fn new(tables: &'b [RecordBatch]) -> Self {
        let [documents, annotations, relations, passages] = tables else {
            unreachable!("block text has four tables beside the problems");
        };
        let list = |key, table: &'b RecordBatch| List {
            key,
            rows: Rows::new(table, |name| !OF_OWNERS.contains(&name)),
            owners: owners(table),
            done: 0,
        };
        Self {
            documents: Rows::new(documents, |name| OF_DOCUMENTS.contains(&name)),
            numbers: owners(documents),
            lists: vec![
                list(",\"passages\":[", passages),
                list(",\"annotations\":[", annotations),
                list(",\"relations\":[", relations),
            ],
        }
    }

    /// Appends a document. Documents have to be written in their order.
    pub fn write(&mut self, document: usize, text: &mut Vec<u8>) {
        self.documents.open(document, text);
        for list in &mut self.lists {
            list.write(self.numbers[document], text);
        }
        text.push(b'}');
    }
}

impl List<'_> {
    fn write(&mut self, document: i32, text: &mut Vec<u8>) {
        text.extend_from_slice(self.key.as_bytes());
        let first = self.done;
        while self.owners.get(self.done) == Some(&document) {
            if self.done > first {
                text.push(b',');
            }
            self.rows.write(self.done, text);
            self.done += 1;
        }
        text.push(b']');
    }
}

/// The column of the documents' numbers.
fn owners(table: &RecordBatch) -> &[i32] {
    let column = table.column_by_name("document").expect("all tables have it");
    column.as_primitive::<Int32Type>().values()
}
