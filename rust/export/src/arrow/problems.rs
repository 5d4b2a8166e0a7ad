//! The problems of an input, of whatever kind.

use std::borrow::Cow;
use std::sync::Arc;

use pubfast_core::columns::ColumnVec;
use pubfast_core::model::{InvalidUtf8, Rows};
use pubfast_core::{Problem, ProblemCode};

use super::projection::{LoadColumn, own};
use super::schema::PROBLEMS;
use super::{ColumnValues, ExportTable, Selection};

/// An input, or a part of one, that has problems.
pub trait ProblemSource: Send + Sync {
    /// All of them.
    fn problems(&self) -> &[Problem];

    /// The sentence for a problem.
    fn message(&self, problem: &Problem) -> String;

    /// The parts of the text that are not UTF-8.
    fn invalid(&self) -> &InvalidUtf8;
}

/// Some problems.
pub fn problems<P: ProblemSource + ?Sized + 'static>(core: &Arc<P>, rows: &Rows) -> ExportTable {
    problems_coded(core, rows, ProblemCode::seen)
}

/// Some problems of a batch; their codes stand for the same in all batches.
pub(crate) fn problems_of_input<P: ProblemSource + ?Sized + 'static>(
    core: &Arc<P>,
    rows: &Rows,
) -> ExportTable {
    problems_coded(core, rows, |_| ProblemCode::ALL.to_vec())
}

fn problems_coded<P: ProblemSource + ?Sized + 'static>(
    core: &Arc<P>,
    rows: &Rows,
    known: fn(&[Problem]) -> Vec<ProblemCode>,
) -> ExportTable {
    let each = |value: fn(&Problem) -> i64| -> LoadColumn {
        let (core, rows) = (core.clone(), rows.clone());
        Box::new(move || {
            let values: Vec<i64> = rows.iter().map(|row| value(&core.problems()[row])).collect();
            let all = Rows::Range(0..values.len());
            Ok(ColumnValues::Int64(Arc::new(ColumnVec::from(values)), Selection::Rows(all)))
        })
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
            let message = |row: usize| core.message(&core.problems()[row]).into_bytes();
            Ok(own(rows.iter().map(|row| Some(Cow::Owned(message(row))))))
        }
    };
    let columns = [
        ("line", each(|problem| problem.line as i64)),
        ("byte", each(|problem| problem.byte as i64)),
        ("code", Box::new(codes) as LoadColumn),
        ("message", Box::new(messages) as LoadColumn),
    ];
    ExportTable::new("problems", PROBLEMS, rows.len(), 1, core.invalid(), columns)
}
