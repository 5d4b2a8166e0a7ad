//! Table files: entities and relations.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use pubfast_core::model::{DocumentOfRow, Rows};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::rows::Selected;
use super::{Problems, TableRows};
use crate::aggregate::counted;
use crate::arrow::{arrow_methods, arrow_protocol};
use crate::iterate::RowIterator;
use crate::provenance::{Held, Provenance, pickled_places};
use crate::shared::Shared;

/// Rows of a table file that can be closed.
pub struct TableFile {
    held: Held,
    rows: Rows,
}

impl TableFile {
    pub fn new(core: Arc<Shared>, rows: Rows, origin: Arc<Provenance>) -> Self {
        Self { held: Held::new(core, origin), rows }
    }

    /// Returns the rows; fails once the table was closed.
    pub fn rows(&self) -> PyResult<TableRows> {
        let core = self.held.get()?;
        let table = core.kind().main_table();
        Ok(TableRows::new(&core, table, self.rows.clone(), DocumentOfRow::From(0)))
    }

    fn part(&self, rows: TableRows) -> Self {
        Self::new(rows.core, rows.rows, self.held.origin.clone())
    }

    fn is_everything(&self, core: &Shared) -> bool {
        self.rows == Rows::Range(0..core.records())
    }

    /// The problems of the table; in a selection, those of its rows.
    fn problems(&self) -> PyResult<Problems> {
        let core = self.held.get()?;
        let all = core.problems();
        let rows = if self.is_everything(&core) {
            Rows::Range(0..all.len())
        } else {
            let has: HashSet<usize> =
                if all.is_empty() { HashSet::new() } else { self.rows.iter().collect() };
            let is_here = |&at: &usize| core.row_of_problem(at).is_some_and(|row| has.contains(&row));
            (0..all.len()).filter(is_here).map(|row| row as i64).collect()
        };
        Ok(Problems::new(core, rows))
    }

    /// A readable preview of the first rows.
    fn repr(&self, py: Python<'_>, name: &str) -> PyResult<String> {
        let name = format!("{name} {}", self.held.path_repr(py)?);
        match self.rows() {
            Ok(rows) => rows.repr(py, &name),
            Err(_) => Ok(format!("<{name}: closed>")),
        }
    }
}

/// Implements the methods of both kinds of table file for a class that wraps a [`TableFile`].
macro_rules! table_file {
    ($class:ident) => {
        impl $class {
            /// Returns the rows of an object of the class; fails once it was closed.
            pub fn rows_of(object: &Bound<'_, PyAny>) -> PyResult<TableRows> {
                object.cast::<Self>()?.get().0.rows()
            }

            fn exported(&self) -> PyResult<pubfast_export::arrow::ExportTable> {
                Ok(self.0.rows()?.exported())
            }
        }

        #[pymethods]
        impl $class {
            fn __len__(&self) -> PyResult<usize> {
                Ok(self.0.rows()?.rows.len())
            }

            fn __getitem__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
                match self.0.rows()?.select(py, key)? {
                    Selected::Row(row) => Ok(row),
                    Selected::Rows(rows) => Py::new(py, Self(self.0.part(rows))).map(Py::into_any),
                }
            }

            fn __iter__(&self) -> PyResult<RowIterator> {
                Ok(self.0.rows()?.iter())
            }

            /// The lines that could not be read as they stand, as a table; in a selection, those of its rows.
            #[getter]
            fn problems(&self) -> PyResult<Problems> {
                self.0.problems()
            }

            /// The path that was read. Another input has its name, such as `<bytes>`, or a file object's `name`.
            #[getter]
            fn path(&self) -> PathBuf {
                self.0.held.origin.path.clone()
            }

            /// Number of rows of the input before this batch of a stream; 0 for a table that was read at once.
            #[getter]
            fn first_row(&self) -> PyResult<usize> {
                Ok(self.0.held.get()?.origin().records())
            }

            /// True if the table was closed.
            #[getter]
            fn closed(&self) -> bool {
                self.0.held.get().is_err()
            }

            /// Release the file and the columns; arrays and views that were taken keep the memory that they need.
            fn close(&self, py: Python<'_>) {
                self.0.held.close(py);
            }

            fn __enter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
                slf
            }

            #[pyo3(signature = (*_exception))]
            fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) {
                self.close(py);
            }

            fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
                self.0.repr(py, stringify!($class))
            }

            fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
                let core = self.0.held.get()?;
                self.0.held.reduce(py, (!self.0.is_everything(&core)).then_some(&self.0.rows))
            }

            /// Select rows, for unpickling a selection of a table.
            fn _rows(&self, key: &Bound<'_, PyAny>) -> PyResult<Self> {
                let rows = self.0.rows()?;
                let some = pickled_places(key, rows.rows.len())?.of(&rows.rows);
                Ok(Self(self.0.part(TableRows { rows: some, ..rows })))
            }
        }

        arrow_protocol!($class);
        arrow_methods!($class);
    };
}

/// Table of entities, or a selection of its rows: a row for each concept that a document mentions.
///
/// `len(table)` is the number of rows. An integer index gives an `Entity`; a slice, a mask or integers give an
/// `EntityTable` that shares the memory. Arrays and views stay valid after `close()`.
#[pyclass(frozen, module = "pubfast")]
pub struct EntityTable(pub TableFile);

table_file!(EntityTable);

/// Table of relations, or a selection of its rows: a row for each two entities that a document relates.
///
/// `len(table)` is the number of rows. An integer index gives a `TableRelation`; a slice, a mask or integers give a
/// `RelationTable` that shares the memory. Arrays and views stay valid after `close()`.
#[pyclass(frozen, module = "pubfast")]
pub struct RelationTable(pub TableFile);

table_file!(RelationTable);

#[pymethods]
impl EntityTable {
    /// Map each identifier to the PMIDs of the documents that mention it; see `pubfast.concept_index`.
    ///
    /// Parameters
    /// ----------
    /// types : collection of str, optional
    ///     Types of the rows to index; by default all.
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

    /// Count how often each identifier occurs; see `pubfast.identifier_counts`.
    ///
    /// Parameters
    /// ----------
    /// types : collection of str, optional
    ///     Types of the rows to count; by default all.
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

    /// Count the rows of each type; the dict has the most frequent first. See `pubfast.type_counts`.
    fn type_counts<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        counted(slf, "type_counts", &[])
    }
}
