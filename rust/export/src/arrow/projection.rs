//! Values of some rows: shared where they are many, copied where they are few.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use pubfast_core::Result;
use pubfast_core::columns::{Categories, Spans};
use pubfast_core::io::TextBuf;
use pubfast_core::model::{DictionaryColumn, DocumentOfRow, InvalidUtf8, Rows, SharedColumn, StringColumn};

use super::table::JointColumns;
use super::{ColumnValues, Selection};

/// Rows of a table of a parsed input, which is what `C` derefs to.
///
/// Each method makes a column: `whole` has the values of all rows of the input, `one` looks up a single
/// value. Few rows are looked up, so that ten rows of a large dump neither have a whole column made
/// nor hold on to the text of the dump.
pub struct Projection<C> {
    /// The input.
    pub core: Arc<C>,
    /// The rows.
    pub rows: Rows,
    /// The number of rows of the input's table.
    pub total: usize,
    /// The input's text.
    pub text: Arc<TextBuf>,
    /// The parts of the text that are not UTF-8.
    pub invalid: InvalidUtf8,
}

/// Makes a column on demand.
pub(crate) type LoadColumn = Box<dyn Fn() -> Result<ColumnValues> + Send + Sync>;

impl<S: ?Sized + 'static, C: Deref<Target = S> + Send + Sync + 'static> Projection<C> {
    /// 32-bit numbers.
    pub fn int32(&self, whole: fn(&S) -> Result<SharedColumn<i32>>, one: fn(&S, usize) -> i32) -> LoadColumn {
        let (core, rows, total) = self.parts();
        Box::new(move || {
            let (values, rows) = rows.values(total, || whole(&core), |row| one(&core, row))?;
            Ok(ColumnValues::Int32(values, Selection::Rows(rows)))
        })
    }

    /// 64-bit numbers.
    pub fn int64(&self, whole: fn(&S) -> Result<SharedColumn<i64>>, one: fn(&S, usize) -> i64) -> LoadColumn {
        let (core, rows, total) = self.parts();
        Box::new(move || {
            let (values, rows) = rows.values(total, || whole(&core), |row| one(&core, row))?;
            Ok(ColumnValues::Int64(values, Selection::Rows(rows)))
        })
    }

    /// Strings.
    pub fn text(&self, whole: fn(&S) -> Result<StringColumn>, one: LookUp<S>) -> LoadColumn {
        let (core, rows, total) = self.parts();
        let (text, invalid) = (self.text.clone(), self.invalid.clone());
        Box::new(move || {
            if rows.are_few(total) {
                return Ok(own(rows.iter().map(|row| one(&core, row))));
            }
            Ok(shared(whole(&core)?, Selection::Rows(rows.clone()), &text, &invalid))
        })
    }

    /// Strings that repeat.
    pub fn category(
        &self,
        whole: fn(&S) -> Result<DictionaryColumn>,
        names: fn(&S) -> &Categories,
        one: fn(&S, usize) -> i32,
        listed: Option<NumbersOfList<S>>,
    ) -> LoadColumn {
        let (core, rows, total) = self.parts();
        Box::new(move || {
            if let Some((codes, rows)) = some(&**core, &rows, total, listed)? {
                return Ok(ColumnValues::Category(codes, names(&core).clone(), rows));
            }
            let codes = || whole(&core).map(|categories| categories.codes);
            let (codes, rows) = rows.values(total, codes, |row| one(&core, row))?;
            Ok(ColumnValues::Category(codes, names(&core).clone(), rows))
        })
    }

    /// The numbers of the rows' documents in a corpus that names them so.
    pub fn documents(&self, owners: &DocumentOfRow, of: DocumentsOf<S>) -> LoadColumn {
        let (core, rows, total) = self.parts();
        let owners = owners.clone();
        Box::new(move || {
            let (values, rows) =
                owners.values(&rows, total, || (of.whole)(&core), |row| (of.one)(&core, row))?;
            Ok(ColumnValues::Int32(values, Selection::Rows(rows)))
        })
    }

    /// Numbers of the rows' documents.
    pub fn int64_of_documents(
        &self,
        of: DocumentsOf<S>,
        whole: fn(&S) -> Result<SharedColumn<i64>>,
        one: fn(&S, usize) -> i64,
    ) -> LoadColumn {
        let (core, rows, total) = self.parts();
        Box::new(move || {
            if rows.are_few(total) {
                let values: Vec<i64> = rows.iter().map(|row| one(&core, (of.one)(&core, row))).collect();
                let all = Rows::Range(0..values.len());
                return Ok(ColumnValues::Int64(Arc::new(values.into()), Selection::Rows(all)));
            }
            let (documents, rows) = of.numbers(&core, &rows, total)?;
            Ok(ColumnValues::Int64(whole(&core)?, Selection::Through(documents, rows)))
        })
    }

    /// Strings of the rows' documents.
    pub fn text_of_documents(
        &self,
        of: DocumentsOf<S>,
        whole: fn(&S) -> Result<StringColumn>,
        one: LookUp<S>,
    ) -> LoadColumn {
        let (core, rows, total) = self.parts();
        let (text, invalid) = (self.text.clone(), self.invalid.clone());
        Box::new(move || {
            if rows.are_few(total) {
                return Ok(own(rows.iter().map(|row| one(&core, (of.one)(&core, row)))));
            }
            let (documents, rows) = of.numbers(&core, &rows, total)?;
            Ok(shared(whole(&core)?, Selection::Through(documents, rows), &text, &invalid))
        })
    }

    /// Columns that are made together where all of them are wanted; few rows are looked up.
    pub(crate) fn together(
        &self,
        names: &'static [&'static str],
        make: fn(&S) -> Result<()>,
    ) -> Option<JointColumns> {
        let core = self.core.clone();
        (!self.rows.are_few(self.total)).then(|| JointColumns { names, make: Box::new(move || make(&core)) })
    }

    fn parts(&self) -> (Arc<C>, Rows, usize) {
        (self.core.clone(), self.rows.clone(), self.total)
    }
}

/// Looks up the bytes of a value.
pub type LookUp<S> = for<'s> fn(&'s S, usize) -> Option<Cow<'s, [u8]>>;

/// Finds numbers of listed rows, if that is possible without a column of all.
pub type NumbersOfList<S> = fn(&S, &Rows) -> Result<Option<Vec<i32>>>;

/// The numbers of listed rows, looked up one by one, or from a whole column where materialising the column is faster.
fn some<S: ?Sized>(
    core: &S,
    rows: &Rows,
    total: usize,
    listed: Option<NumbersOfList<S>>,
) -> Result<Option<(SharedColumn<i32>, Rows)>> {
    let Some(listed) = listed.filter(|_| matches!(rows, Rows::List(list) if list.len() <= total / 2)) else {
        return Ok(None);
    };
    Ok(listed(core, rows)?.map(|values| {
        let places = Rows::Range(0..values.len());
        (Arc::new(values.into()), places)
    }))
}

/// The documents that the rows of a table belong to.
pub struct DocumentsOf<S: ?Sized> {
    /// Of all rows.
    pub whole: fn(&S) -> Result<SharedColumn<i32>>,
    /// Of one row.
    pub one: fn(&S, usize) -> usize,
    /// Of listed rows.
    pub listed: Option<NumbersOfList<S>>,
}

impl<S: ?Sized> DocumentsOf<S> {
    /// Those of some rows, in a column, and where they are in it.
    fn numbers(&self, core: &S, rows: &Rows, total: usize) -> Result<(SharedColumn<i32>, Rows)> {
        match some(core, rows, total, self.listed)? {
            Some(found) => Ok(found),
            None => Ok(((self.whole)(core)?, rows.clone())),
        }
    }
}

impl<S: ?Sized> Clone for DocumentsOf<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: ?Sized> Copy for DocumentsOf<S> {}

/// Values of a column, which are checked where the column has bytes of its own.
fn shared(
    column: StringColumn,
    index: Selection,
    text: &Arc<TextBuf>,
    invalid: &InvalidUtf8,
) -> ColumnValues {
    let seen = Arc::ptr_eq(&column.buffer, text);
    let invalid = if seen { invalid.clone() } else { InvalidUtf8::unknown(&column.buffer) };
    ColumnValues::Text(column, index, invalid)
}

/// Copies values.
pub(crate) fn own<'s>(values: impl Iterator<Item = Option<Cow<'s, [u8]>>>) -> ColumnValues {
    let mut text = Vec::new();
    let (mut starts, mut lengths) = (Vec::new(), Vec::new());
    for value in values {
        starts.push(text.len() as i64);
        lengths.push(value.as_ref().map_or(-1, |value| value.len() as i32));
        text.extend_from_slice(&value.unwrap_or_default());
    }
    let index = Selection::Rows(Rows::Range(0..starts.len()));
    let invalid = InvalidUtf8::unknown(&text);
    let spans = Arc::new(Spans { starts: starts.into(), lengths: lengths.into() });
    let column =
        StringColumn { buffer: Arc::new(TextBuf::from(text)), len: spans.starts.len(), spans: Some(spans) };
    ColumnValues::Text(column, index, invalid)
}
