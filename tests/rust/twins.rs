//! The fast parser and the slow one give equal results, wherever the input is cut and on any number of threads.

mod support;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use support::{agree, files, mutate};

/// Lines of every kind, right and wrong, for two ids that follow each other.
fn line() -> impl Strategy<Value = String> {
    let id = select(vec!["1", "2", "12345678", "123456789012", "000", "PMC1", "a b", "é"]);
    let number = prop_oneof![
        6 => (0i64..3000).prop_map(|number| number.to_string()),
        1 => select(vec!["-1", "-0", "007", "+4", "12 ", "", "2147483647", "2147483648", "99999999999999999999", "1x", "12345678", "123456789"])
            .prop_map(str::to_owned),
    ];
    let word = select(vec![
        "",
        "x",
        "Gene",
        "Disease",
        "DiseaseOrPhenotypicFeature",
        "a|t|b",
        "α",
        "\u{2028}",
        "\u{1f9ec}",
        "-",
        "7;8",
        "\0",
        " ",
        "T1",
    ]);
    let kind = select(vec!["t", "a", "title", "abstract", "body", "", "A", "t "]);
    let columns = prop::collection::vec(word.clone(), 0..5);
    prop_oneof![
        3 => (id.clone(), kind, word.clone()).prop_map(|(id, kind, text)| format!("{id}|{kind}|{text}")),
        8 => (id.clone(), number.clone(), number.clone(), word.clone(), word.clone(), columns.clone())
            .prop_map(|(id, start, end, mention, kind, more)| [vec![id, &start, &end, mention, kind], more].concat().join("\t")),
        2 => (id.clone(), word.clone(), number.clone(), number.clone(), word.clone(), columns.clone())
            .prop_map(|(id, kind, start, end, mention, more)| [vec![id, "T7", kind, &start, &end, mention], more].concat().join("\t")),
        2 => (id.clone(), columns.clone()).prop_map(|(id, more)| [vec![id], more].concat().join("\t")),
        1 => (id, number.clone(), number).prop_map(|(id, one, two)| format!("{id}\t{one}\t{two}\tSubject:{one}")),
        2 => Just(String::new()),
        1 => select(vec!["##x", " \t", "\r", "what", "|t|x", "1||x", "\t1\t2\tx\ty\tz"]).prop_map(str::to_owned),
    ]
}

fn input() -> impl Strategy<Value = Vec<u8>> {
    let end = prop_oneof![8 => Just("\n"), 2 => Just("\r\n"), 1 => Just("\r")];
    let lines = prop::collection::vec((line(), end), 0..60);
    (any::<bool>(), lines, any::<bool>()).prop_map(|(mark, lines, cut)| {
        let mut text = if mark { String::from("\u{feff}") } else { String::new() };
        lines.iter().for_each(|(line, end)| text.extend([line.as_str(), end]));
        if cut {
            text.pop();
        }
        text.into_bytes()
    })
}

/// Rows of few columns, all numbers, under an open document: six marks in a row are rarely one row.
fn short_rows() -> impl Strategy<Value = Vec<u8>> {
    let row = prop::collection::vec(select(vec!["1", "1", "5", "12345678", ""]), 1..8);
    let end = select(vec!["\n", "\n", "\r\n"]);
    prop::collection::vec((row, end), 0..30).prop_map(|rows| {
        let mut text = String::from("1|t|x\n");
        rows.iter().for_each(|(row, end)| text.extend([&row.join("\t"), *end]));
        text.into_bytes()
    })
}

#[test]
fn every_file_every_way() {
    for path in files() {
        let input = std::fs::read(&path).expect("a file");
        for (threads, window) in [(1, 0), (2, 1), (3, 5000), (2, 100_000)] {
            agree(&input, threads, window);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated(input in input(), threads in 1usize..4, window in 1usize..400) {
        agree(&input, threads, window);
        agree(&input, 1, 0);
    }

    #[test]
    fn marks_of_many_rows(input in short_rows(), window in 1usize..100) {
        agree(&input, 2, window);
        agree(&input, 1, 0);
    }

    #[test]
    fn mutated(
        file in any::<Index>(),
        begin in any::<Index>(),
        length in 1usize..60_000,
        changes in prop::collection::vec((any::<Index>(), any::<u8>(), any::<u8>()), 1..40),
        window in 1usize..4000,
    ) {
        thread_local!(static FILES: Vec<Vec<u8>> = files().into_iter().map(|path| std::fs::read(path).expect("a file")).collect());
        FILES.with(|files| {
            let whole = file.get(files);
            let begin = if whole.is_empty() { 0 } else { begin.index(whole.len()) };
            let mut input = whole[begin..whole.len().min(begin + length)].to_vec();
            mutate(&mut input, &changes);
            agree(&input, 2, window);
        });
    }
}
