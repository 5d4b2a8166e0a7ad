//! The documents table.

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;

use super::{NestedDocuments, TableRows, table_methods};
use crate::arrow::adapted;

/// Table of documents: a row for each block of the file, in file order.
///
/// An integer index gives a `Document`; a slice, a mask or integers give `Documents` that share the memory. Each column
/// has a value for each row (`annotation_offsets` and `relation_offsets` one more); arrays are read-only.
#[pyclass(frozen, module = "pubfast")]
pub struct Documents(pub TableRows);

table_methods!(Documents);

impl Documents {
    /// The documents, or their nested form.
    fn form<'py>(slf: &Bound<'py, Self>, nested: bool) -> PyResult<Bound<'py, PyAny>> {
        if nested { slf.get().nested().into_bound_py_any(slf.py()) } else { Ok(slf.as_any().clone()) }
    }
}

#[pymethods]
impl Documents {
    /// Return the documents with lists of their annotations, relations and passages, a row for each document.
    ///
    /// Returns
    /// -------
    /// NestedDocuments
    ///     A table for Arrow: `document_id`, `pmid`, `title`, `abstract`, and lists of structs `annotations`
    ///     (`start`, `end`, `mention`, `type`, `identifier`, `extra`), `relations` (`type`, `arg1`, `arg2`, `extra`)
    ///     and `passages` (`tag`, `text`).
    fn nested(&self) -> NestedDocuments {
        NestedDocuments::new(&self.0.core, &self.0.rows)
    }

    /// Convert the rows to a `pyarrow.Table`.
    ///
    /// Parameters
    /// ----------
    /// strings : {"large_string", "string", "view"}
    ///     Arrow type of strings. `large_string` and `string` are copies, which every function of pyarrow supports;
    ///     `string` comes in chunks of less than 2 GiB. `view` copies no value of more than 12 bytes, but pyarrow
    ///     cannot filter or sort it.
    /// columns : list of str, optional
    ///     The columns to make, in this order; by default all.
    /// nested : bool
    ///     True for the columns of `nested`, which has lists of annotations, relations and passages.
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
    #[pyo3(signature = (*, strings="large_string", columns=None, nested=false))]
    fn to_arrow<'py>(
        slf: &Bound<'py, Self>,
        strings: &str,
        columns: Option<Vec<String>>,
        nested: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        adapted(slf.py(), "_pyarrow", "to_arrow", (Self::form(slf, nested)?, strings, columns))
    }

    /// Convert the rows to a `polars.DataFrame`, which shares numbers and text with the corpus.
    ///
    /// Parameters
    /// ----------
    /// columns : list of str, optional
    ///     The columns to make, in this order; by default all.
    /// nested : bool
    ///     True for the columns of `nested`, which has lists of annotations, relations and passages.
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
    #[pyo3(signature = (*, columns=None, nested=false))]
    fn to_polars<'py>(
        slf: &Bound<'py, Self>,
        columns: Option<Vec<String>>,
        nested: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        adapted(slf.py(), "_polars", "to_polars", (Self::form(slf, nested)?, columns))
    }

    /// Convert the rows to a `pandas.DataFrame`; `pmid` is `Int64` with `<NA>` where the id is not a number.
    ///
    /// Parameters
    /// ----------
    /// columns : list of str, optional
    ///     The columns to make, in this order; by default all.
    /// nested : bool
    ///     True for the columns of `nested`, where a list of annotations, relations or passages is an array of
    ///     dictionaries.
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
    #[pyo3(signature = (*, columns=None, nested=false))]
    fn to_pandas<'py>(
        slf: &Bound<'py, Self>,
        columns: Option<Vec<String>>,
        nested: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        adapted(slf.py(), "_pandas", "to_pandas", (Self::form(slf, nested)?, columns))
    }
}
