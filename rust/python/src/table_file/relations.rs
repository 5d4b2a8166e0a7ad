//! Relation tables.

use std::path::PathBuf;

use pubfast_core::model::RelationTableRows;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::{Classes, Selected, TableRows};
use crate::arrow::{Exported, arrow_methods, arrow_protocol};
use crate::category_column::CategoryColumn;
use crate::iterate::RowIterator;
use crate::string_column::StringColumn;
use crate::table::problems::Problems;
use crate::views::table_relation::TableRelation;

/// A table of relations, or some rows of one: a row two entities that a document relates.
///
/// `len(table)` rows; an integer gives a `TableRelation`, a slice, a mask or integers a `RelationTable`
/// that shares the memory. Arrays and views stay valid after `close()`: they keep what they need.
#[pyclass(frozen, module = "pubfast")]
pub struct RelationTable(TableRows<RelationTableRows>);

impl Classes for RelationTableRows {
    fn into_python(py: Python<'_>, table: TableRows<Self>) -> PyResult<Py<PyAny>> {
        Ok(RelationTable(table).into_pyobject(py)?.into_any().unbind())
    }
}

impl Exported for RelationTable {
    fn exported(&self) -> PyResult<pubfast_export::arrow::ExportTable> {
        Ok(pubfast_export::arrow::table_relations(&self.0.core()?, self.0.rows()))
    }
}

arrow_protocol!(RelationTable);
arrow_methods!(RelationTable);

#[pymethods]
impl RelationTable {
    fn __len__(&self) -> PyResult<usize> {
        self.0.len()
    }

    fn __getitem__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        match self.0.select(py, key, TableRelation::view)? {
            Selected::Row(row) => Ok(row),
            Selected::Rows(rows) => Ok(Self(rows).into_pyobject(py)?.into_any().unbind()),
        }
    }

    fn __iter__(&self) -> PyResult<RowIterator> {
        self.0.iter(TableRelation::view)
    }

    /// The PMID of each row: int64, -1 where it is not 1 to 18 decimal digits without a leading zero.
    #[getter]
    fn pmid<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.pmid(py)
    }

    /// The type of the relation: `associate`, `treat` …
    #[getter]
    fn r#type(&self, py: Python<'_>) -> PyResult<CategoryColumn> {
        self.0.category(py, 0)
    }

    /// The type of the first entity, which stands before its first `|`; no value without one.
    #[getter]
    fn type1(&self, py: Python<'_>) -> PyResult<CategoryColumn> {
        self.0.category(py, 1)
    }

    /// The identifier of the first entity.
    #[getter]
    fn id1(&self) -> PyResult<StringColumn> {
        self.0.strings(0)
    }

    /// The type of the second entity.
    #[getter]
    fn type2(&self, py: Python<'_>) -> PyResult<CategoryColumn> {
        self.0.category(py, 2)
    }

    /// The identifier of the second entity.
    #[getter]
    fn id2(&self) -> PyResult<StringColumn> {
        self.0.strings(1)
    }

    /// The lines that could not be read as they stand, as a table; of a part, those of its rows.
    #[getter]
    fn problems(&self) -> PyResult<Problems> {
        self.0.problems()
    }

    /// The path that was read; a name in angle brackets for what is no file.
    #[getter]
    fn path(&self) -> PathBuf {
        self.0.held().origin.path.clone()
    }

    /// Rows of the input before this batch of a stream; 0 for a table.
    #[getter]
    fn first_row(&self) -> PyResult<usize> {
        self.0.first_row()
    }

    /// True if the table was closed.
    #[getter]
    fn closed(&self) -> bool {
        self.0.core().is_err()
    }

    /// Lets go of the file and the columns; arrays and views that were taken keep what they need.
    fn close(&self, py: Python<'_>) {
        self.0.held().close(py);
    }

    fn __enter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) {
        self.close(py);
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        self.0.repr(py, "RelationTable", TableRelation::view)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        self.0.reduce(py)
    }

    /// These rows: what a pickled part of a table is made again with.
    fn _rows(&self, key: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.0.pickled(key).map(Self)
    }
}
