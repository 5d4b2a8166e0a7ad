//! The Python module `pubfast._core`: classes over the columns, one file each. Conversion and
//! registration only; what they answer with is computed in `pubfast-core`.

mod array;
mod arrow;
mod capsule;
mod category_column;
mod corpus;
mod error;
mod interrupt;
mod iterate;
mod open;
mod reader;
mod select;
mod source;
mod stream;
mod string_column;
mod strings;
mod table;
mod views;

use pyo3::prelude::*;

#[pymodule]
mod _core {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::{
        array::ArrayBuffer,
        arrow::ArrowTable,
        category_column::CategoryColumn,
        corpus::Corpus,
        iterate::RowIterator,
        open::{detect_format, open},
        stream::{Stream, open_stream},
        string_column::StringColumn,
        table::{
            annotations::Annotations, documents::Documents, passages::Passages, problems::Problems,
            relations::Relations,
        },
        views::{
            annotation::Annotation, document::Document, passage::Passage, problem::Problem,
            relation::Relation,
        },
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("problem_codes", super::problem_codes(module.py())?)?;
        module.add("scan_kernel", pubfast_core::scan::kernel_name())?;
        module.add("is_debug_build", cfg!(debug_assertions))
    }
}

/// Every problem code with its meaning.
fn problem_codes(py: Python<'_>) -> PyResult<Bound<'_, pyo3::types::PyDict>> {
    let codes = pyo3::types::PyDict::new(py);
    for code in pubfast_core::Code::ALL {
        codes.set_item(code.slug(), code.meaning())?;
    }
    Ok(codes)
}
