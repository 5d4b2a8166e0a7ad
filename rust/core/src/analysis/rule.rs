//! The separators of a column's cells, row by row.

use std::sync::Arc;

use super::identifiers::{Family, Separators};
use crate::model::{DictionaryColumn, Rows, SharedColumn};

/// The rule that divides the cells of a column into values.
#[derive(Clone, Debug)]
pub enum Rule {
    /// One rule for all cells.
    Same(Separators),
    /// A rule for each type of row.
    ByType {
        /// The type of each row.
        codes: SharedColumn<i32>,
        /// The separators of each type.
        separators: Arc<[Separators]>,
    },
}

impl Rule {
    /// The rule of an identifier column, by its column of types.
    pub fn of_identifiers(types: &DictionaryColumn, family: Family) -> Self {
        let separators = Separators::of_types(&types.values, family).into();
        Self::ByType { codes: types.codes.clone(), separators }
    }

    /// The separators of the cell of a row.
    #[inline(always)]
    pub fn at(&self, row: usize) -> Separators {
        match self {
            Self::Same(separators) => *separators,
            // A row without a type has a negative code, and keeps its cell whole.
            Self::ByType { codes, separators } => {
                separators.get(codes[row] as usize).copied().unwrap_or(Separators::NONE)
            }
        }
    }

    /// The rule of a column that consists of these rows, in their order.
    #[must_use]
    pub fn select(&self, rows: &Rows) -> Self {
        match self {
            Self::Same(separators) => Self::Same(*separators),
            Self::ByType { codes, separators } => {
                let codes: Vec<_> = rows.iter().map(|row| codes[row]).collect();
                Self::ByType { codes: Arc::new(codes.into()), separators: separators.clone() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::Categories;

    #[test]
    fn each_row_has_the_rule_of_its_type() {
        let types = DictionaryColumn {
            codes: Arc::new(vec![1, -1, 0].into()),
            values: Categories::from_iter(["Gene", "SNP"]),
        };
        let rule = Rule::of_identifiers(&types, Family::Table);
        let at = |rule: &Rule, row| rule.at(row).as_bytes().to_vec();
        assert_eq!([0, 1, 2].map(|row| at(&rule, row)), [&b""[..], b"", b";"]);
        let selected = rule.select(&[2, 0].into_iter().collect());
        assert_eq!([0, 1].map(|row| at(&selected, row)), [&b";"[..], b""]);
        assert_eq!(at(&Rule::Same(Separators::PIPE).select(&Rows::Range(5..6)), 0), b"|");
    }
}
