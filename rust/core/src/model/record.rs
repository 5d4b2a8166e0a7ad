//! Documents by value: what stands in an input, without it. For documents made by hand, and for
//! comparing the parsers.

use crate::columns::Span;
use crate::text::ByteRange;

/// Raw bytes of a value; UTF-8 nearly always.
pub type Bytes = Vec<u8>;

/// A document and everything that belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Document {
    /// The id.
    pub document_id: Bytes,
    /// The title, if there is one.
    pub title: Option<Bytes>,
    /// The abstract, if there is one.
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
    /// The text after them.
    pub text: Bytes,
}

/// An annotation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Annotation {
    /// First code point.
    pub start: i32,
    /// One past the last code point.
    pub end: i32,
    /// The mention.
    pub mention: Bytes,
    /// The type.
    pub kind: Bytes,
    /// The identifier, if the row has that column.
    pub identifier: Option<Bytes>,
    /// The columns beyond, if there are any.
    pub extra: Option<Bytes>,
}

/// A relation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Relation {
    /// The type.
    pub kind: Bytes,
    /// The first argument.
    pub arg1: Bytes,
    /// The second argument.
    pub arg2: Bytes,
    /// The text after the arguments, if there is any.
    pub extra: Option<Bytes>,
}

/// A text under construction.
#[derive(Default)]
pub(crate) struct Values(pub Vec<u8>);

impl Values {
    /// Appends a value, and says where it is.
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
