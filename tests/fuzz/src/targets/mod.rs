//! The targets.

mod block_text;
mod containers;
mod cuts;
mod damaged;
mod excerpts;
mod findings;
mod json_lines;
mod json_written;
mod tables;
mod written;

use pubfast_core::formats::detect::detect;
use pubfast_core::io::Container;

use crate::seeds::Kind;

/// A target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The name of the target.
    pub name: &'static str,
    /// Panics if something is wrong.
    pub run: fn(&[u8]),
    /// The kind of its seeds.
    pub seeds: Kind,
}

/// All targets.
pub const TARGETS: [Target; 10] = [
    // The fast parser of block text against the slow one.
    Target { name: "block_text", run: block_text::run, seeds: Kind::BlockText },
    // The fast parsers of tables against the slow ones.
    Target { name: "tables", run: tables::run, seeds: Kind::Tables },
    // Packed bytes of any kind against other decoders.
    Target { name: "containers", run: containers::run, seeds: Kind::Packed },
    // A text packed, and then damaged: what comes out is how it began.
    Target { name: "damaged", run: damaged::run, seeds: Kind::BlockText },
    // Lines of JSON against what serde reads.
    Target { name: "json_lines", run: json_lines::run, seeds: Kind::Json },
    // An input cut in any way, read in any steps: the same as at once.
    Target { name: "cuts", run: cuts::run, seeds: Kind::Any },
    // What `check` and `info` say against the slow parsers.
    Target { name: "findings", run: findings::run, seeds: Kind::Any },
    // Documents that are written and read back.
    Target { name: "written", run: written::run, seeds: Kind::BlockText },
    // The same as lines of JSON.
    Target { name: "json_written", run: json_written::run, seeds: Kind::BlockText },
    // Excerpts against plain selections of what `open` gives.
    Target { name: "excerpts", run: excerpts::run, seeds: Kind::Any },
];

/// True if an input is read as it stands: it is neither compressed nor JSON.
fn is_text(data: &[u8]) -> bool {
    Container::of(data) == Container::Plain && !detect(data).is_json
}

/// True if a text can be lines of JSON, which are converted first and have targets of their own.
fn may_be_json(text: &[u8]) -> bool {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii_start().starts_with(b"{")
}

/// The target of a name.
pub fn find(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}
