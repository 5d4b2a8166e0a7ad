//! What a text is, by its first bytes.

use memchr::memrchr;

pub use crate::input::Container;
use crate::pubtator::line::{Line, classify, is_abstract, is_blank, is_title, strip};

/// How much is looked at.
pub const PREFIX: usize = 64 << 10;

/// What the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Block text.
    Pubtator,
    /// A table of entities, a row an identifier of a document.
    Entities,
    /// A table of relations.
    Relations,
    /// BioC as XML.
    BiocXml,
    /// BioC as JSON.
    BiocJson,
    /// Other XML.
    Xml,
    /// Other JSON.
    Json,
    /// Parquet.
    Parquet,
    /// Nothing, white space, or comments: an empty dump.
    Empty,
    /// Inside a container that is not looked into, or that is broken from the start.
    Packed,
    /// Anything else.
    Unknown,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected {
    /// What the text is.
    pub format: Format,
    /// What holds it.
    pub container: Container,
}

impl Format {
    /// The name that users see.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pubtator => "pubtator",
            Self::Entities => "entities",
            Self::Relations => "relations",
            Self::BiocXml => "bioc-xml",
            Self::BiocJson => "bioc-json",
            Self::Xml => "xml",
            Self::Json => "json",
            Self::Parquet => "parquet",
            Self::Empty => "empty",
            Self::Packed => "packed",
            Self::Unknown => "unknown",
        }
    }
}

impl Detected {
    /// Fails with a sentence unless the block-text reader reads this.
    pub fn require_block_text(self) -> Result<(), String> {
        let Self { format, container } = self;
        if !container.is_read() {
            return Err(format!(
                "the file looks like {} data, which is not supported yet; unpack it first",
                container.name()
            ));
        }
        let looks = match format {
            Format::Pubtator | Format::Empty => return Ok(()),
            Format::Entities => {
                "a table of entities (PMID, type, identifier, mentions, resource), not block text"
            }
            Format::Relations => "a table of relations (PMID, type, two entities), not block text",
            Format::BiocXml => "BioC-XML, not block text; download the same documents in PubTator format",
            Format::BiocJson => "BioC-JSON, not block text; download the same documents in PubTator format",
            Format::Xml => "XML, not block text",
            Format::Json => "JSON, not block text",
            Format::Parquet => "Parquet, not block text; polars.read_parquet reads it",
            Format::Packed => "packed data, not block text; unpack it first",
            Format::Unknown => {
                return Err("this is no PubTator block text: the first 64 KiB have neither a line like \
                            'ID|t|title' nor tab-separated rows; format=\"pubtator\" reads it all the same"
                    .into());
            }
        };
        let inside = match container {
            Container::Plain => String::new(),
            packed => format!(" (inside {})", packed.name()),
        };
        Err(format!("the file looks like {looks}{inside}; format=\"pubtator\" reads it all the same"))
    }
}

/// Says what a file is that begins with `text`. Looks at 64 KiB at most.
pub fn detect(text: &[u8]) -> Detected {
    let prefix = &text[..text.len().min(PREFIX)];
    let prefix = prefix.strip_prefix(b"\xef\xbb\xbf").unwrap_or(prefix);
    let lines = complete_lines(prefix, text.len() > PREFIX);
    let has_block_text =
        || lines.clone().any(|line| matches!(classify(line), Line::Text { .. } | Line::Annotation(_)));
    // Packed bytes have lines of all kinds by accident. Only the mark of a tar archive is text itself.
    let container = match Container::of(prefix) {
        Container::Tar if has_block_text() => Container::Plain,
        container => container,
    };
    let format = if container != Container::Plain {
        Format::Packed
    } else if let Some(format) = of_text(prefix)
        && !lines.clone().any(is_certain)
    {
        format
    } else if has_block_text() {
        Format::Pubtator
    } else {
        of_lines(lines)
    };
    Detected { format, container }
}

/// Whether a line can be nothing but block text. JSON has pipes too, in the identifiers of variants.
fn is_certain(line: &[u8]) -> bool {
    match classify(line) {
        Line::Text { tag, .. } => is_title(&line[tag.clone()]) || is_abstract(&line[tag]),
        Line::Annotation(_) => true,
        _ => false,
    }
}

/// The lines that are there from beginning to end.
fn complete_lines(prefix: &[u8], is_cut: bool) -> impl Iterator<Item = &[u8]> + Clone {
    let end = match memrchr(b'\n', prefix) {
        Some(newline) if is_cut => newline + 1,
        _ => prefix.len(),
    };
    prefix[..end].split_inclusive(|&byte| byte == b'\n').map(strip)
}

/// Formats that their beginning gives away.
fn of_text(prefix: &[u8]) -> Option<Format> {
    let has = |needle: &[u8]| memchr::memmem::find(prefix, needle).is_some();
    match prefix.trim_ascii_start() {
        [b'P', b'A', b'R', b'1', ..] => Some(Format::Parquet),
        [b'<', b'?' | b'!' | b'a'..=b'z' | b'A'..=b'Z', ..] => {
            Some(if has(b"BioC.dtd") || has(b"<collection") { Format::BiocXml } else { Format::Xml })
        }
        [b'{' | b'[', rest @ ..] if begins_json(rest) => {
            Some(if has(b"\"passages\"") { Format::BiocJson } else { Format::Json })
        }
        _ => None,
    }
}

/// Whether this can follow the first bracket of JSON: a value, a key, or the other bracket.
fn begins_json(rest: &[u8]) -> bool {
    matches!(rest.trim_ascii_start(), [b'{' | b'[' | b'}' | b']' | b'"' | b'-' | b'0'..=b'9', ..])
}

/// Formats that every line has to agree on.
fn of_lines<'a>(lines: impl Iterator<Item = &'a [u8]> + Clone) -> Format {
    let mut rows = lines.clone().filter(|line| !is_blank(line)).peekable();
    let mut after_header = lines.clone().skip_while(|line| is_blank(line) || line.starts_with(b"##"));
    let Some(first) = rows.peek() else {
        return Format::Empty;
    };
    let is_old_table =
        first.starts_with(b"PMID\t") && rows.clone().skip(1).all(|row| columns(row).count() == 4);
    if is_old_table || rows.clone().all(is_entity_row) {
        Format::Entities
    } else if rows.clone().all(is_relation_row) {
        Format::Relations
    } else if after_header.all(is_blank) {
        Format::Empty
    } else if rows.any(|row| row.contains(&b'\t')) {
        // Relations of block text, or rows of a kind of their own: the problems table tells.
        Format::Pubtator
    } else {
        Format::Unknown
    }
}

fn columns(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|&byte| byte == b'\t')
}

fn is_decimal(column: &[u8]) -> bool {
    !column.is_empty() && column.iter().all(u8::is_ascii_digit)
}

/// `PMID Type ConceptID Mentions Resource`.
fn is_entity_row(line: &[u8]) -> bool {
    const TYPES: [&[u8]; 12] = [
        b"Gene",
        b"Disease",
        b"Chemical",
        b"Species",
        b"Mutation",
        b"DNAMutation",
        b"ProteinMutation",
        b"SNP",
        b"CellLine",
        b"Genus",
        b"Strain",
        b"DomainMotif",
    ];
    let columns: Vec<_> = columns(line).collect();
    matches!(columns[..], [pmid, kind, _, _, _] if is_decimal(pmid) && TYPES.contains(&kind))
}

/// `PMID Type Type|id Type|id`.
fn is_relation_row(line: &[u8]) -> bool {
    let is_entity =
        |column: &[u8]| matches!(memchr::memchr(b'|', column), Some(at) if at > 0 && at + 1 < column.len());
    let columns: Vec<_> = columns(line).collect();
    matches!(columns[..], [pmid, _, one, two] if is_decimal(pmid) && is_entity(one) && is_entity(two))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(text: &str) -> &'static str {
        detect(text.as_bytes()).format.name()
    }

    #[test]
    fn block_text_and_what_is_none() {
        for (text, expected) in [
            ("", "empty"),
            ("\u{feff}", "empty"),
            (" \n\t\n", "empty"),
            ("##only\n\n##comments", "empty"),
            ("1|t|x", "pubtator"),
            ("junk\n1\t0\t1\tx\tGene\n", "pubtator"),
            ("1\tCID\tD1\tD2\n", "pubtator"),
            ("1\tGene\t7\tx|y\tGNormPlus\n", "entities"),
            ("1\tGene\t7\tx|y\tGNormPlus\n1|t|x\n", "pubtator"),
            ("PMID\tMeshID\tMentions\tResource\r\n1\tD1\tx\ty\r\n", "entities"),
            ("1\ttreat\tChemical|D1\tDisease|D2\n", "relations"),
            ("<?xml version=\"1.0\"?><!DOCTYPE collection SYSTEM \"BioC.dtd\">", "bioc-xml"),
            ("\u{feff}\n<html></html>", "xml"),
            ("{\"passages\": []}", "bioc-json"),
            ("[1]", "json"),
            ("{\"passages\": \"c|SUB|A\"}", "bioc-json"),
            ("<p>\n1|t|x\n", "pubtator"),
            ("[section]\nkey = 1\n", "unknown"),
            ("PAR1", "parquet"),
            ("just words\nand more\n", "unknown"),
        ] {
            assert_eq!(format(text), expected, "{text:?}");
        }
    }

    #[test]
    fn containers_by_their_magic() {
        assert_eq!(detect(b"\x1f\x8b\x08\0rest").container, Container::Gzip);
        assert_eq!(detect(b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0").container, Container::Bgzf);
        assert_eq!(detect(b"\x28\xb5\x2f\xfd").container, Container::Zstd);
        assert_eq!(detect(b"BZh91AY&SY").container, Container::Bzip2);
        assert_eq!(detect(b"PK\x03\x04").container, Container::Zip);
        assert!(detect(b"PK\x03\x04").require_block_text().unwrap_err().contains("zip"));
    }

    #[test]
    fn a_line_cut_at_the_limit_does_not_count() {
        let mut text = b"1\tGene\t7\tx|y\tGNormPlus\n".repeat(PREFIX / 20);
        text.extend_from_slice(b"more");
        assert_eq!(detect(&text).format, Format::Entities);
    }
}
