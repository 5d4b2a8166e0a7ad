//! File formats: block text, tables, lines of JSON. [`mod@detect`] tells them apart.

pub mod block_text;
mod converted;
pub mod detect;
pub mod jsonl;
mod syntax;
pub mod table;
mod window;

use std::marker::PhantomData;

pub(crate) use converted::{converted, is_converted, may_be_converted};
pub(crate) use syntax::{Head, Parser, Syntax};
pub use window::Window;
pub(crate) use window::{Cuts, oversized};

use crate::model::Kind;
use crate::model::worker_rows::{EntityRow, TableRelationRow};
use block_text::BlockText;
use table::TableSyntax;

/// Every syntax whose text is parsed. Lines of JSON are converted to one of them as they are read.
const SYNTAXES: [&dyn Syntax; 3] =
    [&BlockText, &TableSyntax::<EntityRow>(PhantomData), &TableSyntax::<TableRelationRow>(PhantomData)];

/// The syntax of an input of a kind.
pub(crate) fn syntax(kind: Kind) -> &'static dyn Syntax {
    SYNTAXES.into_iter().find(|syntax| syntax.kind() == kind).expect("every kind has a syntax")
}
