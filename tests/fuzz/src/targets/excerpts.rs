//! Excerpts: the lines of what is chosen hold what `open` gives of it.

use std::sync::Arc;

use pubfast_core::base::Options;
use pubfast_core::formats::block_text::reference::parse;
use pubfast_core::formats::table::reference;
use pubfast_core::model::Kind;
use pubfast_core::model::record::Document;
use pubfast_core::ops::select::{Choice, Conditions, Limit, WantedIds};
use pubfast_export::sinks::{Compression, Lines, Output, select};

use super::is_text;
use super::written::File;
use crate::knobs::Knobs;
use crate::support::packing::{CONTAINERS, memory};

pub fn run(data: &[u8]) {
    let mut knobs = Knobs::of(data);
    if !is_text(data) {
        return;
    }
    let (_, pack) = CONTAINERS[knobs.below(CONTAINERS.len())];
    let packed = pack(data);
    documents(data, &packed, &mut knobs);
    rows(data, &packed, &mut knobs);
}

fn documents(data: &[u8], packed: &[u8], knobs: &mut Knobs) {
    let all = values(data);
    let Some(one) = all.get(knobs.below(all.len())) else { return };
    let count = knobs.below(all.len() + 2);
    let kind = one.annotations.first().map(|row| row.kind.clone());
    let has_kind =
        |document: &Document| document.annotations.iter().any(|row| Some(&row.kind) == kind.as_ref());
    let ids = Arc::new(WantedIds::new([one.document_id.clone().into_boxed_slice()]));
    let sample = || Choice::Sample { count, seed: 7, limit: Limit::default() };
    let is_first_enough = knobs.below(2) == 0;
    let mut with_id = all.iter().filter(|document| document.document_id == one.document_id).cloned();
    let with_id: Vec<_> =
        if is_first_enough { with_id.next().into_iter().collect() } else { with_id.collect() };
    let mut cases = vec![
        (Choice::First(count), all.iter().take(count).cloned().collect()),
        (Choice::Ids { ids, is_first_enough }, with_id),
    ];
    if let Some(kind) = &kind {
        let conditions = Conditions::new(vec![kind.clone().into()], Vec::new(), None).with_counts(None, None);
        let chosen: Vec<_> = all.iter().filter(|document| has_kind(document)).cloned().collect();
        cases.push((Choice::Where(Arc::new(conditions.clone())), chosen.clone()));
        let mut only = chosen;
        for document in &mut only {
            document.annotations.retain(|row| row.kind == *kind);
            document.relations.clear();
        }
        cases.push((Choice::Where(Arc::new(conditions.with_only_annotations(true))), only));
    }
    for (choice, expected) in cases {
        match written(packed, &choice, Kind::Documents, knobs.threads()) {
            Ok(found) => assert!(values(&found) == expected, "{choice:?}: other documents"),
            Err(why) => assert!(why.contains("begins with ##"), "{why}"),
        }
    }
    let (one, other) =
        (written(packed, &sample(), Kind::Documents, 1), written(data, &sample(), Kind::Documents, 3));
    assert_eq!(one, other, "samples of the same");
    if let Ok(found) = one {
        assert_eq!(values(&found).len(), count.min(all.len()));
    }
}

fn rows(data: &[u8], packed: &[u8], knobs: &mut Knobs) {
    let all = reference::entities(data).rows;
    let count = knobs.below(all.len() + 2);
    let found = written(packed, &Choice::First(count), Kind::Entities, knobs.threads()).expect("rows");
    assert!(reference::entities(&found).rows == all[..count.min(all.len())], "other entities");
    let all = reference::relations(data).rows;
    let count = knobs.below(all.len() + 2);
    let found = written(packed, &Choice::First(count), Kind::Relations, knobs.threads()).expect("rows");
    assert!(reference::relations(&found).rows == all[..count.min(all.len())], "other relations");
}

fn written(data: &[u8], choice: &Choice, reader: Kind, threads: usize) -> Result<Vec<u8>, String> {
    let file = File::default();
    let output = Output::Stream(Box::new(file.clone()), "memory".into());
    let options = Options { threads, ..Options::default() };
    let lines = (Lines::Source, Compression::None);
    select(memory(data), output, choice, lines, Some(reader), options).map_err(|error| error.to_string())?;
    Ok(file.bytes())
}

fn values(text: &[u8]) -> Vec<Document> {
    parse(text).documents.into_iter().map(|located| located.document).collect()
}
