//! Each specimen has the counts and problems that its manifest says, and each problem code has one.

mod support;

use std::collections::BTreeSet;

use pubfast_core::Code;
use serde::Deserialize;
use support::{open, specimens};

#[derive(Deserialize)]
struct Specimen {
    file: String,
    documents: usize,
    annotations: usize,
    relations: usize,
    passages: usize,
    problems: Vec<(u64, u64, String)>,
}

fn manifest() -> Vec<Specimen> {
    let text = std::fs::read_to_string(specimens().join("manifest.json")).expect("the manifest");
    serde_json::from_str(&text).expect("the manifest's form")
}

#[test]
fn specimens_are_as_the_manifest_says() {
    for specimen in manifest() {
        let input = std::fs::read(specimens().join(&specimen.file)).expect("the specimen");
        let corpus = open(&input, 1, 0);
        let counts =
            (corpus.documents_len(), corpus.annotations_len(), corpus.relations_len(), corpus.passages_len());
        let expected = (specimen.documents, specimen.annotations, specimen.relations, specimen.passages);
        assert_eq!(counts, expected, "{}", specimen.file);
        let problems: Vec<_> = corpus
            .problems()
            .iter()
            .map(|problem| (problem.line, problem.byte, problem.code.to_string()))
            .collect();
        assert_eq!(problems, specimen.problems, "{}", specimen.file);
    }
}

#[test]
fn the_manifest_lists_every_file() {
    let listed: BTreeSet<_> = manifest().into_iter().map(|specimen| specimen.file).collect();
    let entries = specimens().read_dir().expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let found: BTreeSet<_> = entries.map(|name| name.into_string().expect("a name")).collect();
    assert_eq!(
        found.iter().filter(|name| *name != "manifest.json").collect::<Vec<_>>(),
        listed.iter().collect::<Vec<_>>()
    );
}

#[test]
fn codes_specimens_and_documentation_are_one_set() {
    let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.slug().to_owned()).collect();
    let specimens: BTreeSet<_> = manifest()
        .iter()
        .filter(|specimen| specimen.file.starts_with("problem-"))
        .flat_map(|specimen| specimen.problems.iter().map(|(_, _, code)| code.clone()))
        .collect();
    assert_eq!(specimens, codes);
    let documentation = include_str!("../../docs/problems.md");
    let documented: BTreeSet<_> = documentation
        .lines()
        .filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`'))
        .map(str::to_owned)
        .collect();
    assert_eq!(documented, codes);
    for code in Code::ALL {
        let file = format!("problem-{code}.pubtator");
        let specimen =
            manifest().into_iter().find(|specimen| specimen.file == file).unwrap_or_else(|| panic!("{file}"));
        assert!(specimen.problems.iter().any(|(_, _, found)| *found == code.slug()), "{file}");
    }
}
