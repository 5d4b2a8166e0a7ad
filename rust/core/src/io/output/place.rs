//! A hidden file or folder beside a destination, which replaces the destination when it is complete.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::rename;

/// A file or folder with a temporary name. It is removed when it is dropped, unless it was moved to its
/// destination.
#[derive(Debug)]
pub(super) enum Place {
    File(NamedTempFile),
    Folder(Folder),
}

impl Place {
    /// Makes an empty file in `folder` for a destination called `name`, or an empty folder for files called
    /// `members`.
    pub fn new(folder: &Path, name: &OsStr, members: Option<&[String]>) -> io::Result<Self> {
        // The beginning of a long name is enough: the whole name must not be longer than 255 bytes.
        let shown: String = name.to_string_lossy().chars().take(40).collect();
        let prefix = format!(".{shown}.");
        let mut names = Builder::new();
        names.prefix(&prefix).suffix(".partial");
        // The library's own functions make files that only their owner may read, and wrap errors.
        let Some(members) = members else {
            return names.make_in(folder, |path| File::create_new(path)).map(Self::File);
        };
        let path = names.make_in(folder, |path| fs::create_dir(path))?.into_temp_path().keep()?;
        Ok(Self::Folder(Folder { path, members: members.to_vec() }))
    }

    /// The path with the temporary name.
    pub fn path(&self) -> &Path {
        match self {
            Self::File(file) => file.path(),
            Self::Folder(folder) => &folder.path,
        }
    }

    /// Another handle of the file, or a new file called `member` in the folder.
    pub fn file(&self, member: Option<&str>) -> io::Result<File> {
        match self {
            Self::File(file) => file.as_file().try_clone(),
            Self::Folder(folder) => File::create_new(folder.path.join(member.unwrap_or_default())),
        }
    }

    /// Moves it to the destination. What is there is replaced; what appears there meanwhile is not.
    pub fn put(self, destination: &Path) -> io::Result<()> {
        let is_free = destination.symlink_metadata().is_err();
        match self {
            Self::File(file) if is_free => match file.persist_noclobber(destination) {
                Err(refused) if refused.error.kind() != io::ErrorKind::AlreadyExists => {
                    // Not every file system refuses to replace.
                    Ok(refused.file.persist(destination).map(drop)?)
                }
                outcome => Ok(outcome.map(drop)?),
            },
            Self::File(file) => Ok(file.persist(destination).map(drop)?),
            Self::Folder(folder) if is_free => rename::to_free_name(&folder.path, destination),
            // The old folder has the temporary name afterwards, and is removed with it.
            Self::Folder(folder) => rename::exchange(&folder.path, destination),
        }
    }
}

/// Waits until a file, or a folder with its files, is on the disk.
pub(super) fn sync(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            sync(&entry?.path())?;
        }
        // Not every file system syncs folders.
        File::open(path).and_then(|folder| folder.sync_all()).or(Ok(()))
    } else {
        File::open(path)?.sync_all()
    }
}

/// A folder that has no files but its members.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    members: Vec<String>,
}

impl Drop for Folder {
    /// Removes the members. Other files stay, and the folder with them.
    fn drop(&mut self) {
        for member in &self.members {
            fs::remove_file(self.path.join(member)).ok();
        }
        fs::remove_dir(&self.path).ok();
    }
}
