//! The syntax of table files.

use std::marker::PhantomData;

use memchr::{memchr, memrchr};

use super::{RowSyntax, TableParser, shape};
use crate::formats::Window;
use crate::formats::syntax::{Head, Parser, Syntax};
use crate::model::Kind;
use crate::model::worker_rows::WorkerRows;

/// A table of one kind of rows.
pub(crate) struct TableSyntax<T>(pub PhantomData<fn() -> T>);

impl<T: RowSyntax> Syntax for TableSyntax<T> {
    fn kind(&self) -> Kind {
        T::KIND
    }

    fn head(&self, text: &[u8], begin: usize, settings: &mut Head) -> (usize, bool) {
        let head = shape::head(&text[begin..]);
        settings.shape = T::shape(head.shape);
        (begin + head.end, head.is_open)
    }

    fn cut_before(&self, text: &[u8], begin: usize, target: usize) -> usize {
        if target <= begin {
            return begin;
        }
        let at = (target - 1).min(text.len());
        memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline + 1)
    }

    fn last_cut(&self, text: &[u8], begin: usize) -> Option<usize> {
        memrchr(b'\n', &text[begin..]).map(|newline| begin + newline + 1)
    }

    fn parser(&self) -> Box<dyn Parser> {
        Box::new(TableParser::<T>::default())
    }
}

impl<T: RowSyntax> Parser for TableParser<T> {
    fn parse(&mut self, head: Head, window: &Window<'_>, rows: &mut WorkerRows) -> usize {
        self.parse(head.shape, window, T::table(rows))
    }
}
