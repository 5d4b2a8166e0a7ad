//! Mentions and separators of the rows of a data set.

use super::{Family, Mentions, Pmids, Rule, Separators};
use crate::Result;
use crate::model::{Dataset, Kind, Rows, TableId};

impl Dataset {
    /// The documents and identifier cells of annotations, or of the rows of an entity table.
    pub fn mentions(&self, rows: &Rows) -> Result<Mentions> {
        let table = self.kind().main_table();
        let family = family(table);
        let (identifiers, types) =
            (self.text_column(table, "identifier")?, self.category_column(table, "type")?);
        let pmids = match self.kind() {
            Kind::Documents => Pmids::OfDocuments {
                documents: self.int32_column(table, "document")?,
                pmids: self.int64_column(TableId::Documents, "pmid")?,
            },
            Kind::Entities | Kind::Relations => Pmids::OfRows(self.int64_column(table, "pmid")?),
        };
        Ok(Mentions::new(identifiers, types, family, pmids, rows.clone()))
    }

    /// The separators of the cells of a string column, if its cells hold several values.
    pub fn rule(&self, table: TableId, column: &str) -> Result<Option<Rule>> {
        let of_type = |kind: &str| {
            let types = self.category_column(table, kind)?;
            Ok(Some(Rule::of_identifiers(&types, family(table))))
        };
        match (table, column) {
            (TableId::Annotations | TableId::Entities, "identifier") => of_type("type"),
            (TableId::TableRelations, "id1") => of_type("type1"),
            (TableId::TableRelations, "id2") => of_type("type2"),
            (TableId::Entities, "mentions" | "resource") => Ok(Some(Rule::Same(Separators::PIPE))),
            _ => Ok(None),
        }
    }
}

impl TableId {
    /// The columns of identifiers, each as a pair: the number of the dictionary column of their types, and their number
    /// among the string columns. Each side of a relation has a type of its own.
    pub(crate) fn sides(self) -> &'static [(usize, usize)] {
        match self {
            Self::TableRelations => &[(1, 0), (2, 1)],
            _ => &[(0, 0)],
        }
    }
}

/// The family of dump that a table belongs to.
fn family(table: TableId) -> Family {
    match table {
        TableId::Entities | TableId::TableRelations => Family::Table,
        _ => Family::BlockText,
    }
}
