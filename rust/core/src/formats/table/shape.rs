//! The columns of a table, as its first line decides.

use memchr::memchr;

use crate::text::{is_blank, strip};

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
    /// The number of columns of a complete row.
    pub const fn columns(self) -> usize {
        match self {
            Self::Typed => 5,
            Self::Untyped | Self::Relations => 4,
        }
    }

    /// The least number of columns of a row that is stored. An entity row needs its identifier, and a relation needs
    /// both sides.
    pub const fn least(self) -> usize {
        match self {
            Self::Typed => 3,
            Self::Untyped => 2,
            Self::Relations => 4,
        }
    }
}

/// The head of a table: blank lines, and a header row if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The end of the head.
    pub end: usize,
    /// The shape according to the header row. Without one an entity table is [`Shape::Typed`].
    pub shape: Option<Shape>,
    /// True if there were only blank lines, so that the head goes on in the text that follows.
    pub is_open: bool,
}

/// The head of a text, as far as the text has it. The text begins with the first line of its file.
pub fn head(text: &[u8]) -> Head {
    let mut at = 0;
    while at < text.len() {
        let end = memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline + 1);
        let line = strip(&text[at..end]);
        if is_header(line) {
            return Head { end, shape: Some(named(line)), is_open: false };
        }
        if !is_blank(line) {
            return Head { end: at, shape: None, is_open: false };
        }
        at = end;
    }
    Head { end: at, shape: None, is_open: true }
}

/// The shape according to a header row: the old tables have no type, and fewer columns than all others.
fn named(line: &[u8]) -> Shape {
    let names: Vec<_> = line.split(|&byte| byte == b'\t').collect();
    let is_entity = |name: &&[u8]| name.len() >= 6 && name[..6].eq_ignore_ascii_case(b"entity");
    if !names.iter().any(|name| name.eq_ignore_ascii_case(b"type")) && names.len() < 5 {
        Shape::Untyped
    } else if names.len() == 4 && names[2..].iter().all(is_entity) {
        Shape::Relations
    } else {
        Shape::Typed
    }
}

/// True if a line, without its line end, names columns: its first field is `PMID`, after an optional `#`.
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
            ("1\n\nPMID\tType\n", None),
            ("25379667\tGene\t3558\tIL-2\tGNormPlus\n", None),
            ("PMI", None),
            ("", None),
        ] {
            let end = match expected {
                Some(_) => text.find('\n').map_or(text.len(), |newline| newline + 1),
                None => 0,
            };
            let is_open = text.is_empty();
            assert_eq!(head(text.as_bytes()), Head { end, shape: expected, is_open }, "{text:?}");
            let later = head(format!("\r\n \t\n{text}").as_bytes());
            assert_eq!(later, Head { end: end + 5, shape: expected, is_open }, "{text:?}");
        }
    }
}
