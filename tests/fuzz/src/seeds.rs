//! Inputs to begin with: the specimens of this repository, and slices of real files where there are some.

use std::path::PathBuf;

use fastrand::Rng;
use pubfast_core::formats::block_text::reference::parse;

use crate::support::json::{Style, repaired};
use crate::support::packing::CONTAINERS;
use crate::support::{files, specimens, tables};

/// The files that a target begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Block text.
    BlockText,
    /// Tables of entities and of relations.
    Tables,
    /// Both in containers.
    Packed,
    /// Both as lines of JSON.
    Json,
    /// All of it, but not packed.
    Any,
}

/// Whole files.
pub struct Seeds {
    block_text: Vec<Vec<u8>>,
    tables: Vec<Vec<u8>>,
}

/// Longer inputs are not made: nothing that a long one shows is hidden from a short one that is cut more often.
pub const MAX_SEED: usize = 16 << 10;

impl Seeds {
    /// Reads all there are.
    pub fn read() -> Self {
        Self { block_text: whole(files()), tables: whole(tables::files()) }
    }

    /// Reads the specimens only.
    pub fn specimens() -> Self {
        let here = |path: &PathBuf| path.starts_with(specimens());
        let specimens = |paths: Vec<PathBuf>| whole(paths.into_iter().filter(here).collect());
        Self { block_text: specimens(files()), tables: specimens(tables::files()) }
    }

    /// The files as they are.
    pub fn all(&self) -> impl Iterator<Item = &[u8]> {
        self.block_text.iter().chain(&self.tables).map(Vec::as_slice)
    }

    pub fn len(&self) -> usize {
        self.block_text.len() + self.tables.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Some of a file.
    pub fn draw(&self, kind: Kind, random: &mut Rng) -> Vec<u8> {
        match kind {
            Kind::BlockText => slice(&self.block_text, random),
            Kind::Tables => slice(&self.tables, random),
            Kind::Packed => {
                let (_, pack) = CONTAINERS[random.usize(..CONTAINERS.len())];
                pack(&self.text(random))
            }
            Kind::Json if random.u8(..4) == 0 => json_rows(&slice(&self.tables, random)),
            Kind::Json => json_documents(&slice(&self.block_text, random), Style::of(random.u8(..))),
            Kind::Any if random.u8(..8) == 0 => self.draw(Kind::Json, random),
            Kind::Any => self.text(random),
        }
    }

    fn text(&self, random: &mut Rng) -> Vec<u8> {
        let kind = if random.u8(..3) == 0 { Kind::Tables } else { Kind::BlockText };
        self.draw(kind, random)
    }
}

fn whole(paths: Vec<PathBuf>) -> Vec<Vec<u8>> {
    paths.iter().map(|path| std::fs::read(path).expect("a seed")).collect()
}

/// Whole lines of one of some files.
fn slice(files: &[Vec<u8>], random: &mut Rng) -> Vec<u8> {
    let whole = &files[random.usize(..files.len())];
    let length = 1_usize << random.u32(5..14);
    if whole.len() <= length {
        return whole.clone();
    }
    let from = if random.bool() { 0 } else { random.usize(..whole.len() - length) };
    let begin = match whole[from..].iter().position(|&byte| byte == b'\n') {
        Some(newline) if from > 0 => from + newline + 1,
        _ => from,
    };
    whole[begin..whole.len().min(begin + length)].to_vec()
}

fn json_documents(text: &[u8], style: Style) -> Vec<u8> {
    let documents = parse(text).documents;
    let lines = documents.iter().map(|located| style.document(&repaired(&located.document)) + "\n");
    lines.collect::<String>().into_bytes()
}

fn json_rows(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let mut lines = String::new();
    for line in text.lines() {
        let columns: Vec<_> = line.split('\t').collect();
        let keys: &[&str] = match columns.len() {
            4 => &["pmid", "type", "id1", "id2"],
            5 => &["pmid", "type", "identifier", "mentions", "resource"],
            _ => continue,
        };
        let value = |key: &str, column: &str| match column.parse::<u32>() {
            Ok(number) if key == "pmid" => number.to_string(),
            _ => serde_json::to_string(column).expect("a string"),
        };
        let pairs: Vec<_> = keys
            .iter()
            .zip(columns)
            .map(|(key, column)| format!("\"{key}\":{}", value(key, column)))
            .collect();
        lines += &format!("{{{}}}\n", pairs.join(","));
    }
    lines.into_bytes()
}
