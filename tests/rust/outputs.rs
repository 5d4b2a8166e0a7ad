//! Outputs appear when they are committed, and otherwise leave nothing.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use pubfast_core::io::output::Staged;
use pubfast_core::{Error, guard};

/// A folder of a test's own, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("pubfast-outputs-{}-{number}", std::process::id()));
        fs::create_dir(&path).expect("a new folder");
        Self(path)
    }

    /// What is in it, by name.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("a folder");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into()).collect();
        names.sort_unstable();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn members() -> Vec<String> {
    vec!["a".into(), "b".into()]
}

fn write(staged: &Staged, member: Option<&str>, text: &str) {
    staged.writer(member).expect("a writer").write_all(text.as_bytes()).expect("space");
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("a file")
}

#[test]
fn a_file_appears_when_it_is_committed() {
    let folder = Folder::new();
    let path = folder.0.join("file");
    let staged = Staged::file(&path, false).expect("a free name");
    write(&staged, None, "new");
    assert!(!path.exists());
    staged.commit().expect("a free name");
    assert_eq!((folder.names(), text(&path), staged.written()), (vec!["file".into()], "new".into(), 3));
    staged.abandon();
    drop(staged);
    assert_eq!(folder.names(), ["file"]);
}

#[test]
fn nothing_is_left_of_what_is_not_committed() {
    let folder = Folder::new();
    let staged = Staged::file(&folder.0.join("file"), false).expect("a free name");
    write(&staged, None, "some");
    drop(staged);
    let outcome: Result<(), Error> = guard(|| {
        let staged = Staged::folder(&folder.0.join("folder"), false, members())?;
        write(&staged, Some("a"), "some");
        panic!("half way");
    });
    assert!(matches!(outcome, Err(Error::Panic { .. })));
    assert!(folder.names().is_empty());
}

#[test]
fn what_is_abandoned_cannot_be_committed() {
    let folder = Folder::new();
    let staged = Staged::folder(&folder.0.join("folder"), false, members()).expect("a free name");
    let mut writer = staged.writer(Some("a")).expect("a writer");
    staged.clone().abandon();
    assert!(folder.names().is_empty());
    writer.write_all(b"into the void").expect("the file is open still");
    assert!(matches!(staged.writer(Some("b")), Err(Error::Interrupted)));
    assert!(matches!(staged.commit(), Err(Error::Interrupted)));
    assert!(folder.names().is_empty());
}

#[test]
fn a_folder_takes_the_place_of_another() {
    let folder = Folder::new();
    let path = folder.0.join("folder");
    for (member, content) in [("a", "old"), ("b", "new")] {
        let staged = Staged::folder(&path, true, members()).expect("may be replaced");
        write(&staged, Some(member), content);
        staged.commit().expect("may be replaced");
    }
    assert_eq!(folder.names(), ["folder"]);
    assert!(!path.join("a").exists());
    assert_eq!(text(&path.join("b")), "new");
}

#[test]
fn what_appears_meanwhile_is_not_replaced() {
    let folder = Folder::new();
    let path = folder.0.join("file");
    let staged = Staged::file(&path, false).expect("a free name");
    write(&staged, None, "new");
    fs::write(&path, "theirs").expect("space");
    assert!(matches!(staged.commit(), Err(Error::Output { .. })));
    drop(staged);
    assert_eq!((folder.names(), text(&path)), (vec!["file".into()], "theirs".into()));

    let path = folder.0.join("folder");
    fs::create_dir(&path).expect("a new folder");
    let staged = Staged::folder(&path, true, members()).expect("an empty folder may be replaced");
    write(&staged, Some("a"), "new");
    fs::write(path.join("notes"), "theirs").expect("space");
    assert!(matches!(staged.commit(), Err(Error::Output { .. })));
    drop(staged);
    assert_eq!(folder.names(), ["file", "folder"]);
    assert_eq!(text(&path.join("notes")), "theirs");
}

#[test]
fn long_names_have_short_temporary_ones() {
    let folder = Folder::new();
    let name = "é".repeat(120);
    let staged = Staged::file(&folder.0.join(&name), false).expect("a free name");
    write(&staged, None, "new");
    staged.commit().expect("a free name");
    assert_eq!(folder.names(), [name]);
}
