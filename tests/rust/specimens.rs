//! Each specimen has the counts and problems that its manifest says, and each problem code has one.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use pubfast_core::ProblemCode;
use pubfast_core::formats::table::reference::ReferenceTable;
use pubfast_core::model::TableId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use support::{open, specimens, tables};

#[derive(Deserialize)]
struct Specimen {
    file: String,
    documents: usize,
    annotations: usize,
    relations: usize,
    passages: usize,
    problems: Vec<(u64, u64, String)>,
}

/// A specimen of a table, in a folder of their own.
#[derive(Deserialize)]
struct TableSpecimen {
    file: String,
    table: String,
    rows: usize,
    problems: Vec<(u64, u64, String)>,
}

fn manifest() -> Vec<Specimen> {
    read("manifest.json")
}

fn tables_manifest() -> Vec<TableSpecimen> {
    read("tables/manifest.json")
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    let text = std::fs::read_to_string(specimens().join(name)).expect("the manifest");
    serde_json::from_str(&text).expect("the manifest's form")
}

/// The number of rows, and the problems as a manifest has them.
fn found<R>(parsed: ReferenceTable<R>) -> (usize, Vec<(u64, u64, String)>) {
    let problems =
        parsed.problems.iter().map(|problem| (problem.line, problem.byte, problem.code.to_string()));
    (parsed.rows.len(), problems.collect())
}

#[test]
fn specimens_are_as_the_manifest_says() {
    for specimen in manifest() {
        let input = std::fs::read(specimens().join(&specimen.file)).expect("the specimen");
        let corpus = open(&input, 1, 0);
        let counts = (
            corpus.len(TableId::Documents),
            corpus.len(TableId::Annotations),
            corpus.len(TableId::Relations),
            corpus.len(TableId::Passages),
        );
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
fn tables_are_as_their_manifest_says() {
    for specimen in tables_manifest() {
        let input = std::fs::read(specimens().join("tables").join(&specimen.file)).expect("the specimen");
        let found = match specimen.table.as_str() {
            "entities" => found(tables::entities(&input, usize::MAX / 2)),
            "relations" => found(tables::relations(&input, usize::MAX / 2)),
            other => panic!("{other}"),
        };
        assert_eq!(found, (specimen.rows, specimen.problems), "{}", specimen.file);
    }
}

#[test]
fn the_manifests_list_every_file() {
    let block_text = manifest().into_iter().map(|specimen| specimen.file);
    assert_eq!(block_text.collect::<BTreeSet<_>>(), files_in("."));
    let tables = tables_manifest().into_iter().map(|specimen| specimen.file);
    assert_eq!(tables.collect::<BTreeSet<_>>(), files_in("tables"));
}

/// The specimens in a folder.
fn files_in(folder: &str) -> BTreeSet<String> {
    let entries =
        specimens().join(folder).read_dir().expect("a folder").map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.path().is_file());
    let names = files.map(|file| file.file_name().into_string().expect("a name"));
    names.filter(|name| name != "manifest.json").collect()
}

#[test]
fn codes_specimens_and_documentation_are_one_set() {
    let codes: BTreeSet<_> = ProblemCode::ALL.iter().map(|code| code.slug().to_owned()).collect();
    let of_block_text = manifest().into_iter().map(|specimen| (specimen.file, specimen.problems));
    let of_tables = tables_manifest().into_iter().map(|specimen| (specimen.file, specimen.problems));
    let problems: BTreeMap<_, _> = of_block_text.chain(of_tables).collect();
    let specimens: BTreeSet<_> = problems
        .iter()
        .filter(|(file, _)| file.starts_with("problem-"))
        .flat_map(|(_, problems)| problems.iter().map(|(_, _, code)| code.clone()))
        .collect();
    assert_eq!(specimens, codes);
    let documentation = include_str!("../../docs/problems.md");
    let documented: BTreeSet<_> = documentation
        .lines()
        .filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`'))
        .map(str::to_owned)
        .collect();
    assert_eq!(documented, codes);
    for code in ProblemCode::ALL {
        let files = ["pubtator", "tsv"].map(|suffix| format!("problem-{code}.{suffix}"));
        let mut specimens = files.iter().filter_map(|file| problems.get(file)).peekable();
        assert!(specimens.peek().is_some(), "{code}");
        assert!(
            specimens.all(|specimen| specimen.iter().any(|(_, _, found)| *found == code.slug())),
            "{code}"
        );
    }
}
