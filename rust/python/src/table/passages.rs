//! The passages table.

use pyo3::prelude::*;

use super::{TableRows, table_methods};
use crate::arrow::arrow_methods;

/// Table of passages: text lines whose tag is neither the title's nor the abstract's, and further abstracts.
///
/// An integer index gives a `Passage`; a slice, a mask or integers give `Passages` that share the memory. Each column
/// has a value for each row; arrays are read-only.
#[pyclass(frozen, module = "pubfast")]
pub struct Passages(pub TableRows);

table_methods!(Passages);
arrow_methods!(Passages);
