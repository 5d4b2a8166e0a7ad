//! Outputs appear when they are committed, and otherwise leave nothing.

use std::fs;
use std::io::Write;
use std::path::Path;

use pubfast_core::io::output::Staged;
use pubfast_core::{Error, guard};
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a new folder")
}

/// Sorted names of the files in a folder.
fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into()).collect();
    names.sort_unstable();
    names
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
    let folder = folder();
    let path = folder.path().join("file");
    let staged = Staged::file(&path, false).expect("a free name");
    write(&staged, None, "new");
    assert!(!path.exists());
    staged.commit().expect("a free name");
    assert_eq!((names(&folder), text(&path), staged.written()), (vec!["file".into()], "new".into(), 3));
    staged.abandon();
    drop(staged);
    assert_eq!(names(&folder), ["file"]);
}

#[test]
fn nothing_is_left_of_what_is_not_committed() {
    let folder = folder();
    let staged = Staged::file(&folder.path().join("file"), false).expect("a free name");
    write(&staged, None, "some");
    drop(staged);
    let outcome: Result<(), Error> = guard(|| {
        let staged = Staged::folder(&folder.path().join("folder"), false, members())?;
        write(&staged, Some("a"), "some");
        panic!("half way");
    });
    assert!(matches!(outcome, Err(Error::Panic { .. })));
    assert!(names(&folder).is_empty());
}

#[test]
fn what_is_abandoned_cannot_be_committed() {
    let folder = folder();
    let staged = Staged::folder(&folder.path().join("folder"), false, members()).expect("a free name");
    let mut writer = staged.writer(Some("a")).expect("a writer");
    staged.clone().abandon();
    assert!(names(&folder).is_empty());
    writer.write_all(b"into the void").expect("the file is open still");
    assert!(matches!(staged.writer(Some("b")), Err(Error::Interrupted)));
    assert!(matches!(staged.commit(), Err(Error::Interrupted)));
    assert!(names(&folder).is_empty());
}

#[test]
fn a_folder_takes_the_place_of_another() {
    let folder = folder();
    let path = folder.path().join("folder");
    for (member, content) in [("a", "old"), ("b", "new")] {
        let staged = Staged::folder(&path, true, members()).expect("may be replaced");
        write(&staged, Some(member), content);
        staged.commit().expect("may be replaced");
    }
    assert_eq!(names(&folder), ["folder"]);
    assert!(!path.join("a").exists());
    assert_eq!(text(&path.join("b")), "new");
}

#[test]
fn what_appears_meanwhile_is_not_replaced() {
    let folder = folder();
    let path = folder.path().join("file");
    let staged = Staged::file(&path, false).expect("a free name");
    write(&staged, None, "new");
    fs::write(&path, "theirs").expect("space");
    assert!(matches!(staged.commit(), Err(Error::Output { .. })));
    drop(staged);
    assert_eq!((names(&folder), text(&path)), (vec!["file".into()], "theirs".into()));

    let path = folder.path().join("folder");
    fs::create_dir(&path).expect("a new folder");
    let staged = Staged::folder(&path, true, members()).expect("an empty folder may be replaced");
    write(&staged, Some("a"), "new");
    fs::write(path.join("notes"), "theirs").expect("space");
    assert!(matches!(staged.commit(), Err(Error::Output { .. })));
    drop(staged);
    assert_eq!(names(&folder), ["file", "folder"]);
    assert_eq!(text(&path.join("notes")), "theirs");
}

#[test]
fn long_names_have_short_temporary_ones() {
    let folder = folder();
    let name = "é".repeat(120);
    let staged = Staged::file(&folder.path().join(&name), false).expect("a free name");
    write(&staged, None, "new");
    staged.commit().expect("a free name");
    assert_eq!(names(&folder), [name]);
}

#[test]
fn temporary_names_are_hidden_and_say_whose_they_are() {
    let folder = folder();
    let file = Staged::file(&folder.path().join("one"), false).expect("a free name");
    let other = Staged::folder(&folder.path().join("two"), false, members()).expect("a free name");
    let names = names(&folder);
    assert!(names[0].starts_with(".one.") && names[1].starts_with(".two."), "{names:?}");
    assert!(names.iter().all(|name| name.ends_with(".partial")), "{names:?}");
    drop((file, other));
}

#[test]
#[cfg(unix)]
fn others_may_read_what_they_may_read_of_any_file() {
    use std::os::unix::fs::MetadataExt;
    let folder = folder();
    let mode = |name: &str| folder.path().join(name).metadata().expect("it is there").mode();
    fs::write(folder.path().join("usual"), "").expect("space");
    fs::create_dir(folder.path().join("usual folder")).expect("a new folder");
    for name in ["new", "folder"] {
        let path = folder.path().join(name);
        let (staged, member) = match name {
            "folder" => (Staged::folder(&path, false, members()), Some("a")),
            _ => (Staged::file(&path, false), None),
        };
        let staged = staged.expect("a free name");
        write(&staged, member, "new");
        staged.commit().expect("a free name");
    }
    assert_eq!((mode("new"), mode("folder/a")), (mode("usual"), mode("usual")));
    assert_eq!(mode("folder"), mode("usual folder"));
}

#[test]
fn what_others_put_into_a_folder_stays() {
    let folder = folder();
    let staged = Staged::folder(&folder.path().join("folder"), false, members()).expect("a free name");
    write(&staged, Some("a"), "new");
    let place = folder.path().join(&names(&folder)[0]);
    fs::write(place.join("notes"), "theirs").expect("space");
    drop(staged);
    assert!(!place.join("a").exists());
    assert_eq!(text(&place.join("notes")), "theirs");
}

#[test]
#[cfg(unix)]
fn an_input_is_known_by_any_name_and_a_pipe_is_not_opened() {
    let folder = folder();
    let path = folder.path().join("file");
    fs::write(&path, "old").expect("space");
    let staged = Staged::file(&path, true).expect("may be replaced");
    let [hard, soft, pipe, other] = ["hard", "soft", "pipe", "other"].map(|name| folder.path().join(name));
    fs::hard_link(&path, &hard).expect("a link");
    std::os::unix::fs::symlink(&hard, &soft).expect("a link");
    for input in [&path, &hard, &soft] {
        assert!(matches!(staged.require_apart(input), Err(Error::Output { .. })), "{input:?}");
    }
    fs::write(&other, "old").expect("space");
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).expect("a pipe");
    for input in [&other, &pipe, &folder.path().join("none")] {
        staged.require_apart(input).expect("another file");
    }
}
