//! Swaps folders, and moves a folder over another one.

use std::path::Path;
use std::{fs, io};

/// Renames a folder, and fails if the new name is taken.
pub(super) fn to_free_name(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if let Some(outcome) = special(from, to, rustix::fs::RenameFlags::NOREPLACE) {
        return outcome;
    }
    // Not every file system refuses to replace.
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Swaps two folders' names.
pub(super) fn exchange(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if let Some(outcome) = special(from, to, rustix::fs::RenameFlags::EXCHANGE) {
        return outcome;
    }
    // In three steps; if the second fails, the first is undone.
    let aside = from.with_extension("old");
    to_free_name(to, &aside)?;
    if let Err(error) = fs::rename(from, to) {
        fs::rename(&aside, to)?;
        return Err(error);
    }
    fs::rename(&aside, from)
}

/// Renames with kernel flags; none if the kernel or the file system does not know them.
#[cfg(target_os = "linux")]
fn special(from: &Path, to: &Path, flags: rustix::fs::RenameFlags) -> Option<io::Result<()>> {
    use rustix::fs::{CWD, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, from, CWD, to, flags) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => None,
        outcome => Some(outcome.map_err(io::Error::from)),
    }
}
