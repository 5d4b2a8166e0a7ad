//! A selection of rows of a table, and its columns as numpy arrays and column objects.

use std::sync::Arc;

use pubfast_core::Counted;
use pubfast_core::analysis::{Mentions, Separators};
use pubfast_core::model::spec::{ColumnKind, ColumnSpec};
use pubfast_core::model::{DocumentOfRow, Rows, TableId, Value};
use pubfast_core::{Result, model};
use pubfast_export::arrow::ExportTable;
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyTuple, PyType};

use crate::array;
use crate::category_column::CategoryColumn;
use crate::indexing::{Selection, select};
use crate::interrupt::detached;
use crate::iterate::RowIterator;
use crate::shared::Shared;
use crate::string_column::StringColumn;
use crate::string_source::StringSource;
use crate::views::view;

/// A selection of rows of a table.
#[derive(Clone)]
pub struct TableRows {
    pub core: Arc<Shared>,
    pub table: TableId,
    pub rows: Rows,
    /// The numbering of the rows' documents.
    pub owners: DocumentOfRow,
}

/// The result of a subscript.
pub enum Selected {
    Row(Py<PyAny>),
    Rows(TableRows),
}

impl TableRows {
    pub fn new(core: &Arc<Shared>, table: TableId, rows: Rows, owners: DocumentOfRow) -> Self {
        Self { core: core.clone(), table, rows, owners }
    }

    pub fn select(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Selected> {
        Ok(match select(&self.rows, key)? {
            Selection::One(row) => Selected::Row(view(py, &self.core, self.table, row)?),
            Selection::Places(places) => {
                let owners = self.owners.select(|owners| places.pick(owners));
                Selected::Rows(Self { rows: places.of(&self.rows), owners, ..self.clone() })
            }
        })
    }

    /// An iterator over the rows, as views.
    pub fn iter(&self) -> RowIterator {
        let (core, table) = (self.core.clone(), self.table);
        RowIterator::of(&self.rows, move |py, row| view(py, &core, table, row))
    }

    /// The rows for export to Arrow.
    pub fn exported(&self) -> ExportTable {
        pubfast_export::arrow::rows(&self.core.data, self.table, &self.rows, &self.owners)
    }

    /// The columns of documents and identifiers; making them may take a while.
    pub fn mentions(&self) -> Result<Mentions> {
        self.core.mentions(&self.rows)
    }

    /// A readable preview of the first rows.
    pub fn repr(&self, py: Python<'_>, name: &str) -> PyResult<String> {
        preview(py, name, &self.rows, |row| view(py, &self.core, self.table, row))
    }

    fn total(&self) -> usize {
        self.core.len(self.table)
    }

    /// A column as a numpy array or as a column object.
    fn column<'py>(&self, py: Python<'py>, column: &'static ColumnSpec) -> PyResult<Bound<'py, PyAny>> {
        let (core, table, name) = (&self.core, self.table, column.name);
        let number = |row| match core.value(table, name, row) {
            Value::Number(number) => number,
            Value::Text(_) | Value::Code(_) => unreachable!("a column of numbers"),
        };
        match column.kind {
            ColumnKind::Int32 if name == "document" => {
                let one = |row| core.document_of(table, row);
                let whole = || core.int32_column(table, name);
                let (values, places) =
                    detached(py, || self.owners.values(&self.rows, self.total(), whole, one))?;
                array::numbers(py, values, &places)
            }
            ColumnKind::Int32 => {
                let whole = || core.int32_column(table, name);
                let (values, places) =
                    detached(py, || self.rows.values(self.total(), whole, |row| number(row) as i32))?;
                array::numbers(py, values, &places)
            }
            ColumnKind::Int64 => {
                let whole = || core.int64_column(table, name);
                let (values, places) = detached(py, || self.rows.values(self.total(), whole, number))?;
                array::numbers(py, values, &places)
            }
            ColumnKind::Offsets(..) => {
                let other = match name {
                    "annotation_offsets" => TableId::Annotations,
                    _ => TableId::Relations,
                };
                let offsets = detached(py, || core.offsets_of(other, &self.rows))?;
                let all = Rows::Range(0..offsets.len());
                array::numbers(py, offsets, &all)
            }
            ColumnKind::Text => {
                let source = StringSource::Table { core: core.clone(), table, column: name };
                StringColumn::of(source, self.rows.clone()).into_bound_py_any(py)
            }
            ColumnKind::Category => {
                let names = core.names(py, table, name)?.clone();
                let code = |row| match core.value(table, name, row) {
                    Value::Code(code) => code,
                    Value::Number(_) | Value::Text(_) => unreachable!("a dictionary column"),
                };
                let whole = || core.category_column(table, name).map(|column| column.codes);
                let (codes, places) = detached(py, || self.rows.values(self.total(), whole, code))?;
                let column = CategoryColumn::new(codes, names, places);
                match (table, name) {
                    (TableId::Entities, "resource") => column.divided_by(Separators::PIPE),
                    _ => column,
                }
                .into_bound_py_any(py)
            }
            ColumnKind::Lists(_) => unreachable!("lists are made for Arrow"),
        }
    }
}

/// Adds a property for each column of a table to a Python class.
///
/// `rows` returns the rows of an object, and fails if the object was closed.
pub fn install_columns(
    class: &Bound<'_, PyType>,
    table: TableId,
    rows: fn(&Bound<'_, PyAny>) -> PyResult<TableRows>,
) -> PyResult<()> {
    let py = class.py();
    let property = py.import("builtins")?.getattr("property")?;
    for column in table.spec().attributes() {
        let get =
            move |arguments: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| -> PyResult<Py<PyAny>> {
                let object = arguments.get_item(0)?;
                rows(&object)?.column(object.py(), column).map(Bound::unbind)
            };
        let get = PyCFunction::new_closure(py, None, None, get)?;
        let none = py.None();
        class.setattr(column.name, property.call1((get, &none, &none, documentation(column)))?)?;
    }
    Ok(())
}

/// The docstring of a column.
fn documentation(column: &ColumnSpec) -> String {
    let dtype = match column.kind {
        ColumnKind::Int32 => ": int32",
        ColumnKind::Int64 => ": int64",
        ColumnKind::Offsets(..) => ": int64, n + 1 values",
        ColumnKind::Text | ColumnKind::Category | ColumnKind::Lists(_) => "",
    };
    // The number type stands before the clause about absent values.
    match column.meaning.split_once(", -1 where") {
        Some((meaning, absent)) => format!("{meaning}{dtype}, -1 where{absent}."),
        None => format!("{}{dtype}.", column.meaning),
    }
}

/// A readable preview of the first rows of a table.
pub fn preview(
    py: Python<'_>,
    name: &str,
    rows: &model::Rows,
    view: impl Fn(usize) -> PyResult<Py<PyAny>>,
) -> PyResult<String> {
    const SHOWN: usize = 5;
    let mut lines = vec![format!("<{name}: {}", Counted::here(rows.len(), "rows"))];
    for row in rows.iter().take(SHOWN) {
        lines.push(format!("  {}", view(row)?.bind(py).repr()?));
    }
    if rows.len() > SHOWN {
        lines.push("  …".into());
    }
    Ok(lines.join("\n") + ">")
}
