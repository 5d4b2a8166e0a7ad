//! A written document is read back as it was; a document that could not be is refused.

mod support;

use proptest::prelude::*;
use pubfast_core::formats::block_text::reference::parse;
use pubfast_core::formats::block_text::write::{self, LineEnd};
use pubfast_core::model::record::{Annotation, Bytes, Document, Passage, Relation};
use support::documents::document;
use support::{by_value, files, open};

const LINE_ENDS: [LineEnd; 2] = [LineEnd::Lf, LineEnd::CrLf];

/// The documents of a text; both parsers must find the same.
fn read(text: &[u8], window: usize) -> Vec<Document> {
    let expected = parse(text);
    let found = by_value(&open(text, 2, window));
    assert!(found == expected, "the parsers do not agree on {:?}", String::from_utf8_lossy(text));
    expected.documents.into_iter().map(|located| located.document).collect()
}

fn written(document: &Document, line_end: LineEnd) -> Result<Vec<u8>, String> {
    let mut text = b"before".to_vec();
    let outcome = write::document(document, line_end, &mut text);
    assert!(text.starts_with(b"before"));
    if let Err(refusal) = outcome {
        assert_eq!(text, b"before", "a refused document leaves nothing");
        return Err(refusal.to_string());
    }
    Ok(text.split_off(6))
}

/// A file of one document, unless it cannot be the first.
fn alone(text: &[u8]) -> Option<Vec<u8>> {
    write::opening(text).ok().map(|opening| [opening, text].concat())
}

/// Writes a document carelessly: rows of one of several forms, and nothing is checked.
fn careless(document: &Document, form: usize, line_end: LineEnd) -> Vec<u8> {
    let Document { document_id: id, title, abstract_, passages, annotations, relations } = document;
    let mut lines: Vec<Bytes> = Vec::new();
    let mut text = |tag: &[u8], text: &[u8]| lines.push([&id[..], tag, text].join(&b'|'));
    title.iter().for_each(|title| text(b"t", title));
    abstract_.iter().for_each(|abstract_| text(b"a", abstract_));
    passages.iter().for_each(|passage| text(&passage.tag, &passage.text));
    for Annotation { start, end, mention, kind, identifier, extra } in annotations {
        let (start, end) = (start.to_string().into_bytes(), end.to_string().into_bytes());
        let rest = [identifier.clone(), extra.clone()];
        let columns = match (form % 3, extra) {
            (0, _) | (_, None) => [
                vec![id.clone(), start, end, mention.clone(), kind.clone()],
                rest.into_iter().flatten().collect(),
            ],
            (1, Some(extra)) => [
                vec![id.clone(), extra.clone(), kind.clone(), start, end, mention.clone()],
                identifier.iter().cloned().collect(),
            ],
            (_, Some(extra)) => [
                vec![id.clone(), start, end, mention.clone(), kind.clone()],
                vec![Bytes::new(), extra.clone()],
            ],
        };
        lines.push(columns.concat().join(&b'\t'));
    }
    for Relation { kind, arg1, arg2, extra } in relations {
        let kind = if form / 3 == 0 { vec![id.clone(), kind.clone()] } else { vec![id.clone()] };
        let columns = [kind, vec![arg1.clone(), arg2.clone()], extra.iter().cloned().collect()];
        lines.push(columns.concat().join(&b'\t'));
    }
    let end = line_end.bytes();
    lines.iter().flat_map(|line| [&line[..], end].concat()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn documents_alone(document in document(), window in 1usize..200) {
        for line_end in LINE_ENDS {
            match written(&document, line_end) {
                Ok(text) => {
                    let first = b"0|t|before\n\n";
                    let after = read(&[first, &text[..]].concat(), window);
                    prop_assert_eq!(&after[1..], std::slice::from_ref(&document));
                    if let Some(text) = alone(&text) {
                        prop_assert_eq!(read(&text, window), [document.clone()]);
                    } else {
                        prop_assert!(read(&text, window) != [document.clone()]);
                    }
                }
                Err(_) => for form in 0..6 {
                    let text = careless(&document, form, line_end);
                    prop_assert!(parse(&text).documents.iter().all(|found| found.document != document), "refused for nothing");
                },
            }
        }
    }

    #[test]
    fn documents_together(documents in prop::collection::vec(document(), 1..12), window in 1usize..400, crlf in any::<bool>()) {
        let line_end = LINE_ENDS[usize::from(crlf)];
        let mut expected = Vec::new();
        let mut text = Vec::new();
        for document in documents {
            let Ok(lines) = written(&document, line_end) else { continue };
            if text.is_empty() {
                let Some(lines) = alone(&lines) else { continue };
                text = lines;
            } else {
                text.extend_from_slice(line_end.bytes());
                text.extend_from_slice(&lines);
            }
            expected.push(document);
        }
        prop_assert_eq!(read(&text, window), expected);
    }
}

#[test]
fn documents_of_files() {
    for path in files() {
        let input = std::fs::read(&path).expect("a file");
        let documents: Vec<_> = parse(&input).documents.into_iter().map(|located| located.document).collect();
        for line_end in LINE_ENDS {
            let mut text = Vec::new();
            for document in &documents {
                let lines =
                    written(document, line_end).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
                if text.is_empty() {
                    text.extend_from_slice(write::opening(&lines).expect("no comment"));
                } else {
                    text.extend_from_slice(line_end.bytes());
                }
                text.extend_from_slice(&lines);
            }
            assert!(read(&text, 0) == documents, "{}", path.display());
        }
    }
}

#[test]
fn refusals_say_why() {
    let plain = || Document { document_id: b"1".into(), title: Some(b"x".into()), ..Document::default() };
    let passage =
        |tag: &[u8]| Document { passages: vec![Passage { tag: tag.into(), text: b"y".into() }], ..plain() };
    let annotation = |change: fn(&mut Annotation)| {
        let mut row = Annotation { mention: b"x".into(), kind: b"Gene".into(), ..Annotation::default() };
        change(&mut row);
        Document { annotations: vec![row], ..plain() }
    };
    let relation = |kind: &[u8], arg1: &[u8], arg2: &[u8], extra: Option<&[u8]>| Document {
        relations: vec![Relation {
            kind: kind.into(),
            arg1: arg1.into(),
            arg2: arg2.into(),
            extra: extra.map(<[u8]>::to_vec),
        }],
        ..plain()
    };
    let cases = [
        (Document { document_id: b"".into(), ..plain() }, "the document id is empty: "),
        (Document { document_id: b"1|2".into(), ..plain() }, "the document id '1|2' has a pipe in it: "),
        (Document { document_id: b"1\t2".into(), ..plain() }, "the document id '1\\t2' has a tab in it: "),
        (
            Document { document_id: b"1\n".into(), ..plain() },
            "the document id '1\\n' has a line break in it: ",
        ),
        (Document { title: None, ..plain() }, "document '1' has neither text nor rows, "),
        (
            Document { title: Some(b"a\nb".into()), ..plain() },
            "the title 'a\\nb' of document '1' has a line break in it: ",
        ),
        (
            Document { abstract_: Some(b"\n".into()), ..plain() },
            "the abstract '\\n' of document '1' has a line break in it: ",
        ),
        (passage(b""), "document '1' has a passage without a tag: "),
        (passage(b"a|b"), "the passage tag 'a|b' of document '1' has a pipe in it: "),
        (passage(b"a\tb"), "the passage tag 'a\\tb' of document '1' has a tab in it: "),
        (
            passage(b"title"),
            "document '1' has a passage with the tag 'title', which would be read as a title",
        ),
        (passage(b"a"), "document '1' has a passage with the tag 'a' and no abstract, "),
        (
            annotation(|row| row.mention = b"a\tb".into()),
            "the mention 'a\\tb' of document '1' has a tab in it: ",
        ),
        (
            annotation(|row| row.mention = b"a\nb".into()),
            "the mention 'a\\nb' of document '1' has a line break in it: ",
        ),
        (
            annotation(|row| row.kind = b"\t".into()),
            "the annotation type '\\t' of document '1' has a tab in it: ",
        ),
        (
            annotation(|row| row.identifier = Some(b"\t".into())),
            "the identifier '\\t' of document '1' has a tab in it: ",
        ),
        (
            annotation(|row| row.extra = Some(b"x".into())),
            "document '1' has an annotation with the extra 'x' and without the identifier ",
        ),
        (
            relation(b"\n", b"x", b"y", None),
            "the relation type '\\n' of document '1' has a line break in it: ",
        ),
        (relation(b"CID", b"x\t", b"y", None), "the argument 'x\\t' of document '1' has a tab in it: "),
        (
            relation(b"CID", b"x", b"Subject:y", None),
            "document '1' has a relation whose line '1\\tCID\\tx\\tSubject:y' would be read as another relation",
        ),
        (
            relation(b"1", b"2", b"y", None),
            "document '1' has a relation whose line '1\\t1\\t2\\ty' would be read as a problem (too_few_columns)",
        ),
        (
            relation(b"1", b"2", b"y", Some(b"z")),
            "document '1' has a relation whose line '1\\t1\\t2\\ty\\tz' would be read as an annotation",
        ),
        (
            Document { document_id: b" ".into(), ..relation(b"", b"", b"", None) },
            "document ' ' has a relation whose line ' \\t\\t\\t' would be read as a blank line",
        ),
    ];
    for (document, expected) in cases {
        let why = written(&document, LineEnd::Lf).expect_err("a refusal");
        assert!(why.starts_with(expected), "{why}");
    }
    let why = write::opening(b"##1|t|x\n").expect_err("a refusal").to_string();
    assert!(why.starts_with("the document id '##1' begins with ##, "), "{why}");
}
