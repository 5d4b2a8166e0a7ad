//! Excerpts against plain selections of values, cut anywhere.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::base::Options;
use crate::engine::stream::{Sizes, Stream, StreamPlan};
use crate::io::Source;
use crate::model::record::Document;
use crate::model::table::EntityTable;
use crate::model::{Dataset, TextPosition};

/// The lines of what is chosen of a text that comes in batches.
fn excerpt<F: Select>(text: &[u8], choice: &Choice, batch: usize, threads: usize) -> (Vec<u8>, Vec<usize>) {
    let source = Source::Bytes(Arc::new(text.to_vec()));
    let options = Options { threads, trusted: true, ..Options::default() };
    let chosen = choice.clone();
    let make = move |batch: F| {
        let chosen = chosen.of(&batch)?;
        let mut text = Vec::new();
        let ends = batch.write(&chosen, &mut text);
        Ok((
            batch.head().to_vec(),
            BatchSelection { text, units: chosen.units.into_iter().zip(ends).collect() },
        ))
    };
    let plan = StreamPlan {
        sizes: Sizes::even(batch),
        before: TextPosition::default(),
        same_codes: false,
        make: Box::new(make),
    };
    let mut gathering = Gathering::new(choice.clone());
    let mut all = Vec::new();
    for made in Stream::making(source, options, plan).expect("a stream") {
        let (head, made) = made.expect("a batch");
        all.extend(head);
        all.extend(gathering.take(made));
        if gathering.is_done() {
            break;
        }
    }
    gathering.finish().for_each(|lines| all.extend(lines));
    (all, gathering.missing())
}

fn parse(text: &[u8]) -> Vec<Document> {
    let options = Options { trusted: true, ..Options::default() };
    let corpus = Dataset::parse(Kind::Documents, text.to_vec().into(), "test", &options).expect("it parses");
    (0..corpus.len(TableId::Documents)).map(|row| corpus.to_value(row)).collect()
}

fn boxed(values: &[&str]) -> Vec<Box<[u8]>> {
    values.iter().map(|value| value.as_bytes().into()).collect()
}

fn choices() -> impl Strategy<Value = Choice> {
    let ids = || prop::collection::vec(prop::sample::select(vec!["1", "22", "PMC3", "4", "none"]), 0..4);
    let types = prop::collection::vec(prop::sample::select(vec!["Gene", "Disease", "Other"]), 0..3);
    let identifiers = prop::collection::vec(prop::sample::select(vec!["7", "8", "D1", "7;8"]), 0..3);
    prop_oneof![
        (0_usize..8).prop_map(Choice::First),
        (ids(), any::<bool>()).prop_map(|(ids, is_first_enough)| Choice::Ids {
            ids: Arc::new(WantedIds::new(boxed(&ids))),
            is_first_enough,
        }),
        (0_usize..6, any::<u64>()).prop_map(|(count, seed)| Choice::Sample {
            count,
            seed,
            limit: Limit::default(),
        }),
        (
            types,
            identifiers,
            prop::option::of(ids()),
            prop::option::of(0_usize..3),
            prop::option::of(0_usize..3)
        )
            .prop_map(|(types, identifiers, ids, least, most)| {
                let ids = ids.map(|ids| WantedIds::new(boxed(&ids)));
                let conditions = Conditions::new(boxed(&types), boxed(&identifiers), ids);
                Choice::Where(Arc::new(conditions.with_counts(least, most)))
            }),
    ]
}

/// True if an annotation, given by value, meets the conditions.
fn meets(conditions: &Conditions, kind: &[u8], identifier: Option<&[u8]>) -> bool {
    let has_type = conditions.types.types.iter().all(|among| among.accepts(Some(kind)));
    let separators: &[u8] = if kind == b"Gene" { b",;" } else { b"|," };
    let parts = |cell: &[u8]| -> Vec<Vec<u8>> {
        cell.split(|byte| separators.contains(byte)).map(<[u8]>::to_vec).collect()
    };
    let has_identifier = conditions.identifiers.as_ref().is_none_or(|among| {
        identifier.is_some_and(|cell| {
            among.accepts(Some(cell)) || parts(cell).iter().any(|part| among.accepts(Some(part)))
        })
    });
    has_type && has_identifier
}

proptest! {
    #[test]
    fn documents_are_those_of_the_slow_twin(
        documents in prop::collection::vec(
            (0_usize..5, prop::collection::vec((0_usize..3, 0_usize..7), 0..4), any::<bool>()), 0..12,
        ),
        choice in choices(),
        batch in 1_usize..300,
        threads in 1_usize..3,
        only_annotations: bool,
    ) {
        let mut text = String::new();
        for (id, annotations, is_crlf) in &documents {
            let id = ["1", "22", "PMC3", "4", "##5"][*id];
            let mut block = format!("{id}|t|A title\n{id}|a|An abstract\n");
            for &(kind, identifier) in annotations {
                let kind = ["Gene", "Disease", "Chemical"][kind];
                let identifier = ["\t7", "\t8;7", "\tD1|D2", "\t", "", "\t-", "\tD1,7"][identifier];
                block += &format!("{id}\t0\t1\tA\t{kind}{identifier}\n");
            }
            block += &format!("{id}\tBinds\t7\t8\n\n");
            text += &if *is_crlf { block.replace('\n', "\r\n") } else { block };
        }
        let choice = match choice {
            Choice::Where(conditions) => {
                Choice::Where(Arc::new((*conditions).clone().with_only_annotations(only_annotations)))
            }
            other => other,
        };
        let (found, missing) = excerpt::<Dataset>(text.as_bytes(), &choice, batch, threads);
        // A comment at the head of the input is no document, and neither is one at the head of an excerpt.
        let guard = |text: &[u8]| [b"0|t|guard\n\n", text].concat();
        let all = parse(text.as_bytes());
        let expected: Vec<Document> = match &choice {
            Choice::First(count) => all.iter().take(*count).cloned().collect(),
            Choice::Ids { ids, is_first_enough } => {
                let mut seen = vec![false; ids.len()];
                let is_wanted = |document: &&Document| ids.find(&document.document_id).is_some_and(|id| {
                    !std::mem::replace(&mut seen[id], true) || !is_first_enough
                });
                let wanted: Vec<_> = all.iter().filter(is_wanted).cloned().collect();
                let expected: Vec<_> = (0..ids.len()).filter(|&id| !seen[id]).collect();
                prop_assert_eq!(missing, expected);
                wanted
            }
            Choice::Where(conditions) => {
                let meet = |document: &Document| -> Vec<_> {
                    let all = document.annotations.iter();
                    all.filter(|one| meets(conditions, &one.kind, one.identifier.as_deref())).cloned().collect()
                };
                let has_id = |document: &&Document| {
                    conditions.ids.as_ref().is_none_or(|ids| ids.find(&document.document_id).is_some())
                };
                let counts = conditions.least..=conditions.most;
                let wanted = all.iter().filter(|one| counts.contains(&meet(one).len())).filter(has_id);
                wanted
                    .map(|one| match only_annotations {
                        true => Document { annotations: meet(one), relations: Vec::new(), ..one.clone() },
                        false => one.clone(),
                    })
                    .collect()
            }
            Choice::Sample { count, .. } => {
                let found = parse(&guard(&found));
                prop_assert_eq!(found.len(), 1 + all.len().min(*count));
                // Neither threads nor batches matter.
                let Choice::Sample { count, seed, .. } = choice else { unreachable!() };
                let again = Choice::Sample { count, seed, limit: Limit::default() };
                let (whole, _) = excerpt::<Dataset>(text.as_bytes(), &again, 1 << 20, 1);
                prop_assert_eq!(&parse(&guard(&whole)), &found);
                return Ok(());
            }
        };
        prop_assert_eq!(&parse(&guard(&found))[1..], &expected[..]);
    }

    #[test]
    fn rows_are_those_of_the_slow_twin(
        rows in prop::collection::vec((0_usize..4, 0_usize..3, 0_usize..5), 0..30),
        choice in choices(),
        batch in 1_usize..300,
        has_header: bool,
    ) {
        let header = "PMID\tType\tConceptID\tMentions\tResource\n";
        let mut lines = Vec::new();
        for &(pmid, kind, identifier) in &rows {
            let pmid = ["1", "22", "4", "PMC3"][pmid];
            let kind = ["Gene", "Disease", "Chemical"][kind];
            let identifier = ["7", "8;7", "D1", "", "-"][identifier];
            lines.push((pmid, kind, identifier, format!("{pmid}\t{kind}\t{identifier}\tm\tr\n")));
        }
        let text: String = lines.iter().map(|(.., line)| line.as_str()).collect();
        let text = if has_header { header.to_owned() + &text } else { text };
        let (found, _) = excerpt::<Dataset>(text.as_bytes(), &choice, batch, 2);
        let found = String::from_utf8(found).expect("UTF-8");
        let body = found.strip_prefix(header).unwrap_or(&found);
        if has_header && !found.is_empty() {
            prop_assert!(found.starts_with(header));
        }
        let expected: Vec<&str> = match &choice {
            Choice::First(count) => lines.iter().take(*count).map(|(.., line)| line.as_str()).collect(),
            Choice::Ids { ids, is_first_enough } => {
                let mut seen = vec![false; ids.len()];
                let is_wanted = |(pmid, ..): &&(&str, &str, &str, String)| {
                    let id = pmid.parse().ok().and_then(|pmid| ids.find_pmid(pmid));
                    id.is_some_and(|id| !std::mem::replace(&mut seen[id], true) || !is_first_enough)
                };
                lines.iter().filter(is_wanted).map(|(.., line)| line.as_str()).collect()
            }
            Choice::Where(conditions) => {
                let is_wanted = |(pmid, kind, identifier, _): &&(&str, &str, &str, String)| {
                    let is_list = *kind == "Gene";
                    let cells: Vec<&str> = if is_list { identifier.split(';').collect() } else { vec![] };
                    let has_identifier = conditions.identifiers.as_ref().is_none_or(|among| {
                        let is_one = |cell: &str| among.accepts(Some(cell.as_bytes()));
                        is_one(identifier) || cells.iter().any(|cell| is_one(cell))
                    });
                    let has_type =
                        conditions.types.types.iter().all(|among| among.accepts(Some(kind.as_bytes())));
                    let has_id = conditions.ids.as_ref().is_none_or(|ids| {
                        pmid.parse().is_ok_and(|pmid| ids.find_pmid(pmid).is_some())
                    });
                    has_identifier && has_type && has_id
                };
                lines.iter().filter(is_wanted).map(|(.., line)| line.as_str()).collect()
            }
            Choice::Sample { count, .. } => {
                prop_assert_eq!(body.lines().count(), lines.len().min(*count));
                return Ok(());
            }
        };
        prop_assert_eq!(body, expected.concat());
    }
}
