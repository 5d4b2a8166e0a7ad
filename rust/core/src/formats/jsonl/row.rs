//! A row of a table as JSON.

use serde::Deserialize;

use super::error::{JsonError, Result};
use super::value::{WholeNumber, read};
use crate::formats::table::Shape;
use crate::formats::table::line::{self, TableLine};
use crate::text::ByteRange;

/// The header row of a table whose rows have no type.
pub(super) const UNTYPED: &str = "PMID\tIdentifier\tMentions\tResource\n";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntityObject {
    // A field with a function of its own may be null but not missing.
    #[serde(deserialize_with = "Option::deserialize")]
    pmid: Option<WholeNumber<i64>>,
    r#type: Option<String>,
    identifier: String,
    mentions: Option<String>,
    resource: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableRelationObject {
    #[serde(deserialize_with = "Option::deserialize")]
    pmid: Option<WholeNumber<i64>>,
    r#type: String,
    type1: Option<String>,
    id1: String,
    type2: Option<String>,
    id2: String,
}

/// True if a line is an entity row without a type.
pub(super) fn is_untyped(line: &[u8]) -> bool {
    read::<EntityObject>(line).is_ok_and(|row| row.r#type.is_none())
}

/// Appends an entity row as a line of a table.
pub(super) fn entity(line: &[u8], shape: Shape, text: &mut Vec<u8>) -> Result<()> {
    let row: EntityObject = read(line)?;
    let pmid = pmid(row.pmid)?;
    let [kind, mentions, resource] = [&row.r#type, &row.mentions, &row.resource].map(Option::as_deref);
    let identifier = Some(row.identifier.as_str());
    match (shape, kind) {
        (Shape::Untyped, Some(_)) => {
            return Err(JsonError::new(None, "type must be null, as in the first row"));
        }
        (Shape::Untyped, None) | (_, Some(_)) => {}
        _ => return Err(JsonError::new(None, "type must be a string, as in the first row")),
    }
    if mentions.is_none() && resource.is_some() {
        return Err(JsonError::new(
            None,
            "mentions must be a string where resource is one: a table has no resource without them",
        ));
    }
    let columns =
        [("type", kind), ("identifier", identifier), ("mentions", mentions), ("resource", resource)];
    columns.iter().try_for_each(|(name, value)| check(name, value.unwrap_or_default(), &['\t', '\n']))?;
    let begin = text.len();
    append(pmid, columns.iter().filter_map(|(_, value)| value.map(|value| [value])), text);
    let written = &text[begin..];
    is_meant(written, pmid, line::entity(written, shape), |written, row| {
        let found = [row.kind.as_ref(), Some(&row.identifier), row.mentions.as_ref(), row.resource.as_ref()];
        (
            row.pmid,
            found
                .map(|place| place.map(|place| &written[place.clone()]))
                .into_iter()
                .eq(columns.iter().map(|(_, value)| value.map(str::as_bytes))),
        )
    })?;
    end(text);
    Ok(())
}

/// Appends a relation row as a line of a table.
pub(super) fn relation(line: &[u8], text: &mut Vec<u8>) -> Result<()> {
    let row: TableRelationObject = read(line)?;
    let pmid = pmid(row.pmid)?;
    let [kind, id1, id2] = [&row.r#type, &row.id1, &row.id2].map(|value| Some(value.as_str()));
    let [type1, type2] = [&row.type1, &row.type2].map(Option::as_deref);
    for (name, value, forbidden) in [
        ("type", kind, &['\t', '\n'][..]),
        ("type1", type1, &['\t', '\n', '|']),
        ("id1", id1, if type1.is_some() { &['\t', '\n'] } else { &['\t', '\n', '|'] }),
        ("type2", type2, &['\t', '\n', '|']),
        ("id2", id2, if type2.is_some() { &['\t', '\n'] } else { &['\t', '\n', '|'] }),
    ] {
        check(name, value.unwrap_or_default(), forbidden)?;
    }
    let begin = text.len();
    let pipe = |kind: Option<&str>| if kind.is_some() { "|" } else { "" };
    let columns = [
        [kind.unwrap_or_default(), "", ""],
        [type1.unwrap_or_default(), pipe(type1), id1.unwrap_or_default()],
        [type2.unwrap_or_default(), pipe(type2), id2.unwrap_or_default()],
    ];
    append(pmid, columns.into_iter(), text);
    let written = &text[begin..];
    is_meant(written, pmid, line::relation(written), |written, row| {
        let found = [Some(&row.kind), row.type1.as_ref(), Some(&row.id1), row.type2.as_ref(), Some(&row.id2)];
        let found = found.map(|place| place.map(|place: &ByteRange| &written[place.clone()]));
        (row.pmid, found == [kind, type1, id1, type2, id2].map(|value| value.map(str::as_bytes)))
    })?;
    end(text);
    Ok(())
}

/// The PMID of a row, if there is one.
fn pmid(pmid: Option<WholeNumber<i64>>) -> Result<Option<i64>> {
    match pmid {
        Some(WholeNumber(pmid)) if !(0..10_i64.pow(18)).contains(&pmid) => Err(JsonError::new(
            None,
            &format!("pmid must be null or a whole number of at most 18 digits, not {pmid}"),
        )),
        pmid => Ok(pmid.map(|WholeNumber(pmid)| pmid)),
    }
}

/// Refuses a value that would not be one column.
fn check(name: &str, value: &str, forbidden: &[char]) -> Result<()> {
    let Some(found) = value.chars().find(|character| forbidden.contains(character)) else { return Ok(()) };
    let what = match found {
        '\t' => "a tab",
        '\n' => "a line break",
        _ => "a pipe",
    };
    Err(JsonError::new(None, &format!("{name} {value:?} has {what} in it, which a table cannot hold there")))
}

/// Appends a line of columns; each column is given in parts.
fn append<'v, const N: usize>(
    pmid: Option<i64>,
    columns: impl Iterator<Item = [&'v str; N]>,
    text: &mut Vec<u8>,
) {
    // A PMID that is not a number is written as `-`.
    text.extend_from_slice(pmid.map_or("-".into(), |pmid| pmid.to_string()).as_bytes());
    for column in columns {
        text.push(b'\t');
        column.iter().for_each(|part| text.extend_from_slice(part.as_bytes()));
    }
}

/// Ends a line. Readers remove one carriage return before the newline, even if it belongs to the value.
fn end(text: &mut Vec<u8>) {
    text.extend_from_slice(if text.ends_with(b"\r") { b"\r\n" } else { b"\n" });
}

/// Fails unless the line reads back as what it was written for.
fn is_meant<R>(
    written: &[u8],
    pmid: Option<i64>,
    line: TableLine<R>,
    compare: impl FnOnce(&[u8], &R) -> (i64, bool),
) -> Result<()> {
    if let TableLine::Row(row, _) = &line
        && let (found, true) = compare(written, row)
        && found == pmid.unwrap_or(-1)
    {
        return Ok(());
    }
    Err(JsonError::new(None, "a table cannot hold this row"))
}
