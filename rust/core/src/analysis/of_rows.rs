//! Mentions and separators of the rows of a corpus and of tables.

use super::{Family, Mentions, Pmids, Rule, Separators};
use crate::Result;
use crate::model::table::{EntityTable, TableFile, TableRows};
use crate::model::{Corpus, Rows};

impl Corpus {
    /// The documents and identifier cells of annotations.
    pub fn mentions(&self, rows: &Rows) -> Result<Mentions> {
        let pmids = Pmids::OfDocuments { documents: self.annotation_documents()?, pmids: self.pmids()? };
        let (identifiers, types) = (self.annotation_identifiers()?, self.annotation_kinds()?);
        Ok(Mentions::new(identifiers, types, Family::BlockText, pmids, rows.clone()))
    }
}

impl EntityTable {
    /// The documents and identifier cells of table rows.
    pub fn mentions(&self, rows: &Rows) -> Result<Mentions> {
        let (identifiers, types) = (self.strings(0)?, self.category(0)?);
        Ok(Mentions::new(identifiers, types, Family::Table, Pmids::OfRows(self.pmids()?), rows.clone()))
    }
}

impl<T: TableRows> TableFile<T> {
    /// The separators of the cells of a string column.
    pub fn rule(&self, at: usize) -> Result<Rule> {
        Ok(match T::SIDES.get(at) {
            Some(&(category, _)) => Rule::of_identifiers(&self.category(category)?, Family::Table),
            None => Rule::Same(Separators::PIPE),
        })
    }
}
