//! Findings that need only one batch of a table.

use super::batch_findings::{BatchFinding, nul_bytes, problems};
use super::duplicate_rows::RunFinder;
use super::entities::EntityPositions;
use super::lines::LineEndings;
use super::rare_bytes::RareBytes;
use super::relation_arguments::is_padded;
use super::text::BatchText;
use super::{BatchFindings, Code, Codes};
use crate::model::{Dataset, TableRecord};

pub(super) fn look(table: &Dataset, wanted: Codes) -> BatchFindings {
    // The other string columns have no identifiers.
    let identifiers = table.kind().main_table().sides().len();
    let text = BatchText::of(table.parsed());
    let mut found = Vec::new();
    let has = |code| wanted.has(code);
    problems(table.problems(), table.origin().bytes, wanted, &mut found);
    let rare = RareBytes::of(&text, wanted);
    nul_bytes(&rare.nuls, &mut found);
    let ends = if has(Code::MixedLineEnds) {
        LineEndings::of(&text, rare.has_returns)
    } else {
        LineEndings::default()
    };
    let mut entities = EntityPositions::of(&text, &rare.ampersands);
    let mut finder = RunFinder::default();
    let mut repeated = Vec::new();
    table.each_table_row(|_, TableRecord { pmid, values, .. }| {
        let Some(first) = &values[0] else { return };
        if has(Code::DuplicateRow) {
            let end = text.line_end(first.end);
            let end = if text[..end].ends_with(b"\r") { end - 1 } else { end };
            finder.add(&text, pmid, (text.line_begin(first.start), end), &mut |begin| repeated.push(begin));
        }
        if has(Code::PaddedIdentifier) {
            let cells = values[..identifiers].iter().flatten().map(|place| &text[place.clone()]);
            if cells.into_iter().any(is_padded) {
                found.push(BatchFinding::at(text.line_begin(first.start), Code::PaddedIdentifier));
            }
        }
        if entities.are_left() {
            entities.find(values.into_iter().flatten(), &mut found);
        }
    });
    let runs = finder.finish(&text, &mut |begin| repeated.push(begin));
    found.extend(repeated.into_iter().map(|begin| BatchFinding::at(begin, Code::DuplicateRow)));
    found.sort_unstable();
    BatchFindings { found, ends, runs, ..BatchFindings::default() }
}
