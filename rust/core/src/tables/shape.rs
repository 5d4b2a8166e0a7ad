//! Which columns a table has: its first line decides.

use memchr::memchr;

use crate::pubtator::line::strip;

/// The columns of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// `PMID Type ConceptID Mentions Resource`.
    #[default]
    Typed,
    /// `PMID MeshID Mentions Resource`: one of the old tables, each of one type.
    Untyped,
    /// `PMID Type Entity1 Entity2`.
    Relations,
}

impl Shape {
    /// How many columns a complete row has.
    pub const fn columns(self) -> usize {
        match self {
            Self::Typed => 5,
            Self::Untyped | Self::Relations => 4,
        }
    }

    /// How many columns a row must have to be stored. What an entity is about is its identifier; half
    /// a relation is about nothing.
    pub const fn least(self) -> usize {
        match self {
            Self::Typed => 3,
            Self::Untyped => 2,
            Self::Relations => 4,
        }
    }
}

/// The header row of a text, which begins with the first line of its file: where the row ends, and the
/// shape that it tells. Nothing where there is no header: then an entity table is [`Shape::Typed`].
pub fn header(text: &[u8]) -> Option<(usize, Shape)> {
    let end = memchr(b'\n', text).map_or(text.len(), |newline| newline + 1);
    let line = strip(&text[..end]);
    if !is_header(line) {
        return None;
    }
    let names: Vec<_> = line.split(|&byte| byte == b'\t').collect();
    let is_entity = |name: &&[u8]| name.len() >= 6 && name[..6].eq_ignore_ascii_case(b"entity");
    let shape = if !names.iter().any(|name| name.eq_ignore_ascii_case(b"type")) && names.len() < 5 {
        Shape::Untyped
    } else if names.len() == 4 && names[2..].iter().all(is_entity) {
        Shape::Relations
    } else {
        Shape::Typed
    };
    Some((end, shape))
}

/// Whether a line, without its line end, names columns: its first field is `PMID`, after an optional `#`.
pub fn is_header(line: &[u8]) -> bool {
    let name = line.strip_prefix(b"#").unwrap_or(line);
    name.len() >= 4 && name[..4].eq_ignore_ascii_case(b"PMID") && matches!(name.get(4), None | Some(b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_tells_the_shape() {
        for (text, expected) in [
            ("PMID\tType\tConceptID\tMentions\tResource\n1\tx", Some(Shape::Typed)),
            ("#pmid\ttype\tconcept_id\tmentions\tresource", Some(Shape::Typed)),
            ("PMID\tGeneType\tID\tMentions\tResource\n", Some(Shape::Typed)),
            ("PMID\tType\tConceptID\tMentions\n", Some(Shape::Typed)),
            ("PMID\tMeshID\tMentions\tResource\r\n1\tx", Some(Shape::Untyped)),
            ("Pmid\tNCBI_Gene\tMentions\n", Some(Shape::Untyped)),
            ("PMID\n", Some(Shape::Untyped)),
            ("PMID\tType\tEntity1\tEntity2\r\n", Some(Shape::Relations)),
            ("PMID:\tType\tEntity1\tEntity2\n", None),
            ("##PMID\tType\n", None),
            ("\nPMID\tType\n", None),
            ("25379667\tGene\t3558\tIL-2\tGNormPlus\n", None),
            ("PMI", None),
            ("", None),
        ] {
            let end = text.find('\n').map_or(text.len(), |newline| newline + 1);
            assert_eq!(header(text.as_bytes()), expected.map(|shape| (end, shape)), "{text:?}");
        }
    }
}
