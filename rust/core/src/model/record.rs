//! Documents and rows by value, without an input. They serve documents made by hand, and comparisons of the parsers.

use crate::columns::Span;
use crate::text::ByteRange;

/// Raw bytes of a value; UTF-8 nearly always.
pub type Bytes = Vec<u8>;

/// A document and everything that belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Document {
    pub document_id: Bytes,
    pub title: Option<Bytes>,
    pub abstract_: Option<Bytes>,
    /// Text lines of other tags.
    pub passages: Vec<Passage>,
    /// Its annotations, in file order.
    pub annotations: Vec<Annotation>,
    /// Its relations, in file order.
    pub relations: Vec<Relation>,
}

/// A text line that is neither title nor abstract.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Passage {
    /// The tag between the pipes.
    pub tag: Bytes,
    /// The text after the second pipe.
    pub text: Bytes,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Annotation {
    /// First code point.
    pub start: i32,
    /// One past the last code point.
    pub end: i32,
    pub mention: Bytes,
    pub kind: Bytes,
    /// The identifier, if the row has that column.
    pub identifier: Option<Bytes>,
    /// The columns beyond, if there are any.
    pub extra: Option<Bytes>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Relation {
    pub kind: Bytes,
    /// The first argument.
    pub arg1: Bytes,
    /// The second argument.
    pub arg2: Bytes,
    /// The text after the arguments, if there is any.
    pub extra: Option<Bytes>,
}

/// A row of an entity table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Entity {
    /// The PMID, -1 where it is not a plain decimal number.
    pub pmid: i64,
    /// The type; none in a table without that column.
    pub kind: Option<Bytes>,
    /// The identifiers, as they stand.
    pub identifier: Bytes,
    /// The mentions, as they stand, if the row has that column.
    pub mentions: Option<Bytes>,
    /// The resources, as they stand, if the row has that column.
    pub resource: Option<Bytes>,
}

/// A row of a relation table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TableRelation {
    /// The PMID, -1 where it is not a plain decimal number.
    pub pmid: i64,
    pub kind: Bytes,
    /// The type of the first entity, if it has a pipe.
    pub type1: Option<Bytes>,
    /// The id of the first entity.
    pub id1: Bytes,
    /// The type of the second entity, if it has a pipe.
    pub type2: Option<Bytes>,
    /// The id of the second entity.
    pub id2: Bytes,
}

/// A text under construction.
#[derive(Default)]
pub(crate) struct Values(pub Vec<u8>);

impl Values {
    /// Appends a value and returns its position.
    pub fn place(&mut self, value: &[u8]) -> ByteRange {
        let begin = self.0.len();
        self.0.extend_from_slice(value);
        begin..self.0.len()
    }

    /// Like `place`, but for a value that may be absent.
    pub fn place_some(&mut self, value: Option<&[u8]>) -> Option<ByteRange> {
        value.map(|value| self.place(value))
    }

    pub fn push(&mut self, value: &[u8]) -> Span {
        let place = self.place(value);
        Span::new(place.start, place.end)
    }

    pub fn push_some(&mut self, value: Option<&[u8]>) -> Span {
        value.map_or(Span::ABSENT, |value| self.push(value))
    }
}
