//! The only list of tables and columns.
//!
//! Everything that names a column follows from here: the `columns=` of a stream, the Arrow schema, the attributes and
//! docstrings of Python's tables. A new column is a line here, and the code that fills it: see [`Origin`].

/// A table of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableId {
    Documents,
    Annotations,
    Relations,
    Passages,
    /// The rows of an entity table.
    Entities,
    /// The rows of a relation table.
    TableRelations,
    /// Lines that could not be read as they stand.
    Problems,
}

/// A table: its name and its columns.
#[derive(Debug)]
pub struct TableSpec {
    pub name: &'static str,
    pub columns: &'static [ColumnSpec],
}

#[derive(Debug)]
pub struct ColumnSpec {
    pub name: &'static str,
    /// The type of its values.
    pub kind: ColumnKind,
    /// True if values may be absent.
    pub nullable: bool,
    /// The unit of its numbers.
    pub unit: Option<&'static str>,
    /// A sentence that says what the values are, without the full stop.
    pub meaning: &'static str,
    /// Where the values come from.
    pub origin: Origin,
}

/// The type of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// 32-bit integers.
    Int32,
    /// 64-bit integers; where nullable, a negative value is no value.
    Int64,
    /// Strings.
    Text,
    /// Strings that repeat: int32 codes and what they stand for.
    Category,
    /// The row of another table at which each row's part begins, and after the last row the end: one 64-bit integer
    /// more than there are rows. Arrow has no such column, but two with these names: begin and end.
    Offsets(&'static str, &'static str),
    /// Lists of the rows of another table, without the columns that name their document.
    Lists(TableId),
}

/// The origin of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Number `.0` of a parsed row.
    Number(usize, Base),
    /// Code `.0` of a parsed row, of the table's dictionary with the same number.
    Code(usize),
    /// Place `.0` of a parsed row in the text.
    Span(usize),
    /// What an annotation's row has beyond its sixth column.
    Extra,
    /// The id of the document as a number.
    Pmid,
    /// The first byte of the document.
    ByteStart,
    /// The name of the input.
    Source,
    /// The row of the document that the row belongs to.
    Document,
    /// The number of the row itself. For Arrow, whose readers know no rows.
    Row,
    /// The value of the row's document in the column of this name. For Arrow, which would have to join tables.
    OfDocument,
    /// None of the parsed rows: problems, findings, lists.
    Elsewhere,
}

/// What a parsed number counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// From zero: the number stands in the file.
    Zero,
    /// From the first byte of the row's window.
    Byte,
    /// From the first line of the window; users count lines from 1.
    Line,
    /// From the first row that the window has of a table.
    Row(TableId),
}

impl TableId {
    /// Every table that an input may have.
    pub const ALL: [Self; 7] = [
        Self::Documents,
        Self::Annotations,
        Self::Relations,
        Self::Passages,
        Self::Entities,
        Self::TableRelations,
        Self::Problems,
    ];

    /// The name and the columns.
    pub const fn spec(self) -> &'static TableSpec {
        match self {
            Self::Documents => &DOCUMENTS,
            Self::Annotations => &ANNOTATIONS,
            Self::Relations => &RELATIONS,
            Self::Passages => &PASSAGES,
            Self::Entities => &ENTITIES,
            Self::TableRelations => &TABLE_RELATIONS,
            Self::Problems => &PROBLEMS,
        }
    }

    /// The place of the table among those of its kind of input that have parsed rows.
    #[inline]
    pub(crate) const fn place(self) -> usize {
        match self {
            Self::Documents | Self::Entities | Self::TableRelations | Self::Problems => 0,
            Self::Annotations => 1,
            Self::Relations => 2,
            Self::Passages => 3,
        }
    }
}

impl TableSpec {
    pub fn column(&self, name: &str) -> Option<&'static ColumnSpec> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The columns that a table in memory has: those that are not made for Arrow alone.
    pub fn attributes(&self) -> impl Iterator<Item = &'static ColumnSpec> + use<> {
        self.columns.iter().filter(|column| !matches!(column.origin, Origin::Row | Origin::OfDocument))
    }
}

const fn column(name: &'static str, kind: ColumnKind, origin: Origin, meaning: &'static str) -> ColumnSpec {
    ColumnSpec { name, kind, nullable: false, unit: None, meaning, origin }
}

const fn int32(name: &'static str, unit: &'static str, origin: Origin, meaning: &'static str) -> ColumnSpec {
    ColumnSpec { unit: Some(unit), ..column(name, ColumnKind::Int32, origin, meaning) }
}

const fn int64(name: &'static str, unit: &'static str, origin: Origin, meaning: &'static str) -> ColumnSpec {
    ColumnSpec { unit: Some(unit), ..column(name, ColumnKind::Int64, origin, meaning) }
}

const fn text(name: &'static str, origin: Origin, meaning: &'static str) -> ColumnSpec {
    column(name, ColumnKind::Text, origin, meaning)
}

const fn category(name: &'static str, origin: Origin, meaning: &'static str) -> ColumnSpec {
    column(name, ColumnKind::Category, origin, meaning)
}

const fn offsets(
    name: &'static str,
    [begin, end]: [&'static str; 2],
    unit: &'static str,
    origin: Origin,
    meaning: &'static str,
) -> ColumnSpec {
    ColumnSpec { unit: Some(unit), ..column(name, ColumnKind::Offsets(begin, end), origin, meaning) }
}

const fn nullable(column: ColumnSpec) -> ColumnSpec {
    ColumnSpec { nullable: true, ..column }
}

/// The PMID of a row.
const fn pmid(origin: Origin, meaning: &'static str) -> ColumnSpec {
    nullable(column("pmid", ColumnKind::Int64, origin, meaning))
}

const ID_MEANING: &str = "The id as the file has it";
const PMID_MEANING: &str =
    "The id as a number, -1 where it is not 1 to 18 decimal digits without a leading zero";
const TABLE_PMID_MEANING: &str =
    "The PMID of each row, -1 where it is not 1 to 18 decimal digits without a leading zero";

/// The id of the row's document.
const OWN_DOCUMENT_ID: ColumnSpec = text("document_id", Origin::OfDocument, ID_MEANING);
const OWN_PMID: ColumnSpec = pmid(Origin::OfDocument, PMID_MEANING);

/// The row of the row's document, by which tables are joined: ids repeat in some dumps.
const fn document(origin: Origin, meaning: &'static str) -> ColumnSpec {
    int32("document", "rows of documents", origin, meaning)
}

pub const DOCUMENTS: TableSpec = TableSpec {
    name: "documents",
    columns: &[
        document(Origin::Row, "The row of the document"),
        text("document_id", Origin::Span(0), ID_MEANING),
        pmid(Origin::Pmid, PMID_MEANING),
        nullable(text("title", Origin::Span(1), "The title; absent in documents without a title line")),
        nullable(text(
            "abstract",
            Origin::Span(2),
            "The abstract; absent in documents without an abstract line",
        )),
        offsets(
            "annotation_offsets",
            ["annotation_start", "annotation_end"],
            "rows of annotations",
            Origin::Number(2, Base::Row(TableId::Annotations)),
            "Rows at which each document's annotations begin, and the end of the last",
        ),
        offsets(
            "relation_offsets",
            ["relation_start", "relation_end"],
            "rows of relations",
            Origin::Number(3, Base::Row(TableId::Relations)),
            "Rows at which each document's relations begin, and the end of the last",
        ),
        nullable(category(
            "source",
            Origin::Source,
            "The name of the input that the document was read from, as it was given; none for one made in memory",
        )),
        int64(
            "byte_start",
            "bytes",
            Origin::ByteStart,
            "First byte of each document's first line in the uncompressed input",
        ),
        int64(
            "byte_end",
            "bytes",
            Origin::Number(0, Base::Byte),
            "One past the last byte of each document's last line, line end included",
        ),
        int64(
            "line",
            "lines",
            Origin::Number(1, Base::Line),
            "The first line of each document, counted from 1",
        ),
    ],
};

pub const ANNOTATIONS: TableSpec = TableSpec {
    name: "annotations",
    columns: &[
        document(Origin::Document, "Row of the annotation's document in the corpus that the table is of"),
        OWN_DOCUMENT_ID,
        OWN_PMID,
        int32(
            "start",
            "code points",
            Origin::Number(0, Base::Zero),
            "First code point of the mention in `document.text`, as in the file",
        ),
        int32(
            "end",
            "code points",
            Origin::Number(1, Base::Zero),
            "One past the last code point of the mention, as in the file",
        ),
        text("mention", Origin::Span(0), "The mention as the file has it"),
        category("type", Origin::Code(0), "The type: `Gene`, `Disease` …"),
        nullable(text(
            "identifier",
            Origin::Span(1),
            "The identifier as the file has it: absent in rows of five columns, empty or `-` where that is what \
             stands there",
        )),
        nullable(text(
            "extra",
            Origin::Extra,
            "Everything after the sixth column, tabs included; absent where there is nothing",
        )),
    ],
};

pub const RELATIONS: TableSpec = TableSpec {
    name: "relations",
    columns: &[
        document(Origin::Document, "Row of the relation's document in the corpus that the table is of"),
        OWN_DOCUMENT_ID,
        OWN_PMID,
        category(
            "type",
            Origin::Code(0),
            "The type: `CID`, `Association` …; `direction` of rows that name the subject of a relation",
        ),
        text("arg1", Origin::Span(0), "The first argument, an identifier"),
        text("arg2", Origin::Span(1), "The second argument, an identifier"),
        nullable(text(
            "extra",
            Origin::Span(2),
            "The fifth column (`Novel`, a score) or the subject of a direction; absent where there is none",
        )),
    ],
};

/// Text lines that are neither title nor abstract.
pub const PASSAGES: TableSpec = TableSpec {
    name: "passages",
    columns: &[
        document(
            Origin::Number(0, Base::Row(TableId::Documents)),
            "Row of the passage's document in the corpus that the table is of",
        ),
        OWN_DOCUMENT_ID,
        OWN_PMID,
        text("tag", Origin::Span(0), "The tag between the pipes"),
        text("text", Origin::Span(1), "The text after the tag"),
    ],
};

pub const ENTITIES: TableSpec = TableSpec {
    name: "entities",
    columns: &[
        pmid(Origin::Number(0, Base::Zero), TABLE_PMID_MEANING),
        nullable(category(
            "type",
            Origin::Code(0),
            "The type: `Gene`, `Disease` …; no value in old tables, which have no such column",
        )),
        text(
            "identifier",
            Origin::Span(0),
            "The identifier as the file has it, which may be several, or `-`",
        ),
        nullable(text(
            "mentions",
            Origin::Span(1),
            "The mentions as the file has them, divided by `|`; absent in rows without that column",
        )),
        nullable(category(
            "resource",
            Origin::Code(1),
            "The resources as the file has them, divided by `|`; no value in rows without that column",
        )),
    ],
};

pub const TABLE_RELATIONS: TableSpec = TableSpec {
    name: "relations",
    columns: &[
        pmid(Origin::Number(0, Base::Zero), TABLE_PMID_MEANING),
        category("type", Origin::Code(0), "The type of the relation: `associate`, `treat` …"),
        nullable(category(
            "type1",
            Origin::Code(1),
            "The type of the first entity, which stands before its first `|`; no value without one",
        )),
        text("id1", Origin::Span(0), "The identifier of the first entity"),
        nullable(category("type2", Origin::Code(2), "The type of the second entity")),
        text("id2", Origin::Span(1), "The identifier of the second entity"),
    ],
};

pub const PROBLEMS: TableSpec = TableSpec {
    name: "problems",
    columns: &[
        int64("line", "lines", Origin::Elsewhere, "The line, counted from 1; comments and blank lines count"),
        int64(
            "byte",
            "bytes",
            Origin::Elsewhere,
            "First byte of the line in the uncompressed input, of `invalid_utf8` the first bad byte",
        ),
        category("code", Origin::Elsewhere, "The code: what is wrong, as `pubfast.problem_codes` lists it"),
        text("message", Origin::Elsewhere, "A sentence for each problem: what was found and what it means"),
    ],
};

/// The findings of a check.
pub const FINDINGS: TableSpec = TableSpec {
    name: "findings",
    columns: &[
        int64("line", "lines", Origin::Elsewhere, "The line, counted from 1"),
        int64("byte", "bytes", Origin::Elsewhere, "First byte of the line"),
        category("code", Origin::Elsewhere, "The code: what is wrong"),
        category("severity", Origin::Elsewhere, "How bad that is"),
        nullable(int64(
            "document",
            "rows of documents",
            Origin::Elsewhere,
            "The document that the line lies in",
        )),
        nullable(text("document_id", Origin::Elsewhere, "The id of the document")),
        text("message", Origin::Elsewhere, "A sentence: what was found and what it means"),
    ],
};

/// Documents, each with lists of what belongs to it.
pub const NESTED_DOCUMENTS: TableSpec = TableSpec {
    name: "documents",
    columns: &[
        text("document_id", Origin::Span(0), ID_MEANING),
        pmid(Origin::Pmid, PMID_MEANING),
        nullable(text("title", Origin::Span(1), "The title")),
        nullable(text("abstract", Origin::Span(2), "The abstract")),
        lists("annotations", TableId::Annotations),
        lists("relations", TableId::Relations),
        lists("passages", TableId::Passages),
    ],
};

const fn lists(name: &'static str, table: TableId) -> ColumnSpec {
    column(name, ColumnKind::Lists(table), Origin::Elsewhere, "The rows of the document")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_there_once_and_sentences_have_no_full_stop() {
        for table in TableId::ALL {
            let columns = table.spec().columns;
            for (at, column) in columns.iter().enumerate() {
                assert!(columns[..at].iter().all(|before| before.name != column.name), "{}", column.name);
                assert!(!column.meaning.is_empty() && !column.meaning.ends_with('.'), "{}", column.name);
            }
        }
    }
}
