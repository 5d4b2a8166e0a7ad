//! The only list of tables and columns.

use super::{Base, ColumnKind, ColumnSpec, Origin, TableId, TableSpec};

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

/// The row of the row's document. Tables are joined by it, because ids repeat in some dumps.
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
