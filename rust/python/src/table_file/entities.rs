//! Entity tables.

use std::path::PathBuf;

use pubfast_core::analysis::Separators;
use pubfast_core::model::EntityRows;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::{Classes, Selected, TableRows};
use crate::aggregate::{Columns, counted};
use crate::arrow::{Exported, arrow_methods, arrow_protocol};
use crate::category_column::CategoryColumn;
use crate::iterate::RowIterator;
use crate::string_column::StringColumn;
use crate::table::problems::Problems;
use crate::views::entity::Entity;

/// A table of entities, or some rows of one: a row a concept that a document is about.
///
/// `len(table)` rows; an integer gives an `Entity`, a slice, a mask or integers an `EntityTable` that
/// shares the memory. Arrays and views stay valid after `close()`: they keep what they need.
#[pyclass(frozen, module = "pubfast")]
pub struct EntityTable(TableRows<EntityRows>);

impl EntityTable {
    /// The documents and identifiers of the rows.
    pub fn columns(&self) -> PyResult<Columns> {
        let (core, rows) = (self.0.core()?, self.0.rows().clone());
        Ok(Box::new(move || core.mentions(&rows)))
    }
}

impl Classes for EntityRows {
    fn into_python(py: Python<'_>, table: TableRows<Self>) -> PyResult<Py<PyAny>> {
        Ok(EntityTable(table).into_pyobject(py)?.into_any().unbind())
    }
}

impl Exported for EntityTable {
    fn exported(&self) -> PyResult<pubfast_export::arrow::ExportTable> {
        Ok(pubfast_export::arrow::entities(&self.0.core()?, self.0.rows()))
    }
}

arrow_protocol!(EntityTable);
arrow_methods!(EntityTable);

#[pymethods]
impl EntityTable {
    fn __len__(&self) -> PyResult<usize> {
        self.0.len()
    }

    fn __getitem__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        match self.0.select(py, key, Entity::view)? {
            Selected::Row(row) => Ok(row),
            Selected::Rows(rows) => Ok(Self(rows).into_pyobject(py)?.into_any().unbind()),
        }
    }

    fn __iter__(&self) -> PyResult<RowIterator> {
        self.0.iter(Entity::view)
    }

    /// The PMID of each row: int64, -1 where it is not 1 to 18 decimal digits without a leading zero.
    #[getter]
    fn pmid<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.pmid(py)
    }

    /// The type: `Gene`, `Disease` …; no value in old tables, which have no such column.
    #[getter]
    fn r#type(&self, py: Python<'_>) -> PyResult<CategoryColumn> {
        self.0.category(py, 0)
    }

    /// The identifier as the file has it, which may be several, or `-`.
    #[getter]
    fn identifier(&self) -> PyResult<StringColumn> {
        self.0.strings(0)
    }

    /// The mentions as the file has them, divided by `|`; absent in rows without that column.
    #[getter]
    fn mentions(&self) -> PyResult<StringColumn> {
        self.0.strings(1)
    }

    /// The resources as the file has them, divided by `|`; no value in rows without that column.
    #[getter]
    fn resource(&self, py: Python<'_>) -> PyResult<CategoryColumn> {
        Ok(self.0.category(py, 1)?.divided_by(Separators::PIPE))
    }

    /// The lines that could not be read as they stand, as a table; of a part, those of its rows.
    #[getter]
    fn problems(&self) -> PyResult<Problems> {
        self.0.problems()
    }

    /// For each identifier the PMIDs of the documents that mention it: see `pubfast.concept_index`.
    ///
    /// Parameters
    /// ----------
    /// types : collection of str, optional
    ///     Rows of these types only; by default of all.
    /// threads : int, optional
    ///     As in `pubfast.read_entities`.
    ///
    /// Returns
    /// -------
    /// ConceptIndex
    #[pyo3(signature = (*, types=None, threads=None))]
    fn concept_index<'py>(
        slf: &Bound<'py, Self>,
        types: Option<Bound<'py, PyAny>>,
        threads: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        counted(slf, "concept_index", &[("types", types), ("threads", threads)])
    }

    /// Number of times that each identifier occurs: see `pubfast.identifier_counts`.
    ///
    /// Parameters
    /// ----------
    /// types : collection of str, optional
    ///     Rows of these types only; by default of all.
    /// threads : int, optional
    ///     As in `pubfast.read_entities`.
    ///
    /// Returns
    /// -------
    /// Counts
    #[pyo3(signature = (*, types=None, threads=None))]
    fn identifier_counts<'py>(
        slf: &Bound<'py, Self>,
        types: Option<Bound<'py, PyAny>>,
        threads: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        counted(slf, "identifier_counts", &[("types", types), ("threads", threads)])
    }

    /// Number of rows of each type, as a dict, the most frequent first: see `pubfast.type_counts`.
    fn type_counts<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        counted(slf, "type_counts", &[])
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
        self.0.repr(py, "EntityTable", Entity::view)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        self.0.reduce(py)
    }

    /// These rows: what a pickled part of a table is made again with.
    fn _rows(&self, key: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.0.pickled(key).map(Self)
    }
}
