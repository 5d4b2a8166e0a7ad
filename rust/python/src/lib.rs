//! The Python module `pubfast._core`: classes over the columns, one file each. This crate only converts
//! arguments and results; `pubfast-core` computes them.

mod aggregate;
mod array;
mod arrow;
mod arrow_stream;
mod batches;
mod callbacks;
mod capsule;
mod category_column;
mod check;
mod concept_index;
mod convert;
mod corpus;
mod counts;
mod error;
mod fork;
mod indexing;
mod info;
mod input;
mod interpreter;
mod interrupt;
mod iterate;
mod list_column;
mod once;
mod open;
mod output;
mod provenance;
mod repaired;
mod scan;
mod select;
mod shared;
mod stdout;
mod stream;
mod string_column;
mod string_source;
mod table;
mod value_set;
mod views;
mod write;

use pyo3::prelude::*;

#[pymodule]
mod _core {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::{
        aggregate::{ConceptGathering, CountGathering},
        array::ArrayBuffer,
        arrow::ArrowTable,
        arrow_stream::ArrowBatch,
        category_column::CategoryColumn,
        check::{
            Checking, check,
            findings::{Finding, Findings},
        },
        concept_index::ConceptIndex,
        convert::convert,
        corpus::Corpus,
        counts::Counts,
        info::survey,
        iterate::RowIterator,
        list_column::ListColumn,
        open::{detect_format, open},
        provenance::file_state,
        repaired::Repaired,
        scan::scan,
        select::extract,
        stream::{Stream, open_stream},
        string_column::StringColumn,
        table::{
            Annotations, Documents, EntityTable, NestedDocuments, Passages, Problems, RelationTable,
            Relations,
        },
        views::{Annotation, Document, Entity, Passage, Problem, Relation, TableRelation},
        write::Writer,
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::interpreter::require_main(module.py())?;
        crate::callbacks::register(module.py())?;
        crate::fork::register(module.py())?;
        crate::table::install(module.py())?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("problem_codes", super::problem_codes(module.py())?)?;
        let (finding_codes, finding_severities) = crate::check::codes(module.py())?;
        module.add("finding_codes", finding_codes)?;
        module.add("finding_severities", finding_severities)?;
        module.add("scan_kernel", pubfast_core::scan::kernel_name())?;
        module.add_function(wrap_pyfunction!(super::visible, module)?)?;
        module.add("is_debug_build", cfg!(debug_assertions))
    }
}

/// Replace each character that could command a terminal, or hide other text, by a visible one.
///
/// The number of characters stays. A surrogate, which stands for a byte of a path that is not UTF-8, becomes an escape.
#[pyfunction]
fn visible(text: &Bound<'_, pyo3::types::PyString>) -> PyResult<String> {
    match text.to_cow() {
        Ok(text) => Ok(pubfast_core::text::visible(&text).into_owned()),
        Err(_) => {
            let escaped = text.call_method1("encode", ("utf-8", "backslashreplace"))?;
            let escaped = escaped.extract::<Vec<u8>>()?;
            Ok(pubfast_core::text::visible(&String::from_utf8_lossy(&escaped)).into_owned())
        }
    }
}

/// The meanings of all problem codes.
fn problem_codes(py: Python<'_>) -> PyResult<Bound<'_, pyo3::types::PyDict>> {
    let codes = pyo3::types::PyDict::new(py);
    for code in pubfast_core::ProblemCode::ALL {
        codes.set_item(code.slug(), code.meaning())?;
    }
    Ok(codes)
}
