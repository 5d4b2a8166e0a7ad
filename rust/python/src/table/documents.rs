//! The documents table.

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;

use super::{NestedDocuments, TableRows, table_methods};
use crate::arrow::adapted;

/// Documents: a row a block of the file, in file order.
///
/// An integer gives a `Document`, a slice, a mask or integers give `Documents` that share the memory. Each column has a
/// value for each row (`annotation_offsets` and `relation_offsets` one more); arrays are read-only.
#[pyclass(frozen, module = "pubfast")]
pub struct Documents(pub TableRows);

table_methods!(Documents);

impl Documents {
    /// The documents, or the same with lists of what belongs to them.
    fn form<'py>(slf: &Bound<'py, Self>, nested: bool) -> PyResult<Bound<'py, PyAny>> {
        if nested { slf.get().nested().into_bound_py_any(slf.py()) } else { Ok(slf.as_any().clone()) }
    }
}

#[pymethods]
impl Documents {
    /// Documents as one row each, with lists of their annotations, relations and passages.
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

    /// The rows as a `pyarrow.Table`.
    ///
    /// Parameters
    /// ----------
    /// strings : {"large_string", "string", "view"}
    ///     How strings are stored. `large_string` and `string` are copies, which every function of pyarrow takes, the
    ///     latter in chunks of less than 2 GiB. `view` copies no value of more than 12 bytes; pyarrow cannot filter
    ///     or sort it.
    /// columns : list of str, optional
    ///     The columns, in this order; all if it is not given. What is not named is not made.
    /// nested : bool
    ///     Whether the columns are those of `nested`, which has lists of annotations, relations and passages.
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

    /// The rows as a `polars.DataFrame`, which shares numbers and text with the corpus.
    ///
    /// Parameters
    /// ----------
    /// columns : list of str, optional
    ///     The columns, in this order; all if it is not given. What is not named is not made.
    /// nested : bool
    ///     Whether the columns are those of `nested`, which has lists of annotations, relations and passages.
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

    /// The rows as a `pandas.DataFrame`; `pmid` is `Int64` with `<NA>` where the id is no number.
    ///
    /// Parameters
    /// ----------
    /// columns : list of str, optional
    ///     The columns, in this order; all if it is not given. What is not named is not made.
    /// nested : bool
    ///     Whether the columns are those of `nested`: a list of annotations, relations or passages is an array of
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
