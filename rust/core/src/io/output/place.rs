//! A hidden file or folder beside a destination, which replaces the destination when it is complete.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::rename;

/// A file or folder with a temporary name. It is removed when it is dropped, unless it was moved to its
/// destination.
#[derive(Debug)]
pub(super) enum Place {
    File(NamedTempFile),
    Folder(Folder),
}

impl Place {
    /// Makes an empty file beside `destination`, or an empty folder for files called `members`. It gets the mode and,
    /// where that is allowed, the owner of what it will replace.
    ///
    /// A killed process leaves its temporary file or folder. Those in use are locked, so the others are removed here.
    pub fn new(destination: &Path, members: Option<&[String]>) -> io::Result<Self> {
        let folder = destination.parent().unwrap_or(Path::new(""));
        let name = destination.file_name().unwrap_or_default();
        let replaced = destination.symlink_metadata().ok();
        let mut made = None;
        for number in 0.. {
            let path = folder.join(place_name(name, number));
            let exists = path.symlink_metadata();
            if let Ok(metadata) = &exists {
                if !remove_left(&path, metadata, members) {
                    continue;
                }
            } else if made.is_some() {
                break;
            }
            if made.is_none() {
                made = Self::at(path, destination, replaced.as_ref(), members)?;
            }
        }
        made.ok_or_else(|| io::ErrorKind::AlreadyExists.into())
    }

    /// Makes and locks a place called `path`; none if another process was faster.
    fn at(
        path: PathBuf,
        destination: &Path,
        replaced: Option<&Metadata>,
        members: Option<&[String]>,
    ) -> io::Result<Option<Self>> {
        let Some(members) = members else {
            let file = match File::create_new(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(None),
                file => file?,
            };
            // Only what is locked is removed when it is dropped: anything else may be another process's by now.
            if !lock(&file, &path) {
                return Ok(None);
            }
            let file = NamedTempFile::from_parts(file, TempPath::try_from_path(&path)?);
            replaced.map_or(Ok(()), |replaced| take_after(file.as_file(), replaced, 0))?;
            return Ok(Some(Self::File(file)));
        };
        match fs::create_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(None),
            made => made?,
        }
        let replaces = replaced.map(|_| destination.to_owned());
        // Not every system opens folders.
        let handle = File::open(&path).ok();
        if handle.as_ref().is_some_and(|handle| !lock(handle, &path)) {
            return Ok(None);
        }
        let folder = Folder { path, members: members.to_vec(), replaces, lock: handle };
        if let Some(handle) = &folder.lock {
            // Its owner has to be able to make files in it.
            const OWNER: u32 = 0o700;
            replaced.map_or(Ok(()), |replaced| take_after(handle, replaced, OWNER))?;
        }
        Ok(Some(Self::Folder(folder)))
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
            Self::Folder(folder) => folder.file(member.unwrap_or_default()),
        }
    }

    /// True if the path with the temporary name still is this file or folder.
    fn is_own(&self) -> bool {
        match self {
            Self::File(file) => is_same(file.as_file(), file.path()),
            Self::Folder(folder) => folder.lock.as_ref().is_none_or(|handle| is_same(handle, &folder.path)),
        }
    }

    /// Moves it to the destination. What is there is replaced; what appears there meanwhile is not.
    pub fn put(self, destination: &Path) -> io::Result<()> {
        let is_free = destination.symlink_metadata().is_err();
        if !self.is_own() {
            return Err(io::Error::other("another program has replaced the file under its temporary name"));
        }
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
            Self::Folder(folder) => {
                if let (Some(handle), Ok(replaced)) = (&folder.lock, destination.metadata()) {
                    take_after(handle, &replaced, 0)?;
                }
                // The old folder has the temporary name afterwards, and is removed with it; until then it is locked.
                let old = File::open(destination).ok();
                old.as_ref().map(File::try_lock);
                rename::exchange(&folder.path, destination)
            }
        }
    }
}

/// The name of a place for a destination called `name`.
fn place_name(name: &OsStr, number: usize) -> String {
    // The beginning of a long name is enough: the whole name must not be longer than 255 bytes.
    let shown: String = name.to_string_lossy().chars().take(40).collect();
    format!(".{shown}.{number}.partial")
}

/// Locks a place that was just made; false if a process that looked for left places has removed it meanwhile.
fn lock(handle: &File, path: &Path) -> bool {
    match handle.try_lock() {
        Ok(()) => is_same(handle, path),
        Err(fs::TryLockError::WouldBlock) => false,
        // Not every file system has locks; then no file is treated as abandoned.
        Err(fs::TryLockError::Error(_)) => true,
    }
}

/// True if `path` is the file or folder of a handle.
fn is_same(handle: &File, path: &Path) -> bool {
    let Ok(handle) = handle.try_clone().and_then(same_file::Handle::from_file) else { return false };
    same_file::Handle::from_path(path).is_ok_and(|other| handle == other)
}

/// Removes a place that no process uses; false if one does, or if it cannot be removed.
fn remove_left(path: &Path, metadata: &Metadata, members: Option<&[String]>) -> bool {
    if !metadata.is_file() && !metadata.is_dir() {
        return false;
    }
    let Ok(handle) = File::open(path) else { return false };
    // Another process may have removed it, and made one of its own, since it was opened.
    if handle.try_lock().is_err() || !is_same(&handle, path) {
        return false;
    }
    if metadata.is_file() {
        return fs::remove_file(path).is_ok();
    }
    let members = members.map(<[String]>::to_vec).unwrap_or_default();
    drop(Folder { path: path.to_owned(), members, replaces: None, lock: Some(handle) });
    path.symlink_metadata().is_err()
}

/// Gives a file or folder the mode of another one, with the bits `more`, and its owner and group where that is allowed.
#[cfg(unix)]
fn take_after(handle: &File, other: &Metadata, more: u32) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let own = handle.metadata()?;
    if (own.uid(), own.gid()) != (other.uid(), other.gid())
        && fchown(handle, Some(other.uid()), Some(other.gid())).is_err()
    {
        // Only root may give files away, but a user may have several groups.
        fchown(handle, None, Some(other.gid())).ok();
    }
    let own = handle.metadata()?;
    let mut mode = other.mode() & 0o7777 | more;
    if own.gid() != other.gid() {
        // Another group gets no more than everyone.
        mode &= !0o070 | (mode & 0o007) << 3;
    }
    if own.mode() & 0o7777 == mode {
        return Ok(());
    }
    match handle.set_permissions(fs::Permissions::from_mode(mode)) {
        // Not every file system has modes.
        Err(error)
            if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        done => done,
    }
}

#[cfg(not(unix))]
fn take_after(_: &File, _: &Metadata, _: u32) -> io::Result<()> {
    Ok(())
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
    /// The folder that it will replace.
    replaces: Option<PathBuf>,
    /// The handle that locks it.
    lock: Option<File>,
}

impl Folder {
    fn file(&self, member: &str) -> io::Result<File> {
        let file = File::create_new(self.path.join(member))?;
        let replaced = self.replaces.as_ref().and_then(|folder| folder.join(member).metadata().ok());
        replaced.map_or(Ok(()), |replaced| take_after(&file, &replaced, 0))?;
        Ok(file)
    }
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
