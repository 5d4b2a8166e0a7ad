//! Lines of JSON are read as the documents and rows that they stand for, wherever they are cut, or refused.

mod support;

use proptest::prelude::*;
use proptest::sample::Index;
use pubfast_core::base::Options;
use pubfast_core::engine::stream::Stream;
use pubfast_core::formats::block_text::reference::parse;
use pubfast_core::formats::detect::{DetectedFormat, detect};
use pubfast_core::formats::jsonl::LineKind;
use pubfast_core::formats::table::Shape;
use pubfast_core::model::record::{Document, Entity, TableRelation};
use pubfast_core::model::{Dataset, Kind, TableId};
use pubfast_core::{Cause, Error, Records};
use support::documents::document;
use support::json::{Style, converted, expected, repaired, twin};
use support::packing::{CONTAINERS, memory};
use support::{by_value, files, mutate};

fn options(threads: usize, window: usize) -> Options {
    Options { threads, window, ..Options::default() }
}

fn opened(json: &[u8], options: &Options) -> Result<Vec<Document>, Error> {
    let corpus = Dataset::read(Kind::Documents, memory(json), options)?;
    Ok(by_value(&corpus).documents.into_iter().map(|located| located.document).collect())
}

fn streamed(json: &[u8], options: Options, batch_bytes: usize) -> (Vec<Document>, Option<Error>) {
    let mut documents = Vec::new();
    for batch in Stream::open(Kind::Documents, memory(json), options, batch_bytes).expect("lines of JSON") {
        match batch {
            Ok(batch) => documents.extend((0..batch.len(TableId::Documents)).map(|row| batch.to_value(row))),
            Err(error) => return (documents, Some(error)),
        }
    }
    (documents, None)
}

proptest! {
    #[test]
    fn the_twin_agrees(document in document(), style: u8, changes in prop::collection::vec(any::<(Index, u8, u8)>(), 0..4)) {
        let document = repaired(&document);
        let mut line = Style::of(style).document(&document).into_bytes();
        prop_assert_eq!(twin(&line), Some(document));
        for change in changes {
            let (found, expected) = (converted(&line), expected(&line));
            prop_assert_eq!(found.as_ref().ok(), expected.as_ref(), "{}: {:?}", String::from_utf8_lossy(&line), found);
            mutate(&mut line, &[change]);
            line.retain(|byte| *byte != b'\n');
        }
    }

    #[test]
    fn there_is_room_for_what_a_line_becomes(mut document in document(), style: u8, length in 0..200_usize) {
        document.document_id = document.document_id.iter().cycle().take(length).copied().collect();
        let line = Style::of(style).document(&document).into_bytes();
        if let (Ok(text), Some(room)) = (converted(&line), LineKind::Documents.room(&line)) {
            prop_assert!(text.len() <= room, "{} {room}", text.len());
        }
    }

    #[test]
    fn documents_come_back(
        documents in prop::collection::vec((document(), any::<u8>(), 0..4_usize), 1..12),
        batch_bytes in 1..400_usize, threads in 1..4_usize, container in 0..6_usize, is_open: bool,
    ) {
        let mut json = if is_open { b"\xef\xbb\xbf".to_vec() } else { b"\n".to_vec() };
        let mut expected = Vec::new();
        for (document, style, end) in &documents {
            let document = repaired(document);
            let line = Style::of(*style).document(&document);
            if converted(line.as_bytes()).is_ok() {
                json.extend([line.as_bytes(), ["\n", "\r\n", "\n\n", "\n \t\n"][*end].as_bytes()].concat());
                expected.push(document);
            }
        }
        if expected.is_empty() {
            return Ok(());
        }
        if is_open {
            json.truncate(json.trim_ascii_end().len());
        }
        let packed = CONTAINERS[container].1(&json);
        prop_assert_eq!(&streamed(&packed, options(threads, 0), batch_bytes).0, &expected);
        prop_assert_eq!(&opened(&packed, &options(threads, batch_bytes)).expect("documents"), &expected);
    }

    #[test]
    fn all_that_block_text_can_have_comes_back(
        file in any::<Index>(), from in any::<Index>(), changes in prop::collection::vec(any::<(Index, u8, u8)>(), 0..40),
    ) {
        let files = files();
        let text = std::fs::read(&files[file.index(files.len())]).expect("a file");
        let from = if text.is_empty() { 0 } else { from.index(text.len()) };
        let mut text = text[from..text.len().min(from + 3000)].to_vec();
        mutate(&mut text, &changes);
        for located in parse(&text).documents {
            let document = repaired(&located.document);
            let text = converted(Style::default().document(&document).as_bytes());
            let found = parse(&[b"0|t|first\n\n", &text.expect("block text")[..]].concat()).documents;
            prop_assert_eq!(found.len(), 2);
            prop_assert_eq!(&found[1].document, &document);
        }
    }

    #[test]
    fn bytes_of_any_kind_are_survived(
        documents in prop::collection::vec((document(), any::<u8>()), 1..5),
        changes in prop::collection::vec(any::<(Index, u8, u8)>(), 0..20),
    ) {
        let lines = documents.iter().map(|(document, style)| Style::of(*style).document(document) + "\n");
        let mut json = lines.collect::<String>().into_bytes();
        mutate(&mut json, &changes);
        let whole = opened(&json, &options(2, 100));
        if let Ok(stream) = Stream::open(Kind::Documents, memory(&json), options(2, 0), 100) {
            let batches: Vec<_> = stream.collect();
            prop_assert_eq!(batches.iter().any(Result::is_err), whole.is_err());
        }
    }

    #[test]
    fn rows_come_back(
        entities in prop::collection::vec((pmid(), value(), value(), some(), some()), 1..8),
        relations in prop::collection::vec((pmid(), value(), some(), value(), some(), value()), 1..8),
        is_typed: bool, batch_bytes in 1..200_usize,
    ) {
        let json = |value: &Option<String>| serde_json::to_string(value).expect("a string");
        let number = |pmid: &Option<i64>| pmid.map_or("null".into(), |pmid| pmid.to_string());
        let bytes = |value: &String| value.clone().into_bytes();
        let shape = if is_typed { Shape::Typed } else { Shape::Untyped };
        let (mut lines, mut rows) = (String::new(), Vec::new());
        for (pmid, kind, identifier, mentions, resource) in entities {
            let kind = is_typed.then_some(kind);
            let line = format!(
                "{{\"resource\":{},\"mentions\":{},\"pmid\":{},\"type\":{},\"identifier\":{}}}\n",
                json(&resource), json(&mentions), number(&pmid), json(&kind), json(&Some(identifier.clone())),
            );
            if LineKind::Entities(shape).convert(line.as_bytes(), &mut Vec::new()).is_ok() {
                lines += &line;
                rows.push(Entity {
                    pmid: pmid.unwrap_or(-1),
                    kind: kind.as_ref().map(bytes),
                    identifier: bytes(&identifier),
                    mentions: mentions.as_ref().map(bytes),
                    resource: resource.as_ref().map(bytes),
                });
            }
        }
        let table = Dataset::read(Kind::Entities, memory(lines.as_bytes()), &options(2, batch_bytes)).expect("a table");
        prop_assert_eq!((0..rows.len()).map(|row| table.entity_value(row)).collect::<Vec<_>>(), rows);
        let (mut lines, mut rows) = (String::new(), Vec::new());
        for (pmid, kind, type1, id1, type2, id2) in relations {
            let line = format!(
                "{{\"pmid\":{},\"type\":{},\"type1\":{},\"id1\":{},\"type2\":{},\"id2\":{}}}\n",
                number(&pmid), json(&Some(kind.clone())), json(&type1), json(&Some(id1.clone())), json(&type2),
                json(&Some(id2.clone())),
            );
            if LineKind::Relations.convert(line.as_bytes(), &mut Vec::new()).is_ok() {
                lines += &line;
                rows.push(TableRelation {
                    pmid: pmid.unwrap_or(-1),
                    kind: bytes(&kind),
                    type1: type1.as_ref().map(bytes),
                    id1: bytes(&id1),
                    type2: type2.as_ref().map(bytes),
                    id2: bytes(&id2),
                });
            }
        }
        let table = Dataset::read(Kind::Relations, memory(lines.as_bytes()), &options(2, batch_bytes)).expect("a table");
        prop_assert_eq!((0..rows.len()).map(|row| table.table_relation_value(row)).collect::<Vec<_>>(), rows);
    }
}

fn pmid() -> impl Strategy<Value = Option<i64>> {
    prop::option::of(0..100_000_000_i64)
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[a-zA-Z0-9:;. -]{0,12}", 1 => "[a\\t\\n\\r|é]{0,3}"]
}

fn some() -> impl Strategy<Value = Option<String>> {
    prop::option::of(value())
}

#[test]
fn every_file_comes_back() {
    for path in files() {
        let text = std::fs::read(&path).expect("a file");
        let documents: Vec<_> =
            parse(&text).documents.iter().map(|located| repaired(&located.document)).collect();
        for style in [0, 31] {
            let lines = documents.iter().map(|document| Style::of(style).document(document) + "\n");
            let json = lines.collect::<String>().into_bytes();
            let found = opened(&json, &options(2, 10_000)).expect("documents");
            assert!(found == documents, "{}", path.display());
            assert!(streamed(&json, options(3, 0), 5000).0 == documents, "{}", path.display());
        }
    }
}

#[test]
fn what_is_before_a_wrong_line_is_delivered() {
    let document = |at: usize| Document {
        document_id: at.to_string().into_bytes(),
        title: Some(vec![b'x'; 10 + at % 90]),
        ..Document::default()
    };
    let documents: Vec<_> = (0..400).map(document).collect();
    let mut lines: Vec<_> = documents.iter().map(|document| Style::default().document(document)).collect();
    for wrong in [0, 1, 250, 399] {
        let line = std::mem::replace(&mut lines[wrong], r#"{"document_id":"7","title":7}"#.into());
        let json = lines.join("\n").into_bytes();
        for (_, pack) in CONTAINERS {
            let packed = pack(&json);
            for (threads, batch_bytes) in [(1, 1), (1, 1 << 20), (2, 1000), (3, 1 << 20)] {
                let (found, error) = streamed(&packed, options(threads, 0), batch_bytes);
                assert!(found == documents[..wrong], "{wrong} {threads} {batch_bytes} {}", found.len());
                for error in [error, opened(&packed, &options(threads, batch_bytes)).err()] {
                    let Some(Error::Fault { cause: Cause::Corrupt(said), complete, .. }) = error else {
                        panic!("{error:?}");
                    };
                    let line = wrong + 1;
                    assert_eq!(
                        said,
                        format!("line {line}, byte 28: title: invalid type: integer `7`, expected a string")
                    );
                    assert_eq!(complete, Records::Documents(wrong as u64));
                }
            }
        }
        lines[wrong] = line;
    }
}

#[test]
fn lines_that_are_larger_than_what_is_converted_apart() {
    let large = |id: &str, size: usize| Document {
        document_id: id.into(),
        title: Some(vec![b'x'; size]),
        ..Document::default()
    };
    // A long id in many rows: the room that they may need is larger than what they take.
    let mut rows = large(&"7".repeat(3000), 10);
    rows.relations = vec![Default::default(); 6000];
    let documents = [large("1", 17 << 20), large("2", 3), rows, large("3", 9 << 20)];
    for (style, key) in [(0, "document_id"), (2, "document\\u005fid")] {
        let lines = documents.iter().map(|document| Style::of(style).document(document) + "\n");
        let (first, rest) = lines
            .collect::<String>()
            .split_once('\n')
            .map(|(one, other)| (one.to_owned(), other.replace("document_id", key)))
            .expect("lines");
        let json = format!("{first}\n{rest}").into_bytes();
        for threads in [1, 2] {
            assert!(opened(&json, &options(threads, 0)).expect("documents") == documents);
            assert!(streamed(&json, options(threads, 0), 1000).0 == documents);
        }
    }
}

#[test]
fn sentences_name_what_is_wrong() {
    let annotation = |inside: &str| format!(r#"{{"document_id":"1","annotations":[{{}}{inside}]}}"#);
    let whole = |inside: &str| {
        format!(
            r#"{{"document_id":"1","title":"x","annotations":[{{"start":0,"end":1,"mention":"x","type":"G"}},{inside}]}}"#
        )
    };
    for (line, expected) in [
        ("{", "this is not JSON: EOF while parsing an object"),
        (r#"["7",null,"x"]"#, "invalid type: sequence, expected an object"),
        (
            r#"{"document_id":"7","annotations":[[0,1,"x","G"]]}"#,
            "annotations[0]: invalid type: sequence, expected an object",
        ),
        (r#"{"document_id":"1","title":"x"} {}"#, "this is not JSON: trailing characters"),
        ("{\"document_id\":\"1\",\"title\":\"x\"}\u{c}", "this is not JSON: trailing characters"),
        (r#"{"title":"x"}"#, "missing field `document_id`"),
        (r#"{"document_id":null}"#, "document_id: must be a string"),
        (
            r#"{"document_id":7}"#,
            "document_id must be a string, not 7; a number will do only if pmid is the same",
        ),
        (r#"{"document_id":"7","pmid":8}"#, "pmid is another number than document_id \"7\": change both"),
        (
            r#"{"document_id":"7","score":1}"#,
            "score: unknown field `score`, expected one of `document_id`, `pmid`, `title`, `abstract`, `passages`, `annotations`, `relations`",
        ),
        (
            r#"{"document_id":"7","pmid":9007199254740993.0}"#,
            "pmid: invalid value: floating point `9007199254740992.0`, expected a whole number of 64 bits",
        ),
        (
            r#"{"document_id":"7","relations":[{"\n\u0007":1}]}"#,
            r"relations[0].\n\u{7}: unknown field `\n\u{7}`, expected one of `type`, `arg1`, `arg2`, `extra`",
        ),
        (r#"{"document_id":"7","title":"","title":""}"#, "duplicate field `title`"),
        (r#"{"document_id":"7","title":NaN}"#, "this is not JSON: expected value"),
        (r#"{"document_id":"7","title":"\ud800"}"#, "this is not JSON: unexpected end of hex escape"),
        (
            "{\"document_id\":\"7\",\"title\":\"a\tb\"}",
            "this is not JSON: control character (\\u0000-\\u001F) found while parsing a string",
        ),
        (&annotation(""), "annotations[0]: missing field `start`"),
        (
            &whole(r#"{"start":"x"}"#),
            "annotations[1].start: invalid type: string \"x\", expected a whole number of 32 bits",
        ),
        (
            &whole(r#"{"start":1.5}"#),
            "annotations[1].start: invalid value: floating point `1.5`, expected a whole number of 32 bits",
        ),
        (
            &whole(r#"{"start":2147483648}"#),
            "annotations[1].start: invalid value: integer `2147483648`, expected a whole number of 32 bits",
        ),
        (&whole(r#"{"start":01}"#), "this is not JSON: invalid number"),
        (
            &whole(r#"{"end":0,"start":0,"mention":"x","type":"G","score":1}"#),
            "annotations[1].score: unknown field `score`, expected one of `start`, `end`, `mention`, `type`, `identifier`, `extra`",
        ),
        (
            r#"{"document_id":"7","title":"a\nb"}"#,
            "the title 'a\\nb' of document '7' has a line break in it: block text has a line for each text",
        ),
    ] {
        let found = converted(line.as_bytes()).expect_err("a refusal");
        assert_eq!(found, expected, "{line}");
        assert!(twin(line.as_bytes()).is_none() || found.contains("block text"), "{line}");
    }
}

#[test]
fn sentences_are_short_and_deep_lists_are_survived() {
    let long = format!(r#"{{"document_id":"7","{}":1}}"#, "é".repeat(100_000));
    let said = converted(long.as_bytes()).expect_err("a refusal");
    assert!(said.contains("…") && said.ends_with("`annotations`, `relations`"), "{said}");
    assert!(said.chars().count() < 310, "{said}");
    for key in ["document_id", "pmid", "title", "passages", "other"] {
        let deep = format!(r#"{{"{key}":{}"#, "[".repeat(1_000_000));
        assert!(converted(deep.as_bytes()).is_err());
        assert!(LineKind::Relations.convert(deep.as_bytes(), &mut Vec::new()).is_err());
        detect(deep.as_bytes());
    }
}

#[test]
fn numbers_as_floats() {
    for (number, expected) in
        [("9007199254740991.0", "9007199254740991"), ("7.000", "7"), ("1.25e2", "125"), ("-0.0", "0")]
    {
        let line = format!(r#"{{"document_id":{number},"pmid":{number},"title":"x"}}"#);
        assert_eq!(converted(line.as_bytes()), Ok(format!("{expected}|t|x\n\n").into_bytes()));
        let mut row = Vec::new();
        let line = format!(r#"{{"pmid":{number},"type":"x","identifier":"y"}}"#);
        assert_eq!(LineKind::Entities(Shape::Typed).convert(line.as_bytes(), &mut row), Ok(()));
        assert_eq!(row, format!("{expected}\tx\ty\n").into_bytes());
    }
    for pmid in ["-1", "1.5", "1000000000000000000", "\"7\""] {
        let line = format!(r#"{{"pmid":{pmid},"type":"x","identifier":"y"}}"#);
        let said = LineKind::Entities(Shape::Typed).convert(line.as_bytes(), &mut Vec::new());
        assert!(said.expect_err("a refusal").to_string().starts_with("pmid"));
    }
}

#[test]
fn other_json_is_none_of_ours() {
    for (text, expected) in [
        ("{\"document_id\":\"1\"}\n", (DetectedFormat::Pubtator, true)),
        ("{\"pmid\":1,\"identifier\":\"x\"}\n", (DetectedFormat::Entities, true)),
        ("{\"id1\":\"1\",\"id2\":\"x\"}\n", (DetectedFormat::Relations, true)),
        ("[{\"document_id\":\"1\"}]", (DetectedFormat::JsonNotLines, false)),
        ("{\"document\":0,\"document_id\":\"1\"}", (DetectedFormat::JsonRows, false)),
        ("{\"id\":\"1\",\"passages\":[]}", (DetectedFormat::BiocJson, false)),
        ("{\"a\":1}\n", (DetectedFormat::Json, false)),
    ] {
        let found = detect(text.as_bytes());
        assert_eq!((found.format, found.is_json), expected, "{text}");
        assert!(opened(text.as_bytes(), &options(1, 0)).is_err(), "{text}: nothing is in it");
    }
}
