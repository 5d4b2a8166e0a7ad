//! A row of a table as JSON.

use std::borrow::Cow;

use super::cursor::{Cursor, require};
use super::wrong::{Result, Wrong, shortened};
use crate::pubtator::number;
use crate::tables::Shape;
use crate::tables::line::{self, Line, Place};

/// The keys of an entity row.
pub(super) const ENTITY: [&str; 5] = ["pmid", "type", "identifier", "mentions", "resource"];

/// The keys of a relation row.
pub(super) const RELATION: [&str; 6] = ["pmid", "type", "type1", "id1", "type2", "id2"];

/// The header row of a table whose rows have no type.
pub(super) const UNTYPED: &str = "PMID\tIdentifier\tMentions\tResource\n";

/// A row: its PMID, and its other values.
struct Row<'l, const N: usize> {
    pmid: Option<&'l str>,
    values: [Option<Cow<'l, str>>; N],
}

/// Reads a row that has a PMID and the values of the other keys, null where there is no bit in `required`.
fn row<'l, const N: usize>(line: &'l [u8], keys: &[&str], required: u32) -> Result<Row<'l, N>> {
    const MUST_BE: &str = "null or a whole number of at most 18 digits";
    let mut cursor = Cursor::new(line)?;
    let mut row = Row { pmid: None, values: [const { None }; N] };
    let found = cursor.object(keys, |cursor, key| {
        if let Some(value) = key.checked_sub(1).map(|value| &mut row.values[value]) {
            *value = match required & 1 << key {
                0 => cursor.optional(Cursor::string)?,
                _ => Some(cursor.string()?),
            };
            return Ok(());
        }
        let begin = cursor.at();
        row.pmid = cursor.optional(|cursor| cursor.whole(MUST_BE))?;
        match row.pmid {
            Some(pmid) if number::pmid(pmid.as_bytes()) < 0 => {
                Err(Wrong::value(begin, format!("must be {MUST_BE}, not {pmid}")))
            }
            _ => Ok(()),
        }
    })?;
    require(found, required | 1, keys, 0)?;
    cursor.end()?;
    Ok(row)
}

/// Whether a line is an entity row without a type.
pub(super) fn is_untyped(line: &[u8]) -> bool {
    row::<4>(line, &ENTITY, 0b100).is_ok_and(|row| row.values[0].is_none())
}

/// Appends an entity row as a line of a table.
pub(super) fn entity(line: &[u8], shape: Shape, text: &mut Vec<u8>) -> Result<()> {
    let Row { pmid, values: [kind, identifier, mentions, resource] } = row(line, &ENTITY, 0b100)?;
    let [kind, identifier, mentions, resource] = [&kind, &identifier, &mentions, &resource].map(as_str);
    match (shape, kind) {
        (Shape::Untyped, Some(_)) => {
            return Err(Wrong::sentence("type must be null, as in the first row".into()));
        }
        (Shape::Untyped, None) | (_, Some(_)) => {}
        _ => return Err(Wrong::sentence("type must be a string, as in the first row".into())),
    }
    if mentions.is_none() && resource.is_some() {
        return Err(Wrong::sentence(
            "mentions must be a string where resource is one: a table has no resource without them".into(),
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
    let Row { pmid, values } = row::<5>(line, &RELATION, 0b10_1010)?;
    let [kind, type1, id1, type2, id2] = [0, 1, 2, 3, 4].map(|at| as_str(&values[at]));
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
        let found = found.map(|place| place.map(|place: &Place| &written[place.clone()]));
        (row.pmid, found == [kind, type1, id1, type2, id2].map(|value| value.map(str::as_bytes)))
    })?;
    end(text);
    Ok(())
}

fn as_str<'v>(value: &'v Option<Cow<'_, str>>) -> Option<&'v str> {
    value.as_deref()
}

/// Refuses a value that would not be one column.
fn check(name: &str, value: &str, forbidden: &[char]) -> Result<()> {
    let Some(found) = value.chars().find(|character| forbidden.contains(character)) else { return Ok(()) };
    let what = match found {
        '\t' => "a tab",
        '\n' => "a line break",
        _ => "a pipe",
    };
    let value = shortened(value);
    Err(Wrong::sentence(format!("{name} {value:?} has {what} in it, which a table cannot hold there")))
}

/// Appends a line of columns, each in parts.
fn append<'v, const N: usize>(
    pmid: Option<&str>,
    columns: impl Iterator<Item = [&'v str; N]>,
    text: &mut Vec<u8>,
) {
    // What is no PMID is kept as none, whatever it is.
    text.extend_from_slice(pmid.unwrap_or("-").as_bytes());
    for column in columns {
        text.push(b'\t');
        column.iter().for_each(|part| text.extend_from_slice(part.as_bytes()));
    }
}

/// Ends a line. Readers take one carriage return away, whatever it was meant for.
fn end(text: &mut Vec<u8>) {
    text.extend_from_slice(if text.ends_with(b"\r") { b"\r\n" } else { b"\n" });
}

/// Fails unless the line is read as what it was written for.
fn is_meant<R>(
    written: &[u8],
    pmid: Option<&str>,
    line: Line<R>,
    compare: impl FnOnce(&[u8], &R) -> (i64, bool),
) -> Result<()> {
    if let Line::Row(row, _) = &line
        && let (found, true) = compare(written, row)
        && found == pmid.map_or(-1, |pmid| number::pmid(pmid.as_bytes()))
    {
        return Ok(());
    }
    Err(Wrong::sentence("a table cannot hold this row".into()))
}
