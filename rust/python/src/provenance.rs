//! The origin of a dump, and the handle through which Python objects use it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use pubfast_core::model::{Kind, Rows};
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};

use crate::indexing::Places;
use crate::shared::Shared;

/// The origin of a dump, from which a pickle opens it again.
pub struct Provenance {
    pub path: PathBuf,
    /// The absolute path, which stays valid when the process changes its folder.
    pub absolute: PathBuf,
    /// The state of a regular file.
    pub file: Option<FileState>,
    /// True for a batch of a stream.
    pub is_batch: bool,
    pub kind: Kind,
    pub threads: usize,
    pub io: String,
    pub on_problem: String,
    pub trusted: bool,
    pub max_record: usize,
}

/// The state of a file when it was opened, by which another content is noticed.
pub struct FileState {
    pub size: u64,
    /// The modification time in nanoseconds since 1970, negative before that.
    changed: i128,
    /// The first and the last bytes.
    ends: Vec<u8>,
}

impl FileState {
    /// The state of a regular file. Returns None for anything else, and does not open it.
    pub fn of(path: &Path) -> io::Result<Option<Self>> {
        let metadata = path.metadata()?;
        if !metadata.is_file() {
            return Ok(None);
        }
        let (size, modified) = (metadata.len(), metadata.modified()?);
        let changed = match modified.duration_since(UNIX_EPOCH) {
            Ok(after) => after.as_nanos() as i128,
            Err(before) => -(before.duration().as_nanos() as i128),
        };
        Ok(Some(Self { size, changed, ends: ends(path, size)? }))
    }
}

/// The first and the last bytes of a file of `size` bytes.
fn ends(path: &Path, size: u64) -> io::Result<Vec<u8>> {
    /// The number of bytes at each end.
    const END: u64 = 4 << 10;
    let (mut file, mut bytes) = (File::open(path)?, Vec::new());
    file.by_ref().take(END).read_to_end(&mut bytes)?;
    file.seek(SeekFrom::Start(size.saturating_sub(END).max(END)))?;
    file.take(END).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Provenance {
    /// The words that messages use for an open input and for the parts that can be pickled alone.
    fn names(&self) -> (&'static str, &'static str) {
        match self.kind {
            Kind::Documents => ("corpus", "documents"),
            Kind::Entities | Kind::Relations => ("table", "rows"),
        }
    }
}

/// A dump that can be closed.
pub struct Held {
    core: Mutex<Option<Arc<Shared>>>,
    pub origin: Arc<Provenance>,
}

impl Held {
    pub fn new(core: Arc<Shared>, origin: Arc<Provenance>) -> Self {
        Self { core: Mutex::new(Some(core)), origin }
    }

    /// Returns the dump; fails once it was closed.
    pub fn get(&self) -> PyResult<Arc<Shared>> {
        let core = self.core.lock().unwrap_or_else(PoisonError::into_inner).clone();
        core.ok_or_else(|| {
            PyValueError::new_err(format!(
                "{}: the {} is closed",
                self.origin.path.display(),
                self.origin.names().0
            ))
        })
    }

    /// Releases the dump.
    pub fn close(&self, py: Python<'_>) {
        let core = self.core.lock().unwrap_or_else(PoisonError::into_inner).take();
        py.detach(|| drop(core));
    }

    /// The path as Python writes it.
    pub fn path_repr(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.origin.path.as_os_str().into_pyobject(py)?.repr()?.to_string())
    }

    /// The call that opens the dump and selects rows again; none stands for all rows.
    pub fn reduce<'py>(
        &self,
        py: Python<'py>,
        rows: Option<&Rows>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        self.get()?;
        let origin = &self.origin;
        let Some(FileState { size, changed, ends }) = &origin.file else {
            let (name, rows) = origin.names();
            let what = match origin.is_batch {
                true => format!("a batch of a stream cannot be pickled; its {rows} can"),
                false => format!("only a {name} of a regular file can be pickled"),
            };
            let message = format!("{}: {what}", origin.path.display());
            return Err(PyValueError::new_err(message));
        };
        let options = PyDict::new(py);
        options.set_item("kind", origin.kind.name())?;
        options.set_item("threads", origin.threads)?;
        options.set_item("io", &origin.io)?;
        options.set_item("on_problem", &origin.on_problem)?;
        options.set_item("trusted", origin.trusted)?;
        options.set_item("max_record", origin.max_record)?;
        let rows = match rows {
            None => py.None().into_bound(py),
            Some(Rows::Range(range)) => (range.start, range.end).into_pyobject(py)?.into_any(),
            Some(Rows::List(list)) => PyBytes::new(py, bytemuck::cast_slice(list)).into_any(),
        };
        let open = py.import("pubfast._open")?;
        let fingerprint = open.call_method1("_fingerprint", (PyBytes::new(py, ends),))?;
        let arguments = (origin.absolute.as_os_str(), *size, *changed, options, rows, fingerprint);
        Ok((open.getattr("_reopen")?, arguments.into_pyobject(py)?))
    }
}

/// Return the size, the modification time and the first and last bytes of a regular file, or None for anything else.
#[pyfunction]
pub fn file_state(py: Python<'_>, path: PathBuf) -> PyResult<Option<(u64, i128, Bound<'_, PyBytes>)>> {
    let state = py.detach(|| FileState::of(&path));
    let state = state.map_err(|error| PyOSError::new_err((error.raw_os_error(), error.to_string())))?;
    Ok(state.map(|state| (state.size, state.changed, PyBytes::new(py, &state.ends))))
}

/// Reads the positions from a pickle.
pub fn pickled_places(key: &Bound<'_, PyAny>, count: usize) -> PyResult<Places> {
    let foreign = || PyValueError::new_err(format!("the selection is not one of {count} rows"));
    if let Ok((start, end)) = key.extract::<(usize, usize)>() {
        let is_within = start <= end && end <= count;
        return is_within.then(|| Places::Slice { start, step: 1, count: end - start }).ok_or_else(foreign);
    }
    let bytes = key.extract::<Vec<u8>>()?;
    let row = |bytes: &[u8; 8]| i64::from_ne_bytes(*bytes) as usize;
    let (rows, rest) = bytes.as_chunks::<8>();
    let rows: Vec<usize> = rows.iter().map(row).collect();
    if !rest.is_empty() || rows.iter().any(|&row| row >= count) {
        Err(foreign())
    } else {
        Ok(Places::List(rows))
    }
}
