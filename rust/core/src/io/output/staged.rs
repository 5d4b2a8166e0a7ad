//! An output under its temporary name.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Writer;
use super::place::{self, Place};
use crate::{Error, Result};

/// An output that is not complete yet. It is removed when its last handle is dropped, unless it was committed.
#[derive(Clone, Debug)]
pub struct Staged(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// The destination as the caller named it.
    name: String,
    /// The destination, links followed.
    destination: PathBuf,
    /// Of a folder, the names of the files that it may have.
    members: Option<Vec<String>>,
    overwrite: bool,
    written: Arc<AtomicU64>,
    /// The temporary file or folder, until it is committed or abandoned.
    place: Mutex<Option<Place>>,
}

impl Staged {
    /// Stages a file. An existing file is refused unless it may be overwritten.
    pub fn file(destination: &Path, overwrite: bool) -> Result<Self> {
        Self::new(destination, overwrite, None)
    }

    /// Stages a folder of files with these names. An existing folder is refused unless it may be overwritten and has
    /// nothing else in it.
    pub fn folder(destination: &Path, overwrite: bool, members: Vec<String>) -> Result<Self> {
        Self::new(destination, overwrite, Some(members))
    }

    fn new(destination: &Path, overwrite: bool, members: Option<Vec<String>>) -> Result<Self> {
        let name = destination.to_string_lossy().into_owned();
        let fail = |source| Error::Output { path: name.clone(), source, message: None };
        // A link is followed: what it names is replaced, and it stays.
        let destination = match destination.symlink_metadata() {
            Ok(_) => destination.canonicalize().map_err(fail)?,
            Err(_) => std::path::absolute(destination).map_err(fail)?,
        };
        let (Some(folder), Some(_)) = (destination.parent(), destination.file_name()) else {
            return Err(refusal(&name, io::ErrorKind::AlreadyExists, "the root folder cannot be replaced"));
        };
        let parent = folder.metadata().map_err(|source| {
            let message = match source.kind() {
                io::ErrorKind::NotFound => Some(format!("there is no folder {}", folder.display())),
                _ => None,
            };
            Error::Output { path: name.clone(), source, message }
        })?;
        if !parent.is_dir() {
            return Err(refusal(&name, io::ErrorKind::NotADirectory, "it would be inside a file"));
        }
        let (written, place) = (Arc::default(), Mutex::default());
        let inner = Inner { name, destination, members, overwrite, written, place };
        inner.check_destination()?;
        let place = Place::new(&inner.destination, inner.members.as_deref());
        *inner.lock() = Some(place.map_err(|source| inner.failed(source))?);
        Ok(Self(Arc::new(inner)))
    }

    /// The name for error messages.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Fails if an input is the destination or lies in it.
    pub fn require_apart(&self, input: &Path) -> Result<()> {
        let Ok(input) = input.canonicalize() else { return Ok(()) };
        // The library opens both. A pipe must not be opened: the program that writes to it would notice.
        let is_same = || same_file::is_same_file(&input, &self.0.destination).unwrap_or(false);
        if input == self.0.destination || input.is_file() && is_same() {
            let message = "this is the input itself; choose another destination";
            return Err(refusal(self.name(), io::ErrorKind::AlreadyExists, message));
        }
        if self.0.members.is_some() && input.starts_with(&self.0.destination) {
            let message = "the input lies in this folder; choose another destination";
            return Err(refusal(self.name(), io::ErrorKind::AlreadyExists, message));
        }
        Ok(())
    }

    /// Begins to write the file, or the folder's file `member`.
    pub fn writer(&self, member: Option<&str>) -> Result<Writer> {
        let place = self.0.lock();
        let file = place.as_ref().ok_or(Error::Interrupted)?.file(member);
        Ok(Writer::new(file.map_err(|source| self.failed(source))?, self.0.written.clone()))
    }

    /// The number of bytes written.
    pub fn written(&self) -> u64 {
        self.0.written.load(Ordering::Relaxed)
    }

    /// The error for a write that failed.
    pub fn failed(&self, source: io::Error) -> Error {
        self.0.failed(source)
    }

    /// Gives the output its name. The bytes are on the disk before, so that a machine that stops leaves the old output
    /// or the new one.
    pub fn commit(&self) -> Result<()> {
        let inner = &self.0;
        // Syncing takes time, and the output may be abandoned meanwhile.
        let path = inner.lock().as_ref().ok_or(Error::Interrupted)?.path().to_owned();
        let synced = place::sync(&path);
        let mut open = inner.lock();
        let place = open.take().ok_or(Error::Interrupted)?;
        synced.map_err(|source| self.failed(source))?;
        inner.check_destination()?;
        place.put(&inner.destination).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => exists(&inner.name),
            _ => self.failed(source),
        })?;
        // The new name is on the disk sooner or later; not every file system syncs folders.
        if let Some(folder) = inner.destination.parent() {
            File::open(folder).and_then(|folder| folder.sync_all()).ok();
        }
        Ok(())
    }

    /// Removes the output, even while another thread still writes. A committed output stays.
    pub fn abandon(&self) {
        drop(self.0.lock().take());
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, Option<Place>> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Output { path: self.name.clone(), source, message: None }
    }

    /// Fails unless the destination is free, or may be overwritten.
    fn check_destination(&self) -> Result<()> {
        let Ok(metadata) = self.destination.symlink_metadata() else { return Ok(()) };
        if !self.overwrite {
            return Err(exists(&self.name));
        }
        let Some(members) = &self.members else {
            return match metadata.file_type() {
                kind if kind.is_file() => Ok(()),
                kind if kind.is_dir() => {
                    let message = "this is a folder, and a file does not replace one";
                    Err(refusal(&self.name, io::ErrorKind::IsADirectory, message))
                }
                _ => {
                    let message = "this is neither a file nor a folder, and is not replaced";
                    Err(refusal(&self.name, io::ErrorKind::AlreadyExists, message))
                }
            };
        };
        if !metadata.is_dir() {
            let message = "this is not a folder, and a folder does not replace it";
            return Err(refusal(&self.name, io::ErrorKind::NotADirectory, message));
        }
        let fail = |source| self.failed(source);
        for entry in fs::read_dir(&self.destination).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let (found, is_file) = (entry.file_name(), entry.file_type().map_err(fail)?.is_file());
            if !is_file || !members.iter().any(|member| found == **member) {
                let found = found.display();
                let message =
                    format!("the folder has {found} in it, which is none of the tables; it is not replaced");
                return Err(refusal(&self.name, io::ErrorKind::AlreadyExists, &message));
            }
        }
        Ok(())
    }
}

fn exists(name: &str) -> Error {
    refusal(name, io::ErrorKind::AlreadyExists, "this exists; overwrite=True replaces it")
}

fn refusal(name: &str, kind: io::ErrorKind, message: &str) -> Error {
    Error::Output { path: name.into(), source: kind.into(), message: Some(message.into()) }
}
