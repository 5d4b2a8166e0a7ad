//! The rows of one table, of all workers.

use super::{
    AnnotationRows, CorpusRows, DecodeRows, DocumentRow, EntityRow, PassageRow, RelationRows,
    TableRelationRow, TableRows, WorkerRows,
};
use crate::columns::{ColumnVec, Dictionary};

/// The packed rows of a table, by worker. Empty once columns were made of all that is in them.
#[derive(Debug)]
pub(crate) enum PackedTable {
    Documents(Vec<ColumnVec<DocumentRow>>),
    Annotations(Vec<AnnotationRows>),
    Relations(Vec<RelationRows>),
    Passages(Vec<ColumnVec<PassageRow>>),
    Entities(Vec<TableRows<EntityRow>>),
    TableRelations(Vec<TableRows<TableRelationRow>>),
}

/// Runs the same code on the rows of any table: `$parts` is the workers' rows, a vector of some [`DecodeRows`].
macro_rules! with_rows {
    ($table:expr, $parts:ident => $work:expr) => {
        match $table {
            $crate::model::worker_rows::PackedTable::Documents($parts) => $work,
            $crate::model::worker_rows::PackedTable::Annotations($parts) => $work,
            $crate::model::worker_rows::PackedTable::Relations($parts) => $work,
            $crate::model::worker_rows::PackedTable::Passages($parts) => $work,
            $crate::model::worker_rows::PackedTable::Entities($parts) => $work,
            $crate::model::worker_rows::PackedTable::TableRelations($parts) => $work,
        }
    };
}
pub(crate) use with_rows;

impl PackedTable {
    /// The tables of an input, made of the workers' rows, in the order of [`Kind::tables`](crate::model::Kind::tables).
    pub fn all(workers: Vec<WorkerRows>) -> Vec<Self> {
        let (mut documents, mut annotations, mut relations, mut passages) =
            <(Vec<_>, Vec<_>, Vec<_>, Vec<_>)>::default();
        let (mut entities, mut table_relations) = (Vec::new(), Vec::new());
        for rows in workers {
            match rows {
                WorkerRows::Documents(rows) => {
                    let CorpusRows { documents: some, annotations: more, relations: others, .. } = rows;
                    documents.push(some);
                    annotations.push(more);
                    relations.push(others);
                    passages.push(rows.passages);
                }
                WorkerRows::Entities(table) => entities.push(table.rows),
                WorkerRows::Relations(table) => table_relations.push(table.rows),
            }
        }
        if !entities.is_empty() {
            vec![Self::Entities(entities)]
        } else if !table_relations.is_empty() {
            vec![Self::TableRelations(table_relations)]
        } else {
            vec![
                Self::Documents(documents),
                Self::Annotations(annotations),
                Self::Relations(relations),
                Self::Passages(passages),
            ]
        }
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        with_rows!(self, parts => parts.is_empty())
    }

    /// Frees the rows.
    pub fn clear(&mut self) {
        with_rows!(self, parts => *parts = Vec::new());
    }

    /// For each dictionary of the table, the dictionaries of all workers.
    pub fn dictionaries(&self) -> Vec<Vec<&Dictionary>> {
        with_rows!(self, parts => {
            let of_workers: Vec<_> = parts.iter().map(DecodeRows::dictionaries).collect();
            let count = of_workers.first().map_or(0, Vec::len);
            (0..count).map(|at| of_workers.iter().map(|worker| worker[at]).collect()).collect()
        })
    }
}
