//! The methods for Arrow and other libraries that all table classes share.

use std::sync::Arc;

use pubfast_export::arrow::{Batches, ExportTable, Strings, WantedColumns};
use pyo3::call::PyCallArgs;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::capsule::{self, MakingReader};

/// Columns of a table in the form that the adapters hand over to libraries that speak Arrow.
#[pyclass(frozen, module = "pubfast._core")]
pub struct ArrowTable {
    table: Arc<ExportTable>,
    wanted: WantedColumns,
}

impl ArrowTable {
    pub fn new(table: ExportTable, columns: Option<&[String]>, strings: &str) -> PyResult<Self> {
        let strings: Strings = strings.parse().map_err(PyValueError::new_err)?;
        let wanted = table.wanted(columns, strings).map_err(|name| {
            let names = table.names().collect::<Vec<_>>().join(", ");
            PyValueError::new_err(format!("no column {name:?}; there are {names}"))
        })?;
        Ok(Self { table: Arc::new(table), wanted })
    }

    pub fn whole(table: ExportTable) -> PyResult<Self> {
        Self::new(table, None, "view")
    }
}

#[pymethods]
impl ArrowTable {
    /// The Arrow schema, as a capsule.
    pub fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::schema(py, &self.table.schema(&self.wanted))
    }

    /// The rows as an Arrow stream, in a capsule; strings are stored as `requested_schema` has them.
    #[pyo3(signature = (requested_schema=None))]
    pub fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let mut wanted = self.wanted.clone();
        if let Some(requested) = requested_schema {
            wanted.comply(&capsule::requested(requested)?);
        }
        capsule::stream(py, MakingReader(Batches::new(self.table.clone(), wanted)))
    }
}

/// Implements the Arrow PyCapsule protocol for a class whose method `exported` returns an [`ExportTable`].
macro_rules! arrow_protocol {
    ($class:ty) => {
        #[pyo3::pymethods]
        impl $class {
            /// The Arrow schema of the rows, with strings as views, for the Arrow PyCapsule protocol.
            fn __arrow_c_schema__<'py>(
                &self,
                py: pyo3::Python<'py>,
            ) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::types::PyCapsule>> {
                crate::arrow::ArrowTable::whole(self.exported()?)?.__arrow_c_schema__(py)
            }

            /// The rows as an Arrow stream, for any library that speaks the Arrow PyCapsule protocol. Strings are
            /// views into the text unless `requested_schema` has another type of string.
            #[pyo3(signature = (requested_schema=None))]
            fn __arrow_c_stream__<'py>(
                &self,
                py: pyo3::Python<'py>,
                requested_schema: Option<&pyo3::Bound<'py, pyo3::PyAny>>,
            ) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::types::PyCapsule>> {
                crate::arrow::ArrowTable::whole(self.exported()?)?.__arrow_c_stream__(py, requested_schema)
            }

            /// Export columns of the rows, for the adapters.
            #[pyo3(signature = (columns=None, strings="view"))]
            fn _arrow(
                &self,
                columns: Option<Vec<String>>,
                strings: &str,
            ) -> pyo3::PyResult<crate::arrow::ArrowTable> {
                crate::arrow::ArrowTable::new(self.exported()?, columns.as_deref(), strings)
            }
        }
    };
}

pub(crate) use arrow_protocol;

/// Implements the Arrow PyCapsule protocol and the methods for single libraries.
macro_rules! arrow_methods {
    ($class:ty) => {
        #[pyo3::pymethods]
        impl $class {
            /// Convert the rows to a `pyarrow.Table`.
            ///
            /// Parameters
            /// ----------
            /// strings : {"large_string", "string", "view"}
            ///     Arrow type of strings. `large_string` and `string` are copies, which every function of pyarrow
            ///     supports; `string` comes in chunks of less than 2 GiB. `view` copies no value of more than 12
            ///     bytes, but pyarrow cannot filter or sort it.
            /// columns : list of str, optional
            ///     The columns to make, in this order; by default all.
            ///
            /// Returns
            /// -------
            /// pyarrow.Table
            ///
            /// Raises
            /// ------
            /// ImportError
            ///     pyarrow is not installed.
            /// ValueError
            ///     There is no such column.
            #[pyo3(signature = (*, strings="large_string", columns=None))]
            fn to_arrow<'py>(
                slf: &pyo3::Bound<'py, Self>,
                strings: &str,
                columns: Option<Vec<String>>,
            ) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                crate::arrow::adapted(slf.py(), "_pyarrow", "to_arrow", (slf.as_any(), strings, columns))
            }

            /// Convert the rows to a `polars.DataFrame`, which shares numbers and text with the corpus.
            ///
            /// Parameters
            /// ----------
            /// columns : list of str, optional
            ///     The columns to make, in this order; by default all.
            ///
            /// Returns
            /// -------
            /// polars.DataFrame
            ///
            /// Raises
            /// ------
            /// ImportError
            ///     polars is not installed.
            /// ValueError
            ///     There is no such column.
            #[pyo3(signature = (*, columns=None))]
            fn to_polars<'py>(
                slf: &pyo3::Bound<'py, Self>,
                columns: Option<Vec<String>>,
            ) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                crate::arrow::adapted(slf.py(), "_polars", "to_polars", (slf.as_any(), columns))
            }

            /// Convert the rows to a `pandas.DataFrame`; types are categorical, `pmid` is `Int64` with `<NA>` where the
            /// id is not a number.
            ///
            /// Parameters
            /// ----------
            /// columns : list of str, optional
            ///     The columns to make, in this order; by default all.
            ///
            /// Returns
            /// -------
            /// pandas.DataFrame
            ///
            /// Raises
            /// ------
            /// ImportError
            ///     pandas or pyarrow is not installed.
            /// ValueError
            ///     There is no such column.
            #[pyo3(signature = (*, columns=None))]
            fn to_pandas<'py>(
                slf: &pyo3::Bound<'py, Self>,
                columns: Option<Vec<String>>,
            ) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                crate::arrow::adapted(slf.py(), "_pandas", "to_pandas", (slf.as_any(), columns))
            }
        }
    };
}

pub(crate) use arrow_methods;

/// Calls a function of an adapter module with a table and the other arguments.
pub fn adapted<'py>(
    py: Python<'py>,
    module: &str,
    function: &str,
    arguments: impl PyCallArgs<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    py.import(format!("pubfast.adapters.{module}"))?.getattr(function)?.call1(arguments)
}
