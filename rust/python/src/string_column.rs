//! String columns in Python.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use pubfast_core::frame::Rows;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};

use crate::array;
use crate::error::to_python;
use crate::iterate::{RowIterator, View};
use crate::select::{Selection, select};
use crate::source::Source;
use crate::strings::{Field, decode};
use crate::views::shortened;

/// A column of strings: a buffer of bytes, and where each value is in it.
///
/// Indexing gives `str`, or `None` where the value is absent, which is not the empty string. Bytes
/// that are not UTF-8 read as U+FFFD; `buffer` has them as they are.
#[pyclass(frozen, module = "pubfast")]
pub struct StringColumn {
    core: Arc<Source>,
    field: Field,
    rows: Rows,
}

impl StringColumn {
    pub fn new(core: &Arc<Source>, field: Field, rows: &Rows) -> Self {
        Self { core: core.clone(), field, rows: rows.clone() }
    }

    fn whole(&self, py: Python<'_>) -> PyResult<pubfast_core::frame::StringColumn> {
        py.detach(|| self.field.whole(&self.core)).map_err(|error| to_python(py, error))
    }

    /// Which rows have one of some values.
    fn matches(&self, py: Python<'_>, wanted: &Wanted) -> PyResult<Vec<bool>> {
        if self.rows.are_few(self.field.total(&self.core)) {
            return Ok(self
                .rows
                .iter()
                .map(|row| wanted.has(self.field.value(&self.core, row).as_deref()))
                .collect());
        }
        let whole = self.whole(py)?;
        Ok(py.detach(|| self.rows.iter().map(|row| wanted.has(whole.get(row))).collect()))
    }

    fn get<'py>(&self, py: Python<'py>, row: usize) -> PyResult<Option<Bound<'py, PyString>>> {
        self.field.value(&self.core, row).map(|bytes| decode(py, &bytes)).transpose()
    }
}

#[pymethods]
impl StringColumn {
    fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __getitem__(&self, py: Python<'_>, key: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        Ok(match select(&self.rows, key)? {
            Selection::One(row) => self.get(py, row)?.into_pyobject(py)?.into_any().unbind(),
            Selection::Places(places) => Self::new(&self.core, self.field, &places.of(&self.rows))
                .into_pyobject(py)?
                .into_any()
                .unbind(),
        })
    }

    fn __iter__(&self) -> RowIterator {
        RowIterator::new(&self.core, &self.rows, self.field.view())
    }

    /// First byte of each value in `buffer`: int64, 0 where the value is absent.
    #[getter]
    fn starts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.whole(py)?.spans {
            Some(spans) => array::starts(py, spans, &self.rows),
            None => array::constant(py, 0_i64, self.rows.len()),
        }
    }

    /// Number of bytes of each value: int32, -1 where the value is absent.
    #[getter]
    fn lengths<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.whole(py)?.spans {
            Some(spans) => array::lengths(py, spans, &self.rows),
            None => array::constant(py, -1_i32, self.rows.len()),
        }
    }

    /// The bytes that `starts` and `lengths` are about: uint8, read-only.
    #[getter]
    fn buffer<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::text(py, &self.whole(py)?.buffer)
    }

    /// The values as a list of `str` and `None`.
    fn to_list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for (place, row) in self.rows.iter().enumerate() {
            if place % SIGNALS == 0 {
                py.check_signals()?;
            }
            list.append(self.get(py, row)?)?;
        }
        Ok(list)
    }

    /// The values as an array of objects, `str` and `None`.
    fn to_numpy<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        array::objects(&self.to_list(py)?)
    }

    /// What `numpy.asarray` makes of the column.
    #[pyo3(signature = (dtype=None, copy=None))]
    fn __array__<'py>(
        &self,
        py: Python<'py>,
        dtype: Option<&Bound<'py, PyAny>>,
        copy: Option<bool>,
    ) -> PyResult<Bound<'py, PyAny>> {
        array::converted(&self.to_numpy(py)?, dtype, copy)
    }

    /// Which values are among `values` (`str`, or `None` for absent ones): a bool array.
    fn isin<'py>(&self, py: Python<'py>, values: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        array::require_collection(values)?;
        let mut wanted = Vec::new();
        for value in values.try_iter()? {
            let value = value?;
            match value.extract::<Option<String>>() {
                Ok(value) => wanted.push(value),
                // A lone surrogate, which no file holds.
                Err(_) if value.is_instance_of::<PyString>() => {}
                Err(error) => return Err(error),
            }
        }
        array::mask(py, &self.matches(py, &Wanted::new(wanted))?)
    }

    fn __eq__<'py>(&self, py: Python<'py>, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        array::mask(py, &self.matches(py, &Wanted::one(other))?)
    }

    fn __ne__<'py>(&self, py: Python<'py>, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let mut mask = self.matches(py, &Wanted::one(other))?;
        mask.iter_mut().for_each(|bit| *bit = !*bit);
        array::mask(py, &mask)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        const SHOWN: usize = 8;
        let mut values = Vec::new();
        for row in self.rows.iter().take(SHOWN) {
            values.push(match self.get(py, row)? {
                Some(value) => shortened(py, &value.to_string())?,
                None => "None".into(),
            });
        }
        if self.rows.len() > SHOWN {
            values.push("…".into());
        }
        Ok(format!("<StringColumn of {}: [{}]>", self.rows.len(), values.join(", ")))
    }
}

/// How many values are made before Python is asked for signals: some milliseconds' worth.
const SIGNALS: usize = 1 << 14;

/// Values to look for.
struct Wanted {
    values: HashSet<Vec<u8>>,
    absent: bool,
    /// Whether a value has U+FFFD, which bytes that are not UTF-8 read as.
    repaired: bool,
}

impl Wanted {
    fn new(values: Vec<Option<String>>) -> Self {
        let absent = values.contains(&None);
        let repaired = values.iter().flatten().any(|value| value.contains('\u{fffd}'));
        Self { values: values.into_iter().flatten().map(String::into_bytes).collect(), absent, repaired }
    }

    /// One value; anything that is neither `None` nor a `str` that a file can hold equals no value.
    fn one(value: &Bound<'_, PyAny>) -> Self {
        Self::new(value.extract().map_or_else(|_| Vec::new(), |value| vec![value]))
    }

    fn has(&self, value: Option<&[u8]>) -> bool {
        let Some(value) = value else {
            return self.absent;
        };
        if self.repaired
            && let Cow::Owned(value) = String::from_utf8_lossy(value)
        {
            return self.values.contains(value.as_bytes());
        }
        self.values.contains(value)
    }
}

/// The iterators' way to a value: a function a field, as they hold no more than that.
impl Field {
    fn view(self) -> View {
        macro_rules! views {
            ($($field:ident),*) => {
                match self {
                    $(Self::$field => |py, core, row| {
                        let value = Self::$field.value(core, row);
                        Ok(value.map(|bytes| decode(py, &bytes)).transpose()?.into_pyobject(py)?.into_any().unbind())
                    },)*
                }
            };
        }
        views!(
            DocumentId,
            Title,
            Abstract,
            Mention,
            Identifier,
            Extra,
            Arg1,
            Arg2,
            RelationExtra,
            Tag,
            PassageText
        )
    }
}
