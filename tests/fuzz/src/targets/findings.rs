//! `check` and `info` give one result wherever the input is cut, and their problems and counts are those of the slow
//! parsers.

use pubfast_core::base::Options;
use pubfast_core::formats::block_text::reference::parse;
use pubfast_core::formats::table::reference;
use pubfast_core::model::Kind;
use pubfast_core::ops::check::{self, Finding};
use pubfast_core::ops::info::summarise;
use pubfast_core::{Error, Problem};

use super::is_text;
use crate::knobs::Knobs;
use crate::support::packing::{CONTAINERS, memory};

pub fn run(data: &[u8]) {
    let mut knobs = Knobs::of(data);
    if !is_text(data) {
        return;
    }
    let (_, pack) = CONTAINERS[knobs.below(CONTAINERS.len())];
    let packed = pack(data);
    for reader in [Kind::Documents, Kind::Entities, Kind::Relations] {
        let expected = findings(data, reader, 1, 1 << 30).expect("findings");
        let found = findings(&packed, reader, knobs.threads(), knobs.size()).expect("findings");
        assert!(found == expected, "findings depend on the cut: {}", difference(&found, &expected));
        let problems = problems(data, reader);
        let mut listed: Vec<_> = expected.iter().filter_map(of_parser).collect();
        let mut all: Vec<_> = problems.iter().map(|one| (one.line, one.byte, one.code.slug())).collect();
        listed.sort_unstable();
        all.sort_unstable();
        assert_eq!(listed, all, "the problems of the parser");
        summarised(&packed, data, reader);
    }
}

fn findings(data: &[u8], reader: Kind, threads: usize, batch_bytes: usize) -> Result<Vec<Finding>, Error> {
    let options = Options { threads, ..Options::default() };
    let plan = check::CheckPlan { input: Some(reader), batch_bytes, ..check::CheckPlan::default() };
    let mut all = Vec::new();
    for some in check::check(memory(data), options, plan)? {
        all.extend(some?);
    }
    Ok(all)
}

fn difference(found: &[Finding], expected: &[Finding]) -> String {
    match found.iter().zip(expected).find(|(one, other)| one != other) {
        Some((one, other)) => format!("{one:?} instead of {other:?}"),
        None => format!("{} instead of {}", found.len(), expected.len()),
    }
}

/// A finding that the parser has as a problem.
fn of_parser(finding: &Finding) -> Option<(u64, u64, &'static str)> {
    let problem =
        pubfast_core::ProblemCode::ALL.into_iter().find(|code| code.slug() == finding.code.slug())?;
    Some((finding.line, finding.byte, problem.slug()))
}

fn problems(data: &[u8], reader: Kind) -> Vec<Problem> {
    match reader {
        Kind::Documents => parse(data).problems,
        Kind::Entities => reference::entities(data).problems,
        Kind::Relations => reference::relations(data).problems,
    }
}

fn summarised(packed: &[u8], data: &[u8], reader: Kind) {
    let pass = summarise(memory(packed), Some(reader), Options::default()).expect("a survey");
    assert!(pass.fault.is_none(), "{:?}", pass.fault);
    let found = pass.info;
    let problems = problems(data, reader);
    assert_eq!(found.problems.iter().sum::<u64>(), problems.len() as u64);
    match reader {
        Kind::Documents => {
            let truth: Vec<_> = parse(data).documents.into_iter().map(|located| located.document).collect();
            let sum = |count: fn(&pubfast_core::model::record::Document) -> usize| {
                truth.iter().map(count).sum::<usize>() as u64
            };
            assert_eq!(found.documents, truth.len() as u64);
            assert_eq!(found.titles, sum(|one| usize::from(one.title.is_some())));
            assert_eq!(found.abstracts, sum(|one| usize::from(one.abstract_.is_some())));
            assert_eq!(found.passages, sum(|one| one.passages.len()));
            assert_eq!(found.annotations, sum(|one| one.annotations.len()));
            assert_eq!(found.relations, sum(|one| one.relations.len()));
        }
        Kind::Entities => assert_eq!(found.rows, reference::entities(data).rows.len() as u64),
        Kind::Relations => assert_eq!(found.rows, reference::relations(data).rows.len() as u64),
    }
}
