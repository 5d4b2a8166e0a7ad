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

/// Some rows of a table file, until it is closed.
pub struct TableFile {
    held: Held,
    rows: Rows,
}

impl TableFile {
    pub fn new(core: Arc<Shared>, rows: Rows, origin: Arc<Provenance>) -> Self {
        Self { held: Held::new(core, origin), rows }
    }

    /// The rows; fails once the table was closed.
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

    /// The problems of its lines: of a part, those of the rows that it has.
    fn problems(&self) -> PyResult<Problems> {
        let core = self.held.get()?;
        let all = core.problems();
        let rows = if self.is_everything(&core) {
            Rows::Range(0..all.len())
        } else {
            let has: HashSet<usize> =
                if all.is_empty() { HashSet::new() } else { self.rows.iter().collect() };
            let is_here = |byte: u64| core.row_at(byte as usize).is_some_and(|row| has.contains(&row));
            let found = all.iter().enumerate().filter(|(_, problem)| is_here(problem.byte));
            found.map(|(row, _)| row as i64).collect()
        };
        Ok(Problems::new(core, rows))
    }

    /// The first rows, as people read them.
    fn repr(&self, py: Python<'_>, name: &str) -> PyResult<String> {
        let name = format!("{name} {}", self.held.path_repr(py)?);
        match self.rows() {
            Ok(rows) => rows.repr(py, &name),
            Err(_) => Ok(format!("<{name}: closed>")),
        }
    }
}

/// Gives a class, which is a [`TableFile`], the methods that both kinds of table file have.
macro_rules! table_file {
    ($class:ident) => {
        impl $class {
            /// The rows of an object of the class; fails once it was closed.
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

            /// The lines that could not be read as they stand, as a table; of a part, those of its rows.
            #[getter]
            fn problems(&self) -> PyResult<Problems> {
                self.0.problems()
            }

            /// The path that was read; a name in angle brackets for what is no file.
            #[getter]
            fn path(&self) -> PathBuf {
                self.0.held.origin.path.clone()
            }

            /// Rows of the input before this batch of a stream; 0 for a table.
            #[getter]
            fn first_row(&self) -> PyResult<usize> {
                Ok(self.0.held.get()?.origin().records())
            }

            /// True if the table was closed.
            #[getter]
            fn closed(&self) -> bool {
                self.0.held.get().is_err()
            }

            /// Lets go of the file and the columns; arrays and views that were taken keep what they need.
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

            /// These rows: what a pickled part of a table is made again with.
            fn _rows(&self, key: &Bound<'_, PyAny>) -> PyResult<Self> {
                let rows = self.0.rows()?;
                let some = pickled_places(key)?.of(&rows.rows);
                Ok(Self(self.0.part(TableRows { rows: some, ..rows })))
            }
        }

        arrow_protocol!($class);
        arrow_methods!($class);
    };
}

/// A table of entities, or some rows of one: a row a concept that a document is about.
///
/// `len(table)` rows; an integer gives an `Entity`, a slice, a mask or integers an `EntityTable` that
/// shares the memory. Arrays and views stay valid after `close()`: they keep what they need.
#[pyclass(frozen, module = "pubfast")]
pub struct EntityTable(pub TableFile);

table_file!(EntityTable);

/// A table of relations, or some rows of one: a row two entities that a document relates.
///
/// `len(table)` rows; an integer gives a `TableRelation`, a slice, a mask or integers a `RelationTable`
/// that shares the memory. Arrays and views stay valid after `close()`: they keep what they need.
#[pyclass(frozen, module = "pubfast")]
pub struct RelationTable(pub TableFile);

table_file!(RelationTable);

#[pymethods]
impl EntityTable {
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
}
