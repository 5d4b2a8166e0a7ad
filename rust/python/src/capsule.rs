//! Capsules with Arrow's C structures, which another library takes over.

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, Schema, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyCapsuleMethods};

use crate::fork::Making;

/// A capsule of a schema. A schema that no library takes over is released with its capsule.
pub fn schema<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema).map_err(to_python)?;
    PyCapsule::new_with_value(py, schema, c"arrow_schema")
}

/// A capsule of a stream of record batches.
pub fn stream(
    py: Python<'_>,
    batches: impl RecordBatchReader + Send + 'static,
) -> PyResult<Bound<'_, PyCapsule>> {
    let stream = FFI_ArrowArrayStream::new(Box::new(batches));
    PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
}

/// Record batches made of values that are kept: the process does not fork while one is made.
pub struct MakingReader<R>(pub R);

impl<R: RecordBatchReader> Iterator for MakingReader<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let _making = Making::begin();
        self.0.next()
    }
}

impl<R: RecordBatchReader> RecordBatchReader for MakingReader<R> {
    fn schema(&self) -> SchemaRef {
        self.0.schema()
    }
}

/// Reads the schema that another library requests.
pub fn requested(capsule: &Bound<'_, PyAny>) -> PyResult<Schema> {
    let capsule = capsule.cast::<PyCapsule>().map_err(|_| {
        PyTypeError::new_err(format!(
            "requested_schema must be an Arrow schema capsule, not {}",
            capsule.get_type()
        ))
    })?;
    let pointer = capsule.pointer_checked(Some(c"arrow_schema"))?;
    #[allow(unsafe_code)] // the schema is a C structure
    // SAFETY: a capsule of this name holds a schema, by the Arrow PyCapsule protocol; it lives as long as the
    // capsule, which the caller holds, and is only read.
    let schema = unsafe { pointer.cast::<FFI_ArrowSchema>().as_ref() };
    if schema.release().is_none() {
        return Err(PyValueError::new_err("requested_schema was released"));
    }
    Schema::try_from(schema).map_err(to_python)
}

fn to_python(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}
