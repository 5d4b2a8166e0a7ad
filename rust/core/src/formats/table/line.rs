//! Classifies one line. Total: every line is one of the kinds below.

use memchr::{memchr, memchr_iter};

use super::shape::{Shape, is_header};
use crate::ProblemCode;
use crate::text::{ByteRange, is_blank, number};

/// The problems of a stored row: at most one each for the number of its columns, its PMID and its entities.
pub type Faults = [Option<ProblemCode>; 3];

/// The kind of a line, with the positions of its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableLine<R> {
    /// Empty or white space only.
    Blank,
    /// A line of which nothing is stored.
    Problem(ProblemCode),
    Row(R, Faults),
}

/// The columns of an entity row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityLine {
    /// The PMID, -1 where it is not a plain decimal number.
    pub pmid: i64,
    /// The type; none in an untyped table.
    pub kind: Option<ByteRange>,
    pub identifier: ByteRange,
    pub mentions: Option<ByteRange>,
    pub resource: Option<ByteRange>,
}

/// The columns of a relation row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRelationLine {
    /// The PMID, -1 where it is not a plain decimal number.
    pub pmid: i64,
    pub kind: ByteRange,
    /// The type of the first entity, if it has a pipe.
    pub type1: Option<ByteRange>,
    /// The id of the first entity.
    pub id1: ByteRange,
    /// The type of the second entity, if it has a pipe.
    pub type2: Option<ByteRange>,
    /// The id of the second entity.
    pub id2: ByteRange,
}

/// Classifies a line of an entity table; `line` has no line end and is not a header at the head of the file.
pub fn entity(line: &[u8], shape: Shape) -> TableLine<EntityLine> {
    columns(line, shape).map(|[_, second, third, fourth, fifth], pmid, faults| {
        let (kind, [identifier, mentions, resource]) = match shape {
            Shape::Untyped => (None, [second, third, fourth]),
            _ => (second, [third, fourth, fifth]),
        };
        let identifier = identifier.expect("a row has an identifier");
        (EntityLine { pmid, kind, identifier, mentions, resource }, faults)
    })
}

/// Like `entity`, but for a line of a relation table.
pub fn relation(line: &[u8]) -> TableLine<TableRelationLine> {
    columns(line, Shape::Relations).map(|[_, kind, one, two, _], pmid, mut faults| {
        let [kind, one, two] = [kind, one, two].map(|column| column.expect("a row has four columns"));
        let ((type1, id1), (type2, id2)) = (halves(line, one), halves(line, two));
        if type1.is_none() || type2.is_none() {
            faults[2] = Some(ProblemCode::EntityWithoutType);
        }
        (TableRelationLine { pmid, kind, type1, id1, type2, id2 }, faults)
    })
}

/// The columns of a row, and its PMID.
type LineColumns = ([Option<ByteRange>; 5], i64);

impl TableLine<LineColumns> {
    fn map<R>(self, row: impl FnOnce([Option<ByteRange>; 5], i64, Faults) -> (R, Faults)) -> TableLine<R> {
        match self {
            Self::Blank => TableLine::Blank,
            Self::Problem(code) => TableLine::Problem(code),
            Self::Row((columns, pmid), faults) => {
                let (row, faults) = row(columns, pmid, faults);
                TableLine::Row(row, faults)
            }
        }
    }
}

/// Splits a line into the columns that its shape has.
fn columns(line: &[u8], shape: Shape) -> TableLine<LineColumns> {
    if is_blank(line) {
        return TableLine::Blank;
    }
    if is_header(line) {
        return TableLine::Problem(ProblemCode::RepeatedHeader);
    }
    let mut columns = [const { None }; 5];
    let mut count = 0;
    let mut begin = 0;
    for end in memchr_iter(b'\t', line).take(shape.columns()).chain([line.len()]) {
        if count < shape.columns() {
            columns[count] = Some(begin..end);
        }
        count += 1;
        begin = end + 1;
    }
    if count < shape.least() {
        return TableLine::Problem(ProblemCode::TooFewColumns);
    }
    let of_count = match count.cmp(&shape.columns()) {
        std::cmp::Ordering::Less => Some(ProblemCode::MissingColumns),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(ProblemCode::ExtraColumns),
    };
    let pmid = number::pmid(columns[0].clone().map_or(&[], |place| &line[place]));
    let of_pmid = (pmid < 0).then_some(ProblemCode::BadPmid);
    TableLine::Row((columns, pmid), [of_count, of_pmid, None])
}

/// Splits an entity at its first pipe into its type and its id.
fn halves(line: &[u8], entity: ByteRange) -> (Option<ByteRange>, ByteRange) {
    match memchr(b'|', &line[entity.clone()]) {
        Some(pipe) => (Some(entity.start..entity.start + pipe), entity.start + pipe + 1..entity.end),
        None => (None, entity),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(line: &str, shape: Shape) -> String {
        let text = |place: Option<ByteRange>| place.map_or("-", |place| &line[place]);
        let (shown, faults) = match shape {
            Shape::Relations => match relation(line.as_bytes()) {
                TableLine::Row(row, faults) => {
                    let ids = (&line[row.id1], &line[row.id2]);
                    let [one, two] = [row.type1, row.type2].map(text);
                    (format!("{} {} {one} {} {two} {}", row.pmid, &line[row.kind], ids.0, ids.1), faults)
                }
                other => return format!("{other:?}"),
            },
            shape => match entity(line.as_bytes(), shape) {
                TableLine::Row(row, faults) => {
                    let [kind, mentions, resource] = [row.kind, row.mentions, row.resource].map(text);
                    (format!("{} {kind} {} {mentions} {resource}", row.pmid, &line[row.identifier]), faults)
                }
                other => return format!("{other:?}"),
            },
        };
        faults.into_iter().flatten().fold(shown, |shown, code| format!("{shown} {code}"))
    }

    #[test]
    fn entities() {
        for (line, expected) in [
            ("1\tGene\t7\tx|y\tR", "1 Gene 7 x|y R"),
            ("1\tGene\t7\t\t", "1 Gene 7  "),
            ("1\t\t\t\t", "1    "),
            ("1\tGene\t7\tx", "1 Gene 7 x - missing_columns"),
            ("1\tGene\t7", "1 Gene 7 - - missing_columns"),
            ("1\tGene\t7\tx\tR\t", "1 Gene 7 x R extra_columns"),
            ("1\tGene\t7\tx\tR\ta\tb\tc", "1 Gene 7 x R extra_columns"),
            ("PMC1\tGene\t7\t\"x\tR", "-1 Gene 7 \"x R bad_pmid"),
            ("007\tGene\t7", "-1 Gene 7 - - missing_columns bad_pmid"),
            ("\tGene\t7\tx\tR", "-1 Gene 7 x R bad_pmid"),
            ("1\tGene", "Problem(TooFewColumns)"),
            ("1", "Problem(TooFewColumns)"),
            ("PMID\tType", "Problem(RepeatedHeader)"),
            ("#pmid", "Problem(RepeatedHeader)"),
            ("\t\t\t\t", "Blank"),
            ("", "Blank"),
        ] {
            assert_eq!(show(line, Shape::Typed), expected, "{line:?}");
        }
    }

    #[test]
    fn entities_without_a_type() {
        for (line, expected) in [
            ("1\tD7\tx|y\tR", "1 - D7 x|y R"),
            ("1\tD7", "1 - D7 - - missing_columns"),
            ("1\tD7\tx", "1 - D7 x - missing_columns"),
            ("1\tD7\tx\tR\tz", "1 - D7 x R extra_columns"),
            ("1", "Problem(TooFewColumns)"),
        ] {
            assert_eq!(show(line, Shape::Untyped), expected, "{line:?}");
        }
    }

    #[test]
    fn relations() {
        for (line, expected) in [
            ("1\ttreat\tChemical|D1\tDisease|D2", "1 treat Chemical D1 Disease D2"),
            ("1\tx\tA|c|DEL|1\t|", "1 x A c|DEL|1  "),
            ("1\tx\t7\tB|8", "1 x - 7 B 8 entity_without_type"),
            ("x\tx\t\t\t", "-1 x -  -  extra_columns bad_pmid entity_without_type"),
            ("1\tx\tA|1", "Problem(TooFewColumns)"),
        ] {
            assert_eq!(show(line, Shape::Relations), expected, "{line:?}");
        }
    }
}
