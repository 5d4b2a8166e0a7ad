//! The fast parsers of tables and the slow ones give the same, wherever a table is cut.

mod support;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use pubfast_core::base::Options;
use pubfast_core::engine::stream::Stream;
use pubfast_core::formats::detect::{DetectedFormat, detect};
use pubfast_core::model::{Dataset, Kind};
use pubfast_core::{Error, Records};
use support::packing::{CONTAINERS, gzip, memory};
use support::tables::{agree, agree_streamed, agree_whole, entities, files, relations};

fn pmid() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => (0u64..100_000_000).prop_map(|pmid| pmid.to_string()),
        2 => select(vec![
            "", "0", "00", "007", "-1", "+1", "1 ", " 1", "PMC7", "PMID", "#pmid", "PMIDs", "4294967295", "4294967294",
            "123456789", "999999999999999999", "1000000000000000000", "1.5", "\u{663}", "\0",
        ])
        .prop_map(str::to_owned),
    ]
}

/// Values of every column: those that NCBI writes, and malformed ones.
fn value() -> impl Strategy<Value = String> {
    let usual = select(vec![
        "Gene",
        "Disease",
        "Chemical",
        "ProteinMutation",
        "3558",
        "3065;3066;8841",
        "MESH:D003911",
        "tmVar:c|SUB|A|2063|G;HGVS:c.2063A>G;VariantGroup:0",
        "-",
        "",
        "interleukin-2|IL-2",
        "Toll\"-like receptor (4|TLR(4",
        "GNormPlus",
        "PubTator3|gene2pubmed",
        "gene2pubmed|PubTator3|BioGRID",
        "gene2pubmed|PubTator3|ClinVar",
        "Gene|5289",
        "Disease|MESH:D005334",
        "DNAMutation|RS#:67376798;HGVS:c.2846A&gt;T",
        "a type of twenty bytes|7",
    ]);
    let odd = select(vec![
        "|",
        "||",
        "|x",
        "x|",
        " ",
        "\\",
        "\0",
        "\r",
        "α",
        "\u{2028}",
        "\u{1f9ec}",
        "PMID",
        "\"",
        "None",
    ]);
    prop_oneof![10 => usual.prop_map(str::to_owned), 2 => odd.prop_map(str::to_owned), 1 => "[a-z|]{0,40}"]
}

fn line() -> impl Strategy<Value = String> {
    let row = |columns| {
        (pmid(), prop::collection::vec(value(), columns))
            .prop_map(|(pmid, more)| [vec![pmid], more].concat().join("\t"))
    };
    prop_oneof![
        8 => row(4..5),
        8 => row(3..4),
        3 => row(0..8),
        1 => select(vec!["", " \t", "\t\t\t\t", "\r", "PMID\tType\tConceptID", "what", "##x"]).prop_map(str::to_owned),
    ]
}

fn input() -> impl Strategy<Value = Vec<u8>> {
    let head = select(vec![
        "",
        "",
        "",
        "\u{feff}",
        "PMID\tMeshID\tMentions\tResource\r\n",
        "PMID\tType\tConceptID\tMentions\tResource\n",
        "#pmid\ttype\tentity1\tentity2\n",
        "\u{feff}pmid\tGeneID\n",
        "\n \r\n#PMID\tGeneID\tMentions\n",
        "PMID",
    ]);
    let end = prop_oneof![8 => Just("\n"), 2 => Just("\r\n"), 1 => Just("\r")];
    (head, prop::collection::vec((line(), end), 0..60), any::<bool>()).prop_map(|(head, lines, cut)| {
        let mut text = head.to_owned();
        lines.iter().for_each(|(line, end)| text.extend([line.as_str(), end]));
        if cut {
            text.pop();
        }
        text.into_bytes()
    })
}

#[test]
fn every_file_every_way() {
    for path in files() {
        let input = std::fs::read(&path).expect("a file");
        for window in [usize::MAX / 2, 1, 1000, 30_000] {
            agree(&input, window);
        }
        for (threads, window) in [(1, 0), (3, 1), (2, 1000)] {
            agree_whole(&input, threads, window);
        }
    }
}

#[test]
fn every_file_through_every_container() {
    for path in files() {
        let input = std::fs::read(&path).expect("a file");
        for (_, pack) in CONTAINERS {
            let packed = pack(&input);
            for (threads, batch_bytes) in [(1, 2000), (2, 300), (3, 1 << 20)] {
                agree_streamed(&input, &packed, threads, batch_bytes);
            }
        }
        if input.len() < 2000 {
            agree_streamed(&input, &input, 2, 1);
        }
    }
}

#[test]
fn what_is_before_a_fault_is_counted_in_rows() {
    let text = "1\tGene\t7\tx\tR\n".repeat(3000);
    let packed = gzip(text.as_bytes());
    let cut = memory(&packed[..packed.len() / 2]);
    let stream = Stream::open(Kind::Entities, cut, support::options(2, 0), 1000).expect("an input");
    let (mut rows, mut faults) = (0, Vec::new());
    for batch in stream {
        match batch {
            Ok(batch) => rows += batch.records() as u64,
            Err(error) => faults.push(error),
        }
    }
    let [Error::Fault { byte, complete, .. }] = faults[..] else { panic!("{faults:?}") };
    assert_eq!((byte, complete), (rows * 13, Records::Rows(rows)));
    assert!(rows > 0 && faults[0].to_string().ends_with(" rows"));
    for (threads, window) in [(1, 0), (2, 0), (2, 1), (3, 500)] {
        let opened = Dataset::read(
            Kind::Entities,
            memory(&packed[..packed.len() / 2]),
            &support::options(threads, window),
        );
        let Err(Error::Fault { complete, .. }) = opened else { panic!("{opened:?}") };
        assert_eq!(complete, Records::Rows(rows));
    }
}

#[test]
fn each_reader_names_the_one_that_reads_a_file() {
    let entities = b"1\tGene\t7\tx\tR\n";
    let refused =
        Dataset::read(Kind::Relations, memory(entities), &Options::default()).unwrap_err().to_string();
    assert!(
        refused.contains("a table of entities") && refused.contains("pubfast.read_entities"),
        "{refused}"
    );
    assert!(refused.ends_with("format=\"relations\" reads it all the same"), "{refused}");
    for text in ["1|t|x\n", "<?xml?>", "{\"a\": 1}", "PAR1", "words\n"] {
        let detected = detect(text.as_bytes());
        for reader in [Kind::Documents, Kind::Entities, Kind::Relations] {
            let is_refused = detected.require(reader).is_err();
            assert_eq!(
                is_refused,
                detected.format != DetectedFormat::Pubtator || reader != Kind::Documents,
                "{text}"
            );
        }
    }
}

#[test]
fn values_of_any_length() {
    // About what a packed row can hold, what a block can, and beyond both.
    for length in [0, 1, 32_760, 65_532, 65_533, 65_534, 65_535, 65_536, 2 << 20] {
        let long = "x".repeat(length);
        let mut text = String::new();
        for at in 0..5 {
            let mut columns = ["1", "A|b", "C|d", "e", "f"].map(str::to_owned);
            columns[at].push_str(&long);
            text.extend([&columns.join("\t"), "\n", &columns[..4].join("\t"), "\n"]);
        }
        agree(text.as_bytes(), usize::MAX / 2);
        agree(text.as_bytes(), 1);
    }
}

#[test]
fn values_of_any_number() {
    // More types, and more resources, than a packed row has codes.
    let mut text = String::new();
    for at in 0..70_000 {
        text += &format!("{at}\tT{at}\t7\tx\tR{at}|and more of it\n{at}\tT{at}\tA{at}|1\tB{at}|2\n");
    }
    agree(text.as_bytes(), usize::MAX / 2);
}

#[test]
fn rows_are_those_that_were_written() {
    let text = b"PMID\tMeshID\tMentions\tResource\r\n7\tD1\ta|b\tMeSH\r\n8\tD2\r\n";
    let parsed = entities(text, usize::MAX / 2);
    let [one, two] = &parsed.rows[..] else { panic!("two rows") };
    assert_eq!((one.pmid, &one.kind, &one.identifier[..]), (7, &None, &b"D1"[..]));
    assert_eq!((one.mentions.as_deref(), one.resource.as_deref()), (Some(&b"a|b"[..]), Some(&b"MeSH"[..])));
    assert_eq!((two.pmid, &two.mentions, &two.resource), (8, &None, &None));
    let parsed = relations(b"9\ttreat\tChemical|D1\tDNAMutation|c|DEL|1|\n", usize::MAX / 2);
    let [row] = &parsed.rows[..] else { panic!("one row") };
    assert_eq!((row.type1.as_deref(), &row.id1[..]), (Some(&b"Chemical"[..]), &b"D1"[..]));
    assert_eq!((row.type2.as_deref(), &row.id2[..]), (Some(&b"DNAMutation"[..]), &b"c|DEL|1|"[..]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated(input in input(), window in 1usize..400) {
        agree(&input, window);
        agree(&input, usize::MAX / 2);
        agree_whole(&input, 1 + window % 3, window);
    }

    #[test]
    fn streamed(input in input(), batch_bytes in 1usize..400, at in 0usize..6) {
        agree_streamed(&input, &CONTAINERS[at].1(&input), 1 + batch_bytes % 3, batch_bytes);
    }

    #[test]
    fn mutated(
        file in any::<Index>(),
        begin in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), any::<u8>(), any::<u8>()), 1..40),
        window in 1usize..4000,
    ) {
        thread_local!(static FILES: Vec<Vec<u8>> = files().into_iter().map(|path| std::fs::read(path).expect("a file")).collect());
        FILES.with(|files| {
            let whole = file.get(files);
            let mut input = if whole.is_empty() { Vec::new() } else { whole[begin.index(whole.len())..].to_vec() };
            support::mutate(&mut input, &changes);
            agree(&input, window);
        });
    }
}
