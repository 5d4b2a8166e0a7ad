//! Detects the format of a text by its first bytes.

use memchr::memrchr;

use super::block_text::line::{Line, classify, is_abstract, is_title};
use super::jsonl::{LineKind, Sniff, sniff};
use super::table::Shape;
use super::table::shape::{head, is_header};
pub use crate::io::Container;
use crate::model::Kind;
use crate::text::{is_blank, strip};

/// The number of bytes examined.
pub const PREFIX: usize = 64 << 10;

/// The format of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetectedFormat {
    /// Block text.
    Pubtator,
    /// Rows of an unclear kind: relations of block text, or a table whose every row has something wrong.
    Rows,
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
    /// The rows of one table of block text, as lines of JSON.
    JsonRows,
    /// Documents or rows as JSON, but not one a line.
    JsonNotLines,
    Parquet,
    /// No text, white space, or comments: an empty dump.
    Empty,
    /// In a container that is not read, or that is broken from the start.
    Packed,
    /// Anything else.
    Unknown,
}

/// The format and the container of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected {
    /// The format of the text.
    pub format: DetectedFormat,
    pub container: Container,
    /// True if the text is written as lines of JSON.
    pub is_json: bool,
}

impl DetectedFormat {
    /// The name that users see.
    pub const fn name(self) -> &'static str {
        match self {
            // Nothing that is known to be a table has such rows.
            Self::Pubtator | Self::Rows => "pubtator",
            Self::Entities => "entities",
            Self::Relations => "relations",
            Self::BiocXml => "bioc-xml",
            Self::BiocJson => "bioc-json",
            Self::Xml => "xml",
            Self::Json | Self::JsonRows | Self::JsonNotLines => "json",
            Self::Parquet => "parquet",
            Self::Empty => "empty",
            Self::Packed => "packed",
            Self::Unknown => "unknown",
        }
    }

    /// The kind of input, if the format determines it.
    pub const fn kind(self) -> Option<Kind> {
        match self {
            Self::Pubtator => Some(Kind::Documents),
            Self::Entities => Some(Kind::Entities),
            Self::Relations => Some(Kind::Relations),
            _ => None,
        }
    }

    /// The kind of JSON lines that are converted to this format.
    pub(crate) const fn lines(self) -> Option<LineKind> {
        match self {
            Self::Pubtator => Some(LineKind::Documents),
            Self::Entities => Some(LineKind::Entities(Shape::Typed)),
            Self::Relations => Some(LineKind::Relations),
            _ => None,
        }
    }
}

impl Detected {
    /// Fails with a sentence unless `reader` reads this format.
    pub fn require(self, reader: Kind) -> Result<(), String> {
        let Self { format, container, is_json } = self;
        if !container.is_read() {
            return Err(format!(
                "the file looks like {} data, which is not supported yet; unpack it first",
                container.name()
            ));
        }
        let all_the_same = format!("format=\"{}\" reads it all the same", reader.name());
        let read_by = |other: Kind| format!("{} reads that", other.function());
        let (looks, advice) = match format {
            DetectedFormat::Empty | DetectedFormat::Rows => return Ok(()),
            format if format.kind() == Some(reader) => return Ok(()),
            DetectedFormat::Pubtator => ("block text (ID|t|title)", read_by(Kind::Documents)),
            DetectedFormat::Entities => {
                ("a table of entities (PMID, type, identifier, mentions, resource)", read_by(Kind::Entities))
            }
            DetectedFormat::Relations => {
                ("a table of relations (PMID, type, two entities)", read_by(Kind::Relations))
            }
            DetectedFormat::BiocXml => ("BioC-XML", "download the same documents in PubTator format".into()),
            DetectedFormat::BiocJson => {
                ("BioC-JSON", "download the same documents in PubTator format".into())
            }
            DetectedFormat::Xml => ("XML", String::new()),
            DetectedFormat::Json => ("JSON", String::new()),
            DetectedFormat::JsonRows => (
                "the rows of one table as lines of JSON, which are not whole documents",
                "pubfast.convert without table= writes documents".into(),
            ),
            DetectedFormat::JsonNotLines => (
                "JSON that is not one object a line",
                "\"jq -c .\" (of a list \"jq -c '.[]'\") writes it so".into(),
            ),
            DetectedFormat::Parquet => ("Parquet", "polars.read_parquet reads that".into()),
            DetectedFormat::Packed => ("packed data", "unpack it first".into()),
            DetectedFormat::Unknown => {
                let (what, missing) = match reader {
                    Kind::Documents => ("no PubTator block text", "neither a line like 'ID|t|title' nor"),
                    _ => ("no table", "no"),
                };
                return Err(format!(
                    "this is {what}: the first 64 KiB have {missing} tab-separated rows; {all_the_same}"
                ));
            }
        };
        let inside = match (container, is_json) {
            (Container::Plain, false) => String::new(),
            (Container::Plain, true) => " (as lines of JSON)".into(),
            (packed, false) => format!(" (inside {})", packed.name()),
            (packed, true) => format!(" (as lines of JSON, inside {})", packed.name()),
        };
        let advice = if advice.is_empty() { advice } else { format!("{advice}, and ") };
        Err(format!("the file looks like {looks}, not {}{inside}; {advice}{all_the_same}", reader.words()))
    }
}

/// Detects the format of a file that begins with `text`. Examines 64 KiB at most.
pub fn detect(text: &[u8]) -> Detected {
    let prefix = &text[..text.len().min(PREFIX)];
    let prefix = prefix.strip_prefix(b"\xef\xbb\xbf").unwrap_or(prefix);
    let lines = complete_lines(prefix, text.len() > PREFIX);
    let has_block_text =
        || lines.clone().any(|line| matches!(classify(line), Line::Text { .. } | Line::Annotation(_)));
    let sniffed = sniff(prefix);
    // Compressed bytes have lines of all kinds by accident. Only the mark of a tar archive is itself text.
    let container = match Container::of(prefix) {
        Container::Tar if sniffed.is_some() || has_block_text() => Container::Plain,
        container => container,
    };
    let format = if container != Container::Plain {
        DetectedFormat::Packed
    } else if let Some(sniffed) = sniffed {
        match sniffed {
            Sniff::Documents => DetectedFormat::Pubtator,
            Sniff::Entities => DetectedFormat::Entities,
            Sniff::Relations => DetectedFormat::Relations,
            Sniff::TableRows => DetectedFormat::JsonRows,
            Sniff::NotLines => DetectedFormat::JsonNotLines,
        }
    } else if let Some(format) = of_text(prefix)
        && !lines.clone().any(is_certain)
    {
        format
    } else if has_block_text() {
        DetectedFormat::Pubtator
    } else {
        of_lines(lines)
    };
    let is_json = matches!(sniffed, Some(Sniff::Documents | Sniff::Entities | Sniff::Relations));
    Detected { format, container, is_json }
}

/// True if a line can only be block text. JSON has pipes too, in the identifiers of variants.
fn is_certain(line: &[u8]) -> bool {
    match classify(line) {
        Line::Text { tag, .. } => is_title(&line[tag.clone()]) || is_abstract(&line[tag]),
        Line::Annotation(_) => true,
        _ => false,
    }
}

/// The complete lines of `prefix`.
fn complete_lines(prefix: &[u8], is_cut: bool) -> impl Iterator<Item = &[u8]> + Clone {
    let end = match memrchr(b'\n', prefix) {
        Some(newline) if is_cut => newline + 1,
        _ => prefix.len(),
    };
    prefix[..end].split_inclusive(|&byte| byte == b'\n').map(strip)
}

/// Recognises formats by their first bytes.
fn of_text(prefix: &[u8]) -> Option<DetectedFormat> {
    let has = |needle: &[u8]| memchr::memmem::find(prefix, needle).is_some();
    match prefix.trim_ascii_start() {
        [b'P', b'A', b'R', b'1', ..] => Some(DetectedFormat::Parquet),
        [b'<', b'?' | b'!' | b'a'..=b'z' | b'A'..=b'Z', ..] => {
            Some(if has(b"BioC.dtd") || has(b"<collection") {
                DetectedFormat::BiocXml
            } else {
                DetectedFormat::Xml
            })
        }
        [b'{' | b'[', rest @ ..] if begins_json(rest) => {
            Some(if has(b"\"passages\"") { DetectedFormat::BiocJson } else { DetectedFormat::Json })
        }
        _ => None,
    }
}

/// True if these bytes can follow the first bracket of JSON: a value, a key, or the other bracket.
fn begins_json(rest: &[u8]) -> bool {
    matches!(rest.trim_ascii_start(), [b'{' | b'[' | b'}' | b']' | b'"' | b'-' | b'0'..=b'9', ..])
}

/// Recognises formats that lines have to agree on. A header row, or more than half of the rows, make a table; a few
/// broken rows among them become problems.
fn of_lines<'a>(lines: impl Iterator<Item = &'a [u8]> + Clone) -> DetectedFormat {
    let mut rows = lines.clone().filter(|line| !is_blank(line));
    let mut after_header = lines.clone().skip_while(|line| is_blank(line) || line.starts_with(b"##"));
    if after_header.all(is_blank) {
        return DetectedFormat::Empty;
    }
    let (mut entities, mut relations, mut others) = (0, 0, 0);
    for row in rows.clone().filter(|row| !is_header(row)) {
        match row {
            row if is_entity_row(row) => entities += 1,
            row if is_relation_row(row) => relations += 1,
            _ => others += 1,
        }
    }
    let header =
        rows.clone().next().filter(|first| first.contains(&b'\t')).and_then(|first| head(first).shape);
    if header == Some(Shape::Untyped) {
        // Pipes in mentions and resources would make them pass for two entities.
        DetectedFormat::Entities
    } else if relations > entities + others {
        DetectedFormat::Relations
    } else if entities > relations + others {
        DetectedFormat::Entities
    } else if let Some(shape) = header {
        if shape == Shape::Relations { DetectedFormat::Relations } else { DetectedFormat::Entities }
    } else if rows.any(|row| row.contains(&b'\t')) {
        DetectedFormat::Rows
    } else {
        DetectedFormat::Unknown
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
            ("\n#pmid\ttype\tid\tmentions\tresource\n", "entities"),
            ("PMID\tNCBI_Gene\tMentions\n1\t7\n", "entities"),
            ("1\tGene\t7\tx|y\tGNormPlus\n1\tGene\n1\tGene\t7\t\tR\n", "entities"),
            ("1\ttreat\tChemical|D1\tDisease|D2\n", "relations"),
            ("PMID\tType\tEntity1\tEntity2\n", "relations"),
            ("PMID\tType\tOne\tTwo\n1\ttreat\tChemical|D1\tDisease|D2\n", "relations"),
            ("1\ttreat\tChemical|D1\tDisease|D2\n1\ttreat\tD1\n1\tx\tA|1\tB|2\n", "relations"),
            ("1\ttreat\tChemical|D1\tDisease|D2\n1|a|x\n", "pubtator"),
            ("PMID\n", "unknown"),
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
        assert!(detect(b"PK\x03\x04").require(Kind::Documents).unwrap_err().contains("zip"));
    }

    #[test]
    fn a_line_cut_at_the_limit_does_not_count() {
        let mut text = b"1\tGene\t7\tx|y\tGNormPlus\n".repeat(PREFIX / 20);
        text.extend_from_slice(b"more");
        assert_eq!(detect(&text).format, DetectedFormat::Entities);
    }
}
