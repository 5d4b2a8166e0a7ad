//! Views: one row as an object. A view keeps its corpus alive and copies no text. A row that was made by hand or
//! unpickled is also a view, of a corpus that contains nothing else.

mod annotation;
mod document;
mod entity;
mod passage;
mod problem;
mod relation;
mod table_relation;
mod table_row;

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use pubfast_core::model::{Dataset, TableId, record};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

pub use annotation::Annotation;
pub use document::Document;
pub use entity::Entity;
pub use passage::Passage;
pub use problem::Problem;
pub use relation::Relation;
pub use table_relation::TableRelation;
use table_row::TableRow;

use crate::shared::Shared;

/// The view of a row of a table.
pub fn view(py: Python<'_>, core: &Arc<Shared>, table: TableId, row: usize) -> PyResult<Py<PyAny>> {
    match table {
        TableId::Documents => Document::view(py, core, row),
        TableId::Annotations => Annotation::view(py, core, row),
        TableId::Relations => Relation::view(py, core, row),
        TableId::Passages => Passage::view(py, core, row),
        TableId::Entities => Ok(Py::new(py, Entity(TableRow::new(core.clone(), row)))?.into_any()),
        TableId::TableRelations => {
            Ok(Py::new(py, TableRelation(TableRow::new(core.clone(), row)))?.into_any())
        }
        TableId::Problems => Problem::view(py, core, row),
    }
}

/// A value as readable text, by which views are compared and hashed.
pub type TextValue<'c> = Cow<'c, str>;

fn text(bytes: &[u8]) -> TextValue<'_> {
    String::from_utf8_lossy(bytes)
}

fn hash(values: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    values.hash(&mut hasher);
    hasher.finish()
}

/// A value in quotes, escaped, and cut short if it is long.
pub fn shortened(py: Python<'_>, value: &str) -> PyResult<String> {
    const MAX_SHOWN_BYTES: usize = 60;
    let short = match value.char_indices().nth(MAX_SHOWN_BYTES) {
        Some((end, _)) => PyString::new(py, &format!("{}…", &value[..end])),
        None => PyString::new(py, value),
    };
    Ok(short.repr()?.to_string())
}

/// Calls a function of a Python module of the package that displays an object.
pub fn shown<'py>(object: &Bound<'py, PyAny>, module: &str, function: &str) -> PyResult<Bound<'py, PyAny>> {
    object.py().import(format!("pubfast.display.{module}"))?.getattr(function)?.call1((object,))
}

/// A corpus of one document that was made by hand.
fn loose(document: &record::Document) -> PyResult<Arc<Shared>> {
    let core = Dataset::of_loose_rows(document).map_err(PyValueError::new_err)?;
    Ok(Arc::new(Shared::new(core)))
}

/// `Name(key=value, …)`, without absent values.
fn repr(py: Python<'_>, name: &str, values: &[(&str, Option<TextValue<'_>>)]) -> PyResult<String> {
    let mut shown = Vec::new();
    for (key, value) in values {
        if let Some(value) = value {
            shown.push(format!("{key}={}", PyString::new(py, value).repr()?));
        }
    }
    Ok(format!("{name}({})", shown.join(", ")))
}
