//! Relations whose arguments no annotation of their document carries.
//!
//! An argument is carried if it is, without white space around it, one of these:
//!
//! * an identifier cell of an annotation, or one of the values of the cell by the rule of its type (see
//!   [`Separators`]): `D014527` of `D014527|D012492`;
//! * the same without the name of a database before a colon, on either side: BC5CDR's runs have `MESH:D006973` in
//!   annotations and `D006973` in relations;
//! * a part of a variant's cell between semicolons, or several of them: NetMedEx's relations name
//!   `RS#:854560;HGVS:p.L55M;CorrespondingGene:5444` where the annotation has those parts and others, and PharmGKB's
//!   name the gene of a variant, `7054` of `…;CorrespondingGene:7054;…`;
//! * any of these behind a pipe and the type of an annotation of the document: PubTator3's export has `Gene|8863`.

use foldhash::fast::RandomState;
use hashbrown::HashSet;
use memchr::memchr;

use crate::analysis::{Separators, pieces};

/// The identifiers and mentions that a document's annotations carry. The memory is reused from document to document.
#[derive(Default)]
pub(crate) struct CarriedValues<'t> {
    values: HashSet<&'t [u8], RandomState>,
    kinds: HashSet<&'t [u8], RandomState>,
}

impl<'t> CarriedValues<'t> {
    /// Begins a document.
    pub fn clear(&mut self) {
        self.values.clear();
        self.kinds.clear();
    }

    /// Adds the identifier cell of an annotation of type `kind`, whose values `separators` divide.
    pub fn add(&mut self, cell: &'t [u8], kind: &'t [u8], separators: Separators) {
        self.kinds.insert(kind);
        self.add_value(cell);
        if separators == Separators::NONE {
            for part in cell.split(|&byte| byte == b';') {
                self.add_value(part);
            }
        } else {
            for place in pieces(cell, separators) {
                self.add_value(&cell[place]);
            }
        }
    }

    fn add_value(&mut self, value: &'t [u8]) {
        let value = trimmed(value);
        if let Some(bare) = without_database(value) {
            self.values.insert(bare);
        }
        self.values.insert(value);
    }

    /// True if an annotation of the document carries the argument.
    pub fn has(&self, argument: &[u8]) -> bool {
        let argument = trimmed(argument);
        let behind_kind = || {
            let pipe = memchr(b'|', argument).filter(|&pipe| self.kinds.contains(&argument[..pipe]))?;
            Some(trimmed(&argument[pipe + 1..]))
        };
        self.has_identifier(argument) || behind_kind().is_some_and(|argument| self.has_identifier(argument))
    }

    fn has_identifier(&self, argument: &[u8]) -> bool {
        self.has_value(argument)
            || (memchr(b';', argument).is_some()
                && argument.split(|&byte| byte == b';').all(|part| self.has_value(trimmed(part))))
    }

    fn has_value(&self, value: &[u8]) -> bool {
        self.values.contains(value) || without_database(value).is_some_and(|bare| self.values.contains(bare))
    }
}

/// The part after the first colon, if there is one.
fn without_database(value: &[u8]) -> Option<&[u8]> {
    memchr(b':', value).map(|colon| &value[colon + 1..])
}

/// A value without white space around it: Unicode's, or only ASCII's in a value that is not UTF-8.
#[inline]
pub(crate) fn trimmed(value: &[u8]) -> &[u8] {
    let could_be = |byte: Option<&u8>| byte.is_some_and(|&byte| byte <= b' ' || byte >= 0x80);
    if could_be(value.first()) || could_be(value.last()) { trimmed_slowly(value) } else { value }
}

/// True if there is white space around the value.
#[inline]
pub(crate) fn is_padded(value: &[u8]) -> bool {
    trimmed(value).len() < value.len()
}

#[cold]
fn trimmed_slowly(value: &[u8]) -> &[u8] {
    match std::str::from_utf8(value) {
        Ok(text) => text.trim().as_bytes(),
        Err(_) => trimmed_bytes(value),
    }
}

fn trimmed_bytes(value: &[u8]) -> &[u8] {
    let is_text = |byte: &u8| !matches!(byte, b' ' | 0x09..=0x0d);
    let begin = value.iter().position(is_text).unwrap_or(value.len());
    let end = value.iter().rposition(is_text).map_or(begin, |last| last + 1);
    &value[begin..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Family;

    fn carried(cells: &[(&'static str, &'static str)]) -> CarriedValues<'static> {
        let mut carried = CarriedValues::default();
        for (cell, kind) in cells {
            let separators = Separators::of(kind.as_bytes(), Family::BlockText);
            carried.add(cell.as_bytes(), kind.as_bytes(), separators);
        }
        carried
    }

    #[test]
    fn arguments_of_real_corpora_are_carried() {
        for (cell, kind, argument) in [
            ("D014527|D012492", "Chemical", "D012492"),
            ("D014527|D012492", "Chemical", "D014527|D012492"),
            ("MESH:D006973", "Disease", "D006973"),
            ("D006973", "Disease", "MESH:D006973"),
            ("836,840", "GeneOrGeneProduct", "840"),
            ("c|DEL|1314_1328|", "SequenceVariant", "c|DEL|1314_1328|"),
            (" CVCL_1452", "CellLine", "CVCL_1452"),
            ("CVCL_1452", "CellLine", "\u{a0}CVCL_1452"),
            (
                "tmVar:p|SUB|L|55|M;HGVS:p.L55M;VariantGroup:1;CorrespondingGene:5444;RS#:854560",
                "ProteinMutation",
                "RS#:854560;HGVS:p.L55M;CorrespondingGene:5444",
            ),
            ("tmVar:rs6356;VariantGroup:0;CorrespondingGene:7054", "SNP", "7054"),
            ("8863", "Gene", "Gene|8863"),
            ("MESH:D006973", "Disease", "Disease|D006973"),
            ("-", "Disease", "-"),
            ("", "Disease", ""),
        ] {
            assert!(carried(&[(cell, kind)]).has(argument.as_bytes()), "{cell} {argument}");
        }
    }

    #[test]
    fn others_are_not() {
        let carried = carried(&[("D1|D2", "Chemical"), ("7;8", "SNP"), ("9", "Gene")]);
        for argument in ["D3", "D1|D3", "D1 D2", "", "7;9;10", "D", "Disease|D1", "Gene|7|9", "Gene|"] {
            assert!(!carried.has(argument.as_bytes()), "{argument}");
        }
        assert!(carried.has(b"7;9"));
        assert!(!CarriedValues::default().has(b""));
    }

    #[test]
    fn white_space_is_unicodes() {
        assert_eq!(trimmed("\u{a0} a b\u{2003}".as_bytes()), b"a b");
        assert_eq!(trimmed(b" \x0b\xff \t"), b"\xff");
        assert_eq!(trimmed(b"\xff"), b"\xff");
        assert_eq!(trimmed(b"\0x"), b"\0x");
        assert_eq!(trimmed("α".as_bytes()), "α".as_bytes());
        assert_eq!(trimmed(b" "), b"");
    }
}
