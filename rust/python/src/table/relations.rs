//! The relations table.

use pyo3::prelude::*;

use super::{TableRows, table_methods};
use crate::arrow::arrow_methods;

/// Table of relations: a row for each pair of arguments, in file order.
///
/// An integer index gives a `Relation`; a slice, a mask or integers give `Relations` that share the memory. Each column
/// has a value for each row; arrays are read-only.
#[pyclass(frozen, module = "pubfast")]
pub struct Relations(pub TableRows);

table_methods!(Relations);
arrow_methods!(Relations);
