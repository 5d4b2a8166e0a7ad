//! Exports the findings of a check as a table.

use std::borrow::Cow;
use std::sync::Arc;

use pubfast_core::columns::ColumnVec;
use pubfast_core::model::spec::FINDINGS;
use pubfast_core::model::{InvalidUtf8, Rows};
use pubfast_core::ops::check::{Code, Finding, Severity};

use super::rows::{int64, own};
use super::table::LoadColumn;
use super::{ColumnValues, ExportTable};

pub fn findings(all: &Arc<[Finding]>, rows: &Rows) -> ExportTable {
    let each = |value: fn(&Finding) -> i64| -> LoadColumn {
        let (all, rows) = (all.clone(), rows.clone());
        Box::new(move || Ok(int64(rows.iter().map(|row| value(&all[row])).collect())))
    };
    let categories = |value: fn(&Finding) -> i32, names: Vec<&'static str>| -> LoadColumn {
        let (all, rows) = (all.clone(), rows.clone());
        Box::new(move || {
            let codes: Vec<i32> = rows.iter().map(|row| value(&all[row])).collect();
            let places = Rows::Range(0..codes.len());
            let names = names.iter().collect();
            Ok(ColumnValues::Category(Arc::new(ColumnVec::from(codes)), names, places))
        })
    };
    let texts = |value: fn(&Finding) -> Option<&str>| -> LoadColumn {
        let (all, rows) = (all.clone(), rows.clone());
        Box::new(move || {
            Ok(own(rows.iter().map(|row| value(&all[row]).map(|text| Cow::Borrowed(text.as_bytes())))))
        })
    };
    let codes = Code::ALL.iter().map(|code| code.slug()).collect();
    let severities = Severity::ALL.iter().map(|severity| severity.name()).collect();
    let columns = [
        ("line", each(|finding| finding.line as i64)),
        ("byte", each(|finding| finding.byte as i64)),
        ("code", categories(|finding| finding.code as i32, codes)),
        ("severity", categories(|finding| finding.severity() as i32, severities)),
        ("document", each(|finding| finding.document.map_or(-1, |document| document as i64))),
        ("document_id", texts(|finding| finding.document_id.as_deref())),
        ("message", texts(|finding| Some(&finding.message))),
    ];
    ExportTable::new(&FINDINGS, rows.len(), &InvalidUtf8::default(), columns)
}
