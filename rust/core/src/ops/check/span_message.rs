//! The sentence for a mention that is not where its offsets say.

use super::Code;
use super::batch_findings::BatchFinding;
use crate::analysis::offsets::DocumentText;
use crate::base::excerpt;
use crate::model::{AnnotationRecord, Dataset, TableId};
use crate::text::OffsetUnit;

/// Describes the position of the mention, or the text at its offsets.
pub(super) fn span_message(
    corpus: &Dataset,
    text: &[u8],
    found: &BatchFinding,
    annotation: &AnnotationRecord,
) -> String {
    let (start, end) = found.detail;
    match found.code {
        Code::SpanBytes | Code::SpanUtf16 | Code::SpanShifted | Code::SpanTrimmedTitle => {
            return format!(", stands at {start}-{end}");
        }
        _ => {}
    }
    let document = corpus.document_of(TableId::Annotations, found.row as usize);
    if document >= corpus.len(TableId::Documents) {
        return String::new();
    }
    let document = corpus.document(document);
    let part = |place: Option<std::ops::Range<usize>>| place.map(|place| &text[place]);
    let own = DocumentText::new(part(document.title), part(document.abstract_));
    let span = usize::try_from(annotation.start).ok().zip(usize::try_from(annotation.end).ok());
    match (found.code, span) {
        (Code::SpanBeyondText, _) => format!(", text of {} code points", own.len(OffsetUnit::CodePoints)),
        (_, Some((start, end))) => match own.get(start..end) {
            Some(there) => format!(", where {} stands", excerpt(there.as_bytes())),
            None => String::new(),
        },
        _ => String::new(),
    }
}
