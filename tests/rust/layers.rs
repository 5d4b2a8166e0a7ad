//! The rooms of each crate stand on one another: no file uses a room above its own, and rooms of one storey do not use
//! each other in a circle. What stands in tests does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::read_to_string;
use std::path::{Path, PathBuf};

/// The rooms of a crate, storey by storey from the ground up.
struct House {
    source: &'static str,
    storeys: &'static [&'static [&'static str]],
    /// The room whose names stand at the root of the crate too.
    root: &'static str,
}

const HOUSES: [House; 2] = [
    House {
        source: "rust/core/src",
        storeys: &[
            &["base"],
            &["text", "scan", "columns"],
            &["io", "model"],
            &["formats"],
            &["engine"],
            &["analysis", "ops"],
        ],
        root: "base",
    },
    House { source: "rust/export/src", storeys: &[&["arrow"], &["sinks"]], root: "arrow" },
];

/// A path in a file that names another room.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Arrow {
    from: String,
    to: String,
    /// The file and line, and the path that stands there.
    place: String,
}

#[test]
fn no_arrow_runs_upwards_and_none_in_a_circle() {
    for house in HOUSES {
        let arrows = house.arrows();
        let used: BTreeSet<&str> = arrows.iter().map(|arrow| arrow.to.as_str()).collect();
        assert!(used.len() + 2 >= house.rooms().count(), "{}: too few arrows were found", house.source);
        let faults = house.faults(&arrows);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

#[test]
fn every_folder_is_a_room_and_the_root_passes_on_the_ground_floor_only() {
    for house in HOUSES {
        let root = root().join(house.source);
        let folders: BTreeSet<String> =
            root.read_dir().expect("a folder").map(|entry| name(&entry.expect("an entry").path())).collect();
        let expected: BTreeSet<String> = house.rooms().chain(["lib.rs"]).map(str::to_owned).collect();
        assert_eq!(folders, expected, "{}: a new room needs a storey in tests/rust/layers.rs", house.source);
        let code = without_comments(&read_to_string(root.join("lib.rs")).expect("a file"));
        for line in code.lines().filter_map(|line| line.trim().strip_prefix("pub use ")) {
            assert!(line.starts_with(&format!("{}::", house.root)), "{}: {line}", house.source);
        }
    }
}

#[test]
fn arrows_are_seen_in_every_spelling() {
    let text = r##"//! [`crate::engine`] in a comment
use super::line::{self, Line};
use crate::{Error, columns::{ColumnVec, Span as Place}};
pub(crate) use super::super::engine::Input;
/* crate::ops */
fn f() { let _ = "crate::ops"; let c = '"'; crate::analysis::x::<u8>(); let s = r#"crate::ops""#; }
#[cfg(test)]
mod tests { use crate::ops::check; fn g() { "}" } }
fn h<'a>(_: &'a crate::io::Text) {}
"##;
    let house = &HOUSES[0];
    let found = house.arrows_of(Path::new("formats/table/parse.rs"), text);
    let found: Vec<_> = found.iter().map(|arrow| (arrow.to.as_str(), arrow.place.as_str())).collect();
    let place = |line: usize, path: &str| format!("rust/core/src/formats/table/parse.rs:{line}: {path}");
    let expected = [
        ("base", place(3, "crate::Error")),
        ("columns", place(3, "crate::columns::ColumnVec")),
        ("columns", place(3, "crate::columns::Span")),
        ("analysis", place(6, "crate::analysis::x")),
        ("io", place(9, "crate::io::Text")),
    ];
    assert_eq!(found, expected.iter().map(|(to, place)| (*to, place.as_str())).collect::<Vec<_>>());
    // From a file in a folder of a room two steps up are still the room.
    let up = house.arrows_of(Path::new("formats/parse.rs"), "use super::super::engine::Input;");
    assert_eq!(up[0].to, "engine");
    assert_eq!(house.faults(&up).len(), 1);
}

#[test]
fn circles_of_one_storey_are_found() {
    let arrow =
        |from: &str, to: &str| Arrow { from: from.into(), to: to.into(), place: format!("{from}.rs:1") };
    let mut arrows = vec![arrow("text", "scan"), arrow("scan", "columns")];
    assert!(HOUSES[0].faults(&arrows).is_empty());
    arrows.push(arrow("columns", "text"));
    let faults = HOUSES[0].faults(&arrows);
    assert_eq!(faults.len(), 1);
    assert!(
        ["text.rs:1", "scan.rs:1", "columns.rs:1"].iter().all(|place| faults[0].contains(place)),
        "{faults:?}"
    );
}

impl House {
    fn rooms(&self) -> impl Iterator<Item = &'static str> {
        self.storeys.iter().flat_map(|storey| storey.iter().copied())
    }

    fn storey(&self, room: &str) -> usize {
        let storey = self.storeys.iter().position(|storey| storey.contains(&room));
        storey.unwrap_or_else(|| panic!("{}: {room} is no room", self.source))
    }

    /// The arrows of all files.
    fn arrows(&self) -> Vec<Arrow> {
        let root = root().join(self.source);
        let mut files = Vec::new();
        collect(&root, &mut files);
        let arrows = files.iter().flat_map(|file| {
            let text = read_to_string(file).expect("a file");
            self.arrows_of(file.strip_prefix(&root).expect("a file of the crate"), &text)
        });
        arrows.collect()
    }

    /// The arrows of a file, which is given by its place in the crate.
    fn arrows_of(&self, file: &Path, text: &str) -> Vec<Arrow> {
        let mut module: Vec<String> =
            file.with_extension("").iter().map(|part| part.to_string_lossy().into()).collect();
        if ["mod", "lib"].contains(&module.last().expect("a name").as_str()) {
            module.pop();
        }
        // The tests of a folder, and the root of the crate, which only names its rooms.
        if module.is_empty() || module.last().is_some_and(|last| last == "tests") {
            return Vec::new();
        }
        let code = without_tests(&without_comments(text));
        let arrow = |(at, path): (usize, Vec<String>)| {
            let path = absolute(&module, path);
            let room = path.first().map_or("", String::as_str);
            let to = if self.rooms().any(|known| known == room) { room } else { self.root };
            let line = code[..at].matches('\n').count() + 1;
            let place = format!("{}/{}:{line}: crate::{}", self.source, file.display(), path.join("::"));
            (to != module[0]).then(|| Arrow { from: module[0].clone(), to: to.into(), place })
        };
        paths(&code).into_iter().filter_map(arrow).collect()
    }

    /// A sentence for each arrow that runs upwards, and for a circle.
    fn faults(&self, arrows: &[Arrow]) -> Vec<String> {
        let is_upwards = |arrow: &&Arrow| self.storey(&arrow.to) > self.storey(&arrow.from);
        let mut faults: Vec<String> = arrows
            .iter()
            .filter(is_upwards)
            .map(|Arrow { from, to, place }| {
                format!("{place}: {from} must not use {to}, which stands above it")
            })
            .collect();
        // Of each pair of rooms one arrow is enough to tell of a circle.
        let mut beside: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for arrow in arrows.iter().filter(|arrow| self.storey(&arrow.to) == self.storey(&arrow.from)) {
            beside.entry(&arrow.from).or_default().entry(&arrow.to).or_insert(&arrow.place);
        }
        // // A room that uses no other room that is left is in no circle.
        loop {
            let left: BTreeSet<&str> = beside.keys().copied().collect();
            beside.retain(|_, to| {
                to.retain(|room, _| left.contains(room));
                !to.is_empty()
            });
            if beside.len() == left.len() {
                break;
            }
        }
        if !beside.is_empty() {
            let places: Vec<&str> = beside.values().flat_map(|to| to.values().copied()).collect();
            let rooms: Vec<&str> = beside.keys().copied().collect();
            faults.push(format!("{} use each other in a circle:\n{}", rooms.join(", "), places.join("\n")));
        }
        faults
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Code with blanks for comments and for what stands between quotes.
fn without_comments(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let end = if rest.starts_with("//") {
            rest.find('\n')
        } else if rest.starts_with("/*") {
            rest.find("*/").map(|end| end + 2)
        } else if rest.starts_with("r\"") || rest.starts_with("r#") {
            let hashes = rest[1..].bytes().take_while(|&byte| byte == b'#').count();
            let is_raw = rest.as_bytes().get(1 + hashes) == Some(&b'"');
            let close = format!("\"{}", "#".repeat(hashes));
            if is_raw {
                rest[2 + hashes..].find(&close).map(|end| 2 + hashes + end + close.len())
            } else {
                Some(0)
            }
        } else if rest.starts_with('"') {
            let mut end = 1;
            while bytes.get(at + end).is_some_and(|&byte| byte != b'"') {
                end += 1 + usize::from(bytes[at + end] == b'\\');
            }
            Some(end + 1)
        } else if rest.starts_with('\'') {
            // A lifetime has no quote after its first character.
            let third = rest.char_indices().nth(2).filter(|&(_, third)| third == '\'');
            match rest.as_bytes().get(1) {
                Some(b'\\') => rest[3..].find('\'').map(|end| end + 4),
                _ => Some(third.map_or(0, |(end, _)| end + 1)),
            }
        } else {
            Some(0)
        };
        let end = end.unwrap_or(rest.len());
        code[at..at + end].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        at += end.max(1);
    }
    String::from_utf8_lossy(&code).into_owned()
}

/// Code with blanks for what is only there in tests.
fn without_tests(code: &str) -> String {
    let mut code = code.to_owned();
    while let Some(begin) = code.find("#[cfg(test)]") {
        let mut depth = 0_usize;
        let mut end = code.len();
        for (at, byte) in code.bytes().enumerate().skip(begin) {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                b';' => {}
                _ => continue,
            }
            if depth == 0 {
                end = at + 1;
                break;
            }
        }
        let blank: String =
            code[begin..end].chars().map(|byte| if byte == '\n' { '\n' } else { ' ' }).collect();
        code.replace_range(begin..end, &blank);
    }
    code
}

/// The paths of a file that begin with `crate` or `super`, and where each begins.
fn paths(code: &str) -> Vec<(usize, Vec<String>)> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate").chain(code.match_indices("super")) {
        let is_begun = at > 0 && (is_word(code.as_bytes()[at - 1]) || code[..at].ends_with("::"));
        if is_begun || !code[at + 5..].trim_start().starts_with("::") {
            continue;
        }
        let mut leaves = Vec::new();
        tree(code, at, &[], &mut leaves);
        found.extend(leaves.into_iter().map(|path| (at, path)));
    }
    found.sort();
    found
}

/// Takes in the paths of a tree, each whole; returns where it ends.
fn tree(code: &str, mut at: usize, before: &[String], leaves: &mut Vec<Vec<String>>) -> usize {
    let skip = |at: usize| at + code[at..].len() - code[at..].trim_start().len();
    let mut path = before.to_vec();
    loop {
        at = skip(at);
        if code[at..].starts_with('{') {
            at += 1;
            while !code[skip(at)..].starts_with('}') {
                at = tree(code, at, &path, leaves);
                at += code[at..].find([',', '}']).expect("a tree that ends");
                at += usize::from(code[at..].starts_with(','));
            }
            return skip(at) + 1;
        }
        let word = code[at..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(code.len() - at);
        if word > 0 && code[at..at + word] != *"self" {
            path.push(code[at..at + word].to_owned());
        }
        at += word;
        if !code[skip(at)..].starts_with("::") {
            leaves.push(path);
            return at;
        }
        at = skip(at) + 2;
        // What follows is no part of the path: `::<` or `::*`.
        if !code[skip(at)..].starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '{') {
            leaves.push(path);
            return at;
        }
    }
}

/// A path of a module from the root of its crate.
fn absolute(module: &[String], path: Vec<String>) -> Vec<String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    let above = if path[0] == "crate" { 0 } else { module.len().saturating_sub(ups) };
    module[..above].iter().cloned().chain(path.into_iter().skip(ups.max(1))).collect()
}
