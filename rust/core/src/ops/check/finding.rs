//! A finding as users see it.

use memchr::memchr_iter;

use super::batch_findings::BatchFinding;
use super::lines::LineEnding;
use super::relation_arguments::is_padded;
use super::span_message::span_message;
use super::text::BatchText;
use super::{Code, Severity};
use crate::base::excerpt;
use crate::model::{Dataset, Kind};
use crate::text::reference;

/// Something that was found in an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Line, counted from 1; comments and blank lines count.
    pub line: u64,
    /// Offset of the line's first byte in the uncompressed input; for `invalid_utf8`, `nul_byte` and `html_entity` of
    /// the first such byte of the line.
    pub byte: u64,
    pub code: Code,
    /// The document of the line, counted from 0; only for block text.
    pub document: Option<u64>,
    /// The document's id; in a table, the first column of the line.
    pub document_id: Option<String>,
    /// A sentence: what was found, and what it means. Values of the input are quoted, escaped and short.
    pub message: String,
}

impl Finding {
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// The sentence for a finding.
pub(super) fn message(text: BatchText<'_>, batch: &Dataset, found: &BatchFinding) -> String {
    let byte = found.byte as usize;
    let (begin, line) = (text.line_begin(byte), text.line(byte));
    if let Some(problem) = found.code.problem() {
        return problem.message(line);
    }
    let seen = match found.code {
        Code::MixedLineEnds => {
            let [this, first] = match found.detail.0 {
                0 => [LineEnding::CarriageReturn, LineEnding::Newline],
                _ => [LineEnding::Newline, LineEnding::CarriageReturn],
            };
            format!("{} and not {}", this.name(), first.name())
        }
        Code::HtmlEntity => {
            let length = reference(&text[byte..]).map_or(1, |(_, length)| length);
            let around = &text[byte.saturating_sub(12).max(begin)..(byte + length + 12).min(text.len())];
            let around = around.split(|&byte| byte == b'\n').next().unwrap_or_default();
            format!("{} in {}", excerpt(&text[byte..byte + length]), excerpt(around))
        }
        Code::NulByte => {
            let column = memchr_iter(b'\t', &text[begin..byte]).count();
            format!("byte {} of the line, column {}", byte - begin + 1, column + 1)
        }
        _ if batch.kind() == Kind::Documents => of_block_text(batch, &text, found),
        _ => excerpt(line),
    };
    format!("{seen}: {}", found.code.meaning())
}

fn of_block_text(corpus: &Dataset, text: &[u8], found: &BatchFinding) -> String {
    let row = found.row as usize;
    match found.code {
        Code::DuplicateDocumentId => format!("id {}", excerpt(&text[corpus.document(row).document_id])),
        Code::PaddedIdentifier | Code::RelationArgument
            if found.code == Code::RelationArgument || found.detail.0 == 1 =>
        {
            let relation = corpus.relation(row);
            let arguments = [relation.arg1, relation.arg2].map(|place| &text[place]);
            let are_meant: [bool; 2] = match found.code {
                Code::RelationArgument => [found.detail.0 == 1, found.detail.1 == 1],
                _ => arguments.map(is_padded),
            };
            let meant = arguments.into_iter().zip(are_meant).filter(|(_, is_meant)| *is_meant);
            let meant: Vec<_> = meant.map(|(argument, _)| excerpt(argument)).collect();
            format!("argument {}", meant.join(" and "))
        }
        Code::PaddedIdentifier => {
            let identifier = corpus.annotation(row).identifier.unwrap_or_default();
            format!("identifier {}", excerpt(&text[identifier]))
        }
        _ => {
            let annotation = corpus.annotation(row);
            let mention = excerpt(&text[annotation.mention.clone()]);
            let seen = format!("{mention} at {}-{}", annotation.start, annotation.end);
            match found.code {
                Code::UnsortedAnnotations => format!("{seen} after one at {}", found.detail.0),
                Code::DuplicateAnnotation | Code::EmptySpan => seen,
                _ => format!("{seen}{}", span_message(corpus, text, found, &annotation)),
            }
        }
    }
}
