//! Output to a Python file object, and the compression of an output.

use std::io::{self, Write};

use pubfast_core::io::output::Compression;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::callbacks::{Call, refused};

/// A binary file object that is written to.
pub struct Object(pub Py<PyAny>);

impl Write for Object {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let take = |py: Python<'_>| {
            let _call = Call::begin(&self.0)?;
            let count = self.0.call_method1(py, "write", (PyBytes::new(py, bytes),))?;
            count.extract::<Option<usize>>(py)
        };
        let count = attached(take);
        // Some file objects write everything and return None.
        Ok(count.map_err(io::Error::other)?.map_or(bytes.len(), |count| count.min(bytes.len())))
    }

    fn flush(&mut self) -> io::Result<()> {
        let flush = |py: Python<'_>| {
            let _call = Call::begin(&self.0)?;
            match self.0.getattr(py, "flush") {
                Ok(flush) => flush.call0(py).map(drop),
                Err(_) => Ok(()),
            }
        };
        attached(flush).map_err(io::Error::other)
    }
}

/// Runs `work` with the GIL, unless the interpreter is shutting down, which would block this thread.
fn attached<T>(work: impl FnOnce(Python<'_>) -> PyResult<T>) -> PyResult<T> {
    Python::try_attach(work).unwrap_or_else(|| Err(refused()))
}

/// The compression of an output, from the arguments of the caller or from the name of the output.
pub fn packing(
    compression: Option<&str>,
    level: Option<i32>,
    file_name: &str,
) -> std::result::Result<Compression, String> {
    let ((gzip, most), (zstd, most_zstd)) = (Compression::GZIP_LEVEL, Compression::ZSTD_LEVEL);
    let usual = match compression {
        None => Compression::of_name(file_name),
        Some("none") => Compression::None,
        Some("gzip") => Compression::Gzip(gzip),
        Some("bgzf") => Compression::Bgzf(gzip),
        Some("zstd") => Compression::Zstd(zstd),
        Some(other) => {
            return Err(format!("compression must be 'gzip', 'bgzf', 'zstd', 'none' or None, not '{other}'"));
        }
    };
    let Some(level) = level else { return Ok(usual) };
    let within = |name: &str, least: i32, most: i32| match (least..=most).contains(&level) {
        true => Ok(level),
        false => Err(format!("level must be {least} to {most} with {name}, not {level}")),
    };
    Ok(match usual {
        Compression::None => {
            return Err("level says how thoroughly to compress; this output is not compressed".into());
        }
        Compression::Gzip(_) => Compression::Gzip(within("gzip", 0, most)?),
        Compression::Bgzf(_) => Compression::Bgzf(within("BGZF", 0, most)?),
        Compression::Zstd(_) => Compression::Zstd(within("zstd", 1, most_zstd)?),
    })
}
