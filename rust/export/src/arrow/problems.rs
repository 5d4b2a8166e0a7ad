//! Exports the problems of an input as a table.

use std::borrow::Cow;
use std::sync::Arc;

use pubfast_core::columns::ColumnVec;
use pubfast_core::model::spec::PROBLEMS;
use pubfast_core::model::{Dataset, Rows};
use pubfast_core::{Problem, ProblemCode};

use super::rows::{int64, own};
use super::table::LoadColumn;
use super::{ColumnValues, ExportTable};

pub(crate) fn problems(data: &Arc<Dataset>, rows: &Rows) -> ExportTable {
    problems_coded(data, rows, ProblemCode::seen)
}

/// Problems of a batch of a stream; a code stands for the same name in all batches.
pub(crate) fn problems_of_input(data: &Arc<Dataset>, rows: &Rows) -> ExportTable {
    problems_coded(data, rows, |_| ProblemCode::ALL.to_vec())
}

fn problems_coded(
    core: &Arc<Dataset>,
    rows: &Rows,
    known: fn(&[Problem]) -> Vec<ProblemCode>,
) -> ExportTable {
    let each = |value: fn(&Problem) -> i64| -> LoadColumn {
        let (core, rows) = (core.clone(), rows.clone());
        Box::new(move || Ok(int64(rows.iter().map(|row| value(&core.problems()[row])).collect())))
    };
    let codes = {
        let (core, rows) = (core.clone(), rows.clone());
        move || {
            let known = known(core.problems());
            let place = |row: usize| known.iter().position(|&code| code == core.problems()[row].code);
            let codes: Vec<i32> =
                rows.iter().map(|row| place(row).map_or(-1, |place| place as i32)).collect();
            let all = Rows::Range(0..codes.len());
            let names = known.iter().map(|code| code.slug()).collect();
            Ok(ColumnValues::Category(Arc::new(ColumnVec::from(codes)), names, all))
        }
    };
    let messages = {
        let (core, rows) = (core.clone(), rows.clone());
        move || {
            let message = |row: usize| core.message(row).into_bytes();
            Ok(own(rows.iter().map(|row| Some(Cow::Owned(message(row))))))
        }
    };
    let columns = [
        ("line", each(|problem| problem.line as i64)),
        ("byte", each(|problem| problem.byte as i64)),
        ("code", Box::new(codes) as LoadColumn),
        ("message", Box::new(messages) as LoadColumn),
    ];
    ExportTable::new(&PROBLEMS, rows.len(), core.invalid(), columns)
}
