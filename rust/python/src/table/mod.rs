//! The table classes, whose columns are properties that [`install_columns`] makes from the table's specification.

mod annotations;
mod documents;
mod file;
mod nested_documents;
mod passages;
mod problems;
mod relations;
mod rows;

pub use annotations::Annotations;
pub use documents::Documents;
pub use file::{EntityTable, RelationTable, TableFile};
pub use nested_documents::NestedDocuments;
pub use passages::Passages;
pub use problems::Problems;
pub use relations::Relations;
pub use rows::{TableRows, install_columns, preview};

use pubfast_core::model::TableId;
use pyo3::prelude::*;

/// Adds the properties of columns to the table classes.
pub fn install(py: Python<'_>) -> PyResult<()> {
    install_columns(&py.get_type::<Documents>(), TableId::Documents, Documents::rows_of)?;
    install_columns(&py.get_type::<Annotations>(), TableId::Annotations, Annotations::rows_of)?;
    install_columns(&py.get_type::<Relations>(), TableId::Relations, Relations::rows_of)?;
    install_columns(&py.get_type::<Passages>(), TableId::Passages, Passages::rows_of)?;
    install_columns(&py.get_type::<EntityTable>(), TableId::Entities, EntityTable::rows_of)?;
    install_columns(&py.get_type::<RelationTable>(), TableId::TableRelations, RelationTable::rows_of)
}

/// Implements the methods of all tables for a class that wraps [`TableRows`].
macro_rules! table_methods {
    ($class:ident) => {
        impl $class {
            /// The rows of an object of the class.
            pub fn rows_of(
                object: &pyo3::Bound<'_, pyo3::PyAny>,
            ) -> pyo3::PyResult<$crate::table::TableRows> {
                Ok(object.cast::<Self>()?.get().0.clone())
            }

            fn exported(&self) -> pyo3::PyResult<pubfast_export::arrow::ExportTable> {
                Ok(self.0.exported())
            }
        }

        #[pyo3::pymethods]
        impl $class {
            pub fn __len__(&self) -> usize {
                self.0.rows.len()
            }

            fn __getitem__(
                &self,
                py: pyo3::Python<'_>,
                key: &pyo3::Bound<'_, pyo3::PyAny>,
            ) -> pyo3::PyResult<pyo3::Py<pyo3::PyAny>> {
                match self.0.select(py, key)? {
                    $crate::table::rows::Selected::Row(row) => Ok(row),
                    $crate::table::rows::Selected::Rows(rows) => {
                        pyo3::Py::new(py, Self(rows)).map(pyo3::Py::into_any)
                    }
                }
            }

            fn __iter__(&self) -> $crate::iterate::RowIterator {
                self.0.iter()
            }

            fn __repr__(&self, py: pyo3::Python<'_>) -> pyo3::PyResult<String> {
                self.0.repr(py, stringify!($class))
            }
        }

        $crate::arrow::arrow_protocol!($class);
    };
}
use table_methods;
