//! An output under its temporary name.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Writer, rename};
use crate::{Error, Result};

/// An output that is not complete yet. Unless it is committed, nothing remains of it once nobody has it.
#[derive(Clone, Debug)]
pub struct Staged(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// The destination as the caller named it.
    name: String,
    /// Where that is, links followed.
    destination: PathBuf,
    /// What is written meanwhile.
    place: PathBuf,
    /// Of a folder, the names of the files that it may have.
    members: Option<Vec<String>>,
    overwrite: bool,
    written: Arc<AtomicU64>,
    /// Whether it has yet to be committed or abandoned.
    is_open: Mutex<bool>,
}

impl Staged {
    /// A file. One that is there is refused unless it may be overwritten.
    pub fn file(destination: &Path, overwrite: bool) -> Result<Self> {
        Self::new(destination, overwrite, None)
    }

    /// A folder of files with these names. One that is there is refused unless it may be overwritten, and if
    /// it has anything else in it.
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
        let (Some(folder), Some(last)) = (destination.parent(), destination.file_name()) else {
            return Err(refusal(&name, io::ErrorKind::AlreadyExists, "the root folder cannot be replaced"));
        };
        let (folder, last) = (folder.to_owned(), last.to_owned());
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
        let mut inner = Inner {
            name,
            destination,
            place: PathBuf::new(),
            members,
            overwrite,
            written: Arc::default(),
            is_open: Mutex::new(true),
        };
        inner.check_destination()?;
        inner.place = inner.reserve(&folder, &last)?;
        Ok(Self(Arc::new(inner)))
    }

    /// How errors name it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Fails if an input is the destination or lies in it.
    pub fn require_apart(&self, input: &Path) -> Result<()> {
        let Ok(input) = input.canonicalize() else { return Ok(()) };
        if input == self.0.destination || same_file(&input, &self.0.destination) {
            let message = "this is the input itself; choose another destination";
            return Err(refusal(self.name(), io::ErrorKind::AlreadyExists, message));
        }
        if self.0.members.is_some() && input.starts_with(&self.0.destination) {
            let message = "the input lies in this folder; choose another destination";
            return Err(refusal(self.name(), io::ErrorKind::AlreadyExists, message));
        }
        Ok(())
    }

    /// Begins to write the file, or of a folder the file of this name.
    pub fn writer(&self, member: Option<&str>) -> Result<Writer> {
        let open = self.0.lock();
        if !*open {
            return Err(Error::Interrupted);
        }
        let path = match member {
            Some(member) => self.0.place.join(member),
            None => self.0.place.clone(),
        };
        Writer::create(&path, self.0.written.clone()).map_err(|source| self.failed(source))
    }

    /// How many bytes were written.
    pub fn written(&self) -> u64 {
        self.0.written.load(Ordering::Relaxed)
    }

    /// The error for a write that failed.
    pub fn failed(&self, source: io::Error) -> Error {
        Error::Output { path: self.name().into(), source, message: None }
    }

    /// Gives it its name. Its bytes are on the disk before it has that, so that a machine that stops leaves
    /// the old output or the new one.
    pub fn commit(&self) -> Result<()> {
        let inner = &self.0;
        let fail = |source| self.failed(source);
        // It takes its time, and may be abandoned meanwhile.
        let synced = inner.sync();
        let mut open = inner.lock();
        if !*open {
            return Err(Error::Interrupted);
        }
        synced.map_err(fail)?;
        inner.check_destination()?;
        if inner.destination.symlink_metadata().is_err() {
            rename::to_free_name(&inner.place, &inner.destination).map_err(|source| match source.kind() {
                io::ErrorKind::AlreadyExists => exists(&inner.name),
                _ => fail(source),
            })?;
        } else if inner.members.is_none() {
            rename::over_file(&inner.place, &inner.destination).map_err(fail)?;
        } else {
            rename::exchange(&inner.place, &inner.destination).map_err(fail)?;
            // The old folder has the temporary name now.
            inner.remove();
        }
        *open = false;
        // The new name is on the disk sooner or later; not every file system syncs folders.
        if let Some(folder) = inner.destination.parent() {
            File::open(folder).and_then(|folder| folder.sync_all()).ok();
        }
        Ok(())
    }

    /// Removes what was written, also while another thread still writes. Nothing happens to what is committed.
    pub fn abandon(&self) {
        self.0.abandon();
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, bool> {
        self.is_open.lock().unwrap_or_else(PoisonError::into_inner)
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
        let fail = |source| Error::Output { path: self.name.clone(), source, message: None };
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

    /// Takes a free name beside the destination.
    fn reserve(&self, folder: &Path, last: &OsString) -> Result<PathBuf> {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        // Of a long name the beginning will do: with the rest the whole must not be longer than 255 bytes.
        let shown: String = last.to_string_lossy().chars().take(40).collect();
        loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let place = folder.join(format!(".{shown}.{}-{number}.partial", std::process::id()));
            let made = match &self.members {
                Some(_) => fs::create_dir(&place),
                // It is made again by whoever writes it.
                None => File::create_new(&place).and_then(|_| fs::remove_file(&place)),
            };
            match made {
                Ok(()) => return Ok(place),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(source) => {
                    return Err(Error::Output { path: self.name.clone(), source, message: None });
                }
            }
        }
    }

    fn sync(&self) -> io::Result<()> {
        let sync = |path: &Path| File::open(path)?.sync_all();
        if self.members.is_none() {
            return sync(&self.place);
        }
        for entry in fs::read_dir(&self.place)? {
            sync(&entry?.path())?;
        }
        sync(&self.place).or(Ok(()))
    }

    /// Removes what has the temporary name: a file, or a folder of nothing but members.
    fn remove(&self) {
        match &self.members {
            None => drop(fs::remove_file(&self.place)),
            Some(members) => {
                for member in members {
                    fs::remove_file(self.place.join(member)).ok();
                }
                fs::remove_dir(&self.place).ok();
            }
        }
    }

    fn abandon(&self) {
        if std::mem::replace(&mut *self.lock(), false) {
            self.remove();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if !self.place.as_os_str().is_empty() {
            self.abandon();
        }
    }
}

fn exists(name: &str) -> Error {
    refusal(name, io::ErrorKind::AlreadyExists, "this exists; overwrite=True replaces it")
}

fn refusal(name: &str, kind: io::ErrorKind, message: &str) -> Error {
    Error::Output { path: name.into(), source: kind.into(), message: Some(message.into()) }
}

/// Whether two names are of one file.
#[cfg(unix)]
fn same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (one.metadata(), other.metadata()) {
        (Ok(one), Ok(other)) => (one.dev(), one.ino()) == (other.dev(), other.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn same_file(_: &Path, _: &Path) -> bool {
    false
}
