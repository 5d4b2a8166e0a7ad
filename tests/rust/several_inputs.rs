//! Several inputs that are read as one data set.

mod support;

use proptest::prelude::*;
use proptest::sample::Index;
use pubfast_core::Error;
use pubfast_core::base::{OnProblem, Options};
use pubfast_core::engine::Input;
use pubfast_core::formats::block_text::Separator;
use pubfast_core::formats::block_text::reference::{ReferenceCorpus, parse};
use pubfast_core::formats::table::reference;
use pubfast_core::io::Source;
use pubfast_core::model::{Column, Dataset, Kind, TableId, Value};
use support::packing::gzip;
use support::{by_value, mutate, options, touch};

/// An input of these bytes, called `name`.
fn input(name: &str, bytes: &[u8]) -> Input {
    Source::Reader(name.into(), Box::new(std::io::Cursor::new(bytes.to_vec()))).into()
}

fn named(inputs: &[Vec<u8>]) -> Vec<Input> {
    let bytes = inputs.iter().enumerate();
    bytes.map(|(at, bytes)| input(["first", "second", "third"][at % 3], bytes)).collect()
}

/// The rows and problems that the slow twin finds, input by input.
fn expected(inputs: &[Vec<u8>]) -> ReferenceCorpus {
    let mut all = ReferenceCorpus { documents: Vec::new(), problems: Vec::new() };
    for one in inputs.iter().map(|bytes| parse(bytes)) {
        all.documents.extend(one.documents);
        all.problems.extend(one.problems);
    }
    all
}

/// Inputs with types of their own, which are known to come in the order of the inputs.
fn small_inputs() -> impl Strategy<Value = Vec<Vec<u8>>> {
    const TEXT: &[u8] =
        b"\xef\xbb\xbf##head\n1|t|A title \xff\n1|a|More\n1\t0\t1\tA\t%\t7\n1\tCID\tD1\tD2\n\n\
        2|t|x\n2|k|more\n2\t0\t1\tx\tDisease\tD1\tDisease\tD2\nodd line\n3\t0\t1\tx\tGene%\n";
    let changes = prop::collection::vec((any::<Index>(), any::<u8>(), any::<u8>()), 0..8);
    let one = (0..TEXT.len(), 0..4_usize, changes).prop_map(|(end, kind, changes)| {
        let kinds = TEXT.iter().map(|&byte| if byte == b'%' { b"WXYZ"[kind] } else { byte });
        let mut text: Vec<u8> = kinds.take(end).collect();
        mutate(&mut text, &changes);
        text
    });
    prop::collection::vec(one, 0..6)
}

proptest! {
    #[test]
    fn documents_are_those_of_each_input(
        inputs in small_inputs(),
        threads in 1..4_usize,
        window in 0..80_usize,
        are_packed: bool,
    ) {
        let expected = expected(&inputs);
        let sources = match are_packed {
            true => inputs.iter().map(|bytes| input("packed", &gzip(bytes))).collect(),
            false => named(&inputs),
        };
        let corpus = Dataset::read_all(Kind::Documents, sources, &options(threads, window)).expect("inputs");
        prop_assert_eq!(by_value(&corpus), expected.clone());
        prop_assert_eq!(&corpus.text().whole()[..], &inputs.join(&b'\n')[..]);
        // Each problem, each line that is written and each source is found in its own input.
        let (mut problem, mut document) = (0, 0);
        for (at, bytes) in inputs.iter().enumerate() {
            let one = support::open(bytes, 1, 0);
            for here in 0..one.problems().len() {
                prop_assert_eq!(corpus.message(problem), one.message(here));
                let before = one.document_of_problem(here).map(|row| document + row);
                prop_assert_eq!(corpus.document_of_problem(problem), before);
                problem += 1;
            }
            for row in 0..one.records() {
                prop_assert_eq!(corpus.source_of(document), one.source_of(row));
                let annotations = corpus.document(document).annotations;
                let (mut all, mut alone) = (Vec::new(), Vec::new());
                let of_one = one.document(row).annotations;
                let apart = Separator::default();
                let written = corpus.write_excerpt(document, annotations, apart, &mut all).is_ok();
                prop_assert_eq!(written, one.write_excerpt(row, of_one, apart, &mut alone).is_ok());
                prop_assert_eq!(all, alone);
                if !are_packed {
                    let Value::Code(code) = corpus.value(TableId::Documents, "source", document) else {
                        panic!("a category")
                    };
                    let name = &corpus.categories(TableId::Documents, "source")[code as usize];
                    prop_assert_eq!(name, ["first", "second", "third"][at % 3].as_bytes());
                }
                document += 1;
            }
        }
        touch(&corpus, 0);
        let codes = corpus.category_column(TableId::Documents, "source").expect("a column").codes;
        let starts = corpus.int64_column(TableId::Documents, "byte_start").expect("a column");
        for row in 0..corpus.records() {
            prop_assert_eq!(corpus.value(TableId::Documents, "source", row), Value::Code(codes[row]));
            prop_assert_eq!(starts[row] as usize, corpus.document(row).byte_start);
        }
        prop_assert_eq!(by_value(&corpus), expected);
    }

    #[test]
    fn rows_of_tables_are_those_of_each_input(
        lines in prop::collection::vec("[0-9x]{1,3}\tGene\t[a-z]{0,3}\tm\\|n\tr|odd|PMID\tType\tConceptID\tMentions\tResource", 0..20),
        cuts in prop::collection::vec(any::<Index>(), 0..4),
        threads in 1..3_usize,
        window in 1..60_usize,
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(lines.len() + 1)).collect();
        cuts.extend([0, lines.len()]);
        cuts.sort_unstable();
        let inputs: Vec<Vec<u8>> = cuts.windows(2).map(|cut| lines[cut[0]..cut[1]].join("\n").into_bytes()).collect();
        let table = Dataset::read_all(Kind::Entities, named(&inputs), &options(threads, window)).expect("inputs");
        let mut rows = Vec::new();
        let mut problems = Vec::new();
        for one in inputs.iter().map(|bytes| reference::entities(bytes)) {
            rows.extend(one.rows);
            problems.extend(one.problems);
        }
        let found: Vec<_> = (0..table.records()).map(|row| table.entity_value(row)).collect();
        prop_assert_eq!(&found, &rows);
        prop_assert_eq!(table.problems(), &problems[..]);
        (0..problems.len()).for_each(|at| drop((table.message(at), table.row_of_problem(at))));
        let Column::Text(identifiers) = table.column(TableId::Entities, "identifier").expect("a column") else {
            panic!("strings")
        };
        prop_assert!(rows.iter().enumerate().all(|(row, one)| identifiers.get(row) == Some(&one.identifier)));
    }
}

#[test]
fn an_error_names_the_input_that_has_it() {
    let (good, bad) = (b"1|t|x\n\n".to_vec(), b"2|t|y\nodd\n".to_vec());
    let inputs = || [input("good", &good), input("bad", &bad), input("also bad", &bad)];
    let raise = Options { on_problem: OnProblem::Raise, ..options(2, 0) };
    match Dataset::read_all(Kind::Documents, inputs(), &raise) {
        Err(Error::Problem { path, line, byte, .. }) => assert_eq!((&*path, line, byte), ("bad", 2, 6)),
        other => panic!("{other:?}"),
    }
    let mut cut = gzip(&bad);
    cut.truncate(cut.len() - 9);
    match Dataset::read_all(Kind::Documents, [input("good", &good), input("cut", &cut)], &options(2, 0)) {
        Err(Error::Fault { path, .. }) => assert_eq!(path, "cut"),
        other => panic!("{other:?}"),
    }
    let all = Dataset::read_all(Kind::Documents, inputs(), &options(1, 0)).expect("inputs");
    assert_eq!((all.records(), all.problems().len(), all.path()), (3, 2, None));
    assert!(all.is_parsed());
}

#[test]
fn no_input_is_no_rows() {
    let none = Dataset::read_all(Kind::Documents, [], &Options::default()).expect("no inputs");
    assert_eq!((none.records(), none.text().len(), none.problems().len()), (0, 0, 0));
}
