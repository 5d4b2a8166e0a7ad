//! Documents of awkward values.

use proptest::prelude::*;
use proptest::sample::select;
use pubfast_core::model::record::{Annotation, Bytes, Document, Passage, Relation};

/// Values: plain ones mostly, and ones that mean something in block text.
fn value() -> impl Strategy<Value = Bytes> {
    let word = select(vec![
        &b"x"[..],
        b"Gene",
        b"MESH:D1",
        b"",
        b" ",
        b"7",
        b"-1",
        b"T1",
        b"T1\tx",
        b"direction",
        b"Subject:7",
        b"a|t|b",
        b"a|b",
        b"1\t2",
        b"\r",
        b"x\r",
        b"x\r\r",
        b"\x0b",
        b"a\nb",
        b"##",
        b"\xef\xbb\xbf",
        b"\xff",
        "α\u{2028}\u{1f9ec}".as_bytes(),
        b"\0",
    ]);
    let words = prop::collection::vec(word.clone(), 0..3).prop_map(|words| words.concat());
    prop_oneof![2 => select(vec![&b"x"[..], b"y z", b"Gene"]).prop_map(<[u8]>::to_vec), 2 => word.prop_map(<[u8]>::to_vec), 1 => words]
}

fn id() -> impl Strategy<Value = Bytes> {
    let plain = select(vec![
        &b"1"[..],
        b"2",
        b"12345678",
        b"PMC1",
        b" ",
        b"\t",
        b"##",
        b"##1",
        b"1|2",
        b"|",
        b"\xef\xbb\xbf1",
        b"\r",
    ]);
    prop_oneof![4 => plain.prop_map(<[u8]>::to_vec), 1 => value()]
}

fn tag() -> impl Strategy<Value = Bytes> {
    select(vec![&b"body"[..], b"a", b"abstract", b"t", b"title", b"T", b"", b" ", b"x|", b"\t", b"\n", b"\r"])
        .prop_map(<[u8]>::to_vec)
}

fn offset() -> impl Strategy<Value = i32> {
    prop_oneof![4 => 0..3000, 1 => select(vec![-1, i32::MIN, i32::MAX])]
}

fn some<S: Strategy>(value: S) -> impl Strategy<Value = Option<S::Value>> {
    prop::option::of(value)
}

fn few<S: Strategy>(value: S) -> impl Strategy<Value = Vec<S::Value>> {
    prop::collection::vec(value, 0..3)
}

/// Documents that block text can hold, and ones that it cannot.
pub fn document() -> impl Strategy<Value = Document> {
    let passage = (tag(), value()).prop_map(|(tag, text)| Passage { tag, text });
    let annotation = (offset(), offset(), value(), value(), some(value()), some(value())).prop_map(
        |(start, end, mention, kind, identifier, extra)| Annotation {
            start,
            end,
            mention,
            kind,
            identifier,
            extra,
        },
    );
    let relation = (value(), value(), value(), some(value()))
        .prop_map(|(kind, arg1, arg2, extra)| Relation { kind, arg1, arg2, extra });
    (id(), some(value()), some(value()), few(passage), few(annotation), few(relation)).prop_map(
        |(document_id, title, abstract_, passages, annotations, relations)| Document {
            document_id,
            title,
            abstract_,
            passages,
            annotations,
            relations,
        },
    )
}
