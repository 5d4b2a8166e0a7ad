//! Rows to be counted or indexed: their documents and identifiers.

use super::identifiers::{Family, Separators, pieces};
use super::missing::Missing;
use super::rule::Rule;
use crate::model::{DictionaryColumn, Rows, SharedColumn, StringColumn};

/// The document of a row and the cell that names its concepts.
#[derive(Clone, Copy, Debug)]
pub struct Mention<'t> {
    /// The document; a negative number where it has no PMID.
    pub pmid: i64,
    /// The identifier cell.
    pub cell: Option<&'t [u8]>,
    /// The separators between the values of the cell.
    pub separators: Separators,
}

impl<'t> Mention<'t> {
    /// Calls `take` with each identifier; returns how many are [missing](Missing).
    #[inline]
    pub(super) fn identifiers(self, mut take: impl FnMut(&'t [u8])) -> u64 {
        let Some(cell) = self.cell.filter(|cell| !Missing::of(Some(cell)).is_missing()) else { return 1 };
        let mut missing = 0;
        for piece in pieces(cell, self.separators) {
            let identifier = &cell[piece];
            if Missing::of(Some(identifier)).is_missing() {
                missing += 1;
            } else {
                take(identifier);
            }
        }
        missing
    }
}

/// The documents of rows, as PMIDs.
#[derive(Clone, Debug)]
pub enum Pmids {
    OfRows(SharedColumn<i64>),
    /// Each row has a document, and each document a PMID; a row whose document does not exist has none.
    OfDocuments {
        /// The document of each row.
        documents: SharedColumn<i32>,
        /// The PMID of each document.
        pmids: SharedColumn<i64>,
    },
}

impl Pmids {
    #[inline(always)]
    fn at(&self, row: usize) -> i64 {
        match self {
            Self::OfRows(pmids) => pmids[row],
            Self::OfDocuments { documents, pmids } => {
                pmids.get(documents[row] as usize).copied().unwrap_or(-1)
            }
        }
    }
}

/// The documents, types and identifiers of some rows.
#[derive(Clone, Debug)]
pub struct Mentions {
    identifiers: StringColumn,
    types: DictionaryColumn,
    rule: Rule,
    pmids: Pmids,
    rows: Rows,
    /// For each type, whether its rows are selected.
    wanted: Option<Box<[bool]>>,
}

impl Mentions {
    /// Some rows of parallel columns.
    pub fn new(
        identifiers: StringColumn,
        types: DictionaryColumn,
        family: Family,
        pmids: Pmids,
        rows: Rows,
    ) -> Self {
        let rule = Rule::of_identifiers(&types, family);
        Self { identifiers, types, rule, pmids, rows, wanted: None }
    }

    /// Selects the rows of some types. A type that no row has selects none.
    #[must_use]
    pub fn of_types(self, types: &[impl AsRef<[u8]>]) -> Self {
        let is_wanted = |kind: &[u8]| types.iter().any(|wanted| wanted.as_ref() == kind);
        let wanted = self.types.values.iter().map(is_wanted).collect();
        Self { wanted: Some(wanted), ..self }
    }

    /// The number of rows, of any type.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The mention of a row; none if its type is not selected.
    // It is called for every row, and costs next to nothing where it is inlined.
    #[inline(always)]
    pub fn get(&self, place: usize) -> Option<Mention<'_>> {
        let row = self.rows.at(place);
        if let Some(wanted) = &self.wanted {
            wanted.get(self.types.codes[row] as usize).filter(|&&wanted| wanted)?;
        }
        let cell = self.identifiers.get(row);
        Some(Mention { pmid: self.pmids.at(row), cell, separators: self.rule.at(row) })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::columns::{Categories, Span, Spans};
    use crate::io::Text;

    #[test]
    fn rows_of_other_types_and_documents_without_a_number_are_told_apart() {
        let mut spans = Spans::default();
        (0..4).for_each(|at| spans.push(0, Span::new(at, at + 1)));
        let identifiers = StringColumn::new(&Arc::new(Text::from(b"abcd".to_vec())), Arc::new(spans));
        let types = DictionaryColumn {
            codes: Arc::new(vec![0, 1, -1, 0].into()),
            values: Categories::from_iter(["Gene", "SNP"]),
        };
        let pmids = Pmids::OfDocuments {
            documents: Arc::new(vec![0, 0, 1, 2].into()),
            pmids: Arc::new(vec![10, -1].into()),
        };
        let rows: Rows = [3, 2, 1, 0].into_iter().collect();
        let all = Mentions::new(identifiers, types, Family::BlockText, pmids, rows);
        let told = |mentions: &Mentions| {
            let of = |mention: Mention<'_>| (mention.pmid, mention.cell.map(<[u8]>::to_vec));
            (0..mentions.len()).map(|place| mentions.get(place).map(of)).collect::<Vec<_>>()
        };
        let row = |pmid, cell: &[u8]| Some((pmid, Some(cell.to_vec())));
        assert_eq!(told(&all), [row(-1, b"d"), row(-1, b"c"), row(10, b"b"), row(10, b"a")]);
        let genes = all.clone().of_types(&["Gene", "gene"]);
        assert_eq!(told(&genes), [row(-1, b"d"), None, None, row(10, b"a")]);
        assert_eq!(told(&all.of_types(&[""; 0])), [None, None, None, None]);
    }
}
