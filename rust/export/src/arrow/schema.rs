//! The one list of tables, their columns, types and units.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};

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
    /// Lists of structs, whose fields these are.
    Lists(&'static [Spec]),
}

/// A column as users see it.
#[derive(Debug, PartialEq, Eq)]
pub struct Spec {
    /// Its name.
    pub name: &'static str,
    /// The type of its values.
    pub kind: ColumnKind,
    /// True if values may be absent.
    pub nullable: bool,
    /// The unit of its numbers, in the field's metadata.
    pub unit: Option<&'static str>,
}

/// The storage of strings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strings {
    /// As places in the text, which is not copied: `string_view`.
    #[default]
    View,
    /// Copied together, with 64-bit offsets: `large_string`.
    Large,
    /// Copied together, with 32-bit offsets: `string`. A batch then has less than 2 GiB of each column.
    Small,
}

impl Strings {
    /// The type of a column of such strings.
    pub fn data_type(self) -> DataType {
        match self {
            Self::View => DataType::Utf8View,
            Self::Large => DataType::LargeUtf8,
            Self::Small => DataType::Utf8,
        }
    }

    /// The strings that have a type.
    pub fn of(data_type: &DataType) -> Option<Self> {
        [Self::View, Self::Large, Self::Small].into_iter().find(|strings| strings.data_type() == *data_type)
    }
}

impl std::str::FromStr for Strings {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "view" => Ok(Self::View),
            "large_string" => Ok(Self::Large),
            "string" => Ok(Self::Small),
            _ => Err(format!("strings must be 'view', 'large_string' or 'string', not {name:?}")),
        }
    }
}

const fn int32(name: &'static str, unit: &'static str) -> Spec {
    Spec { name, kind: ColumnKind::Int32, nullable: false, unit: Some(unit) }
}

const fn int64(name: &'static str, unit: &'static str) -> Spec {
    Spec { name, kind: ColumnKind::Int64, nullable: false, unit: Some(unit) }
}

const fn text(name: &'static str) -> Spec {
    Spec { name, kind: ColumnKind::Text, nullable: false, unit: None }
}

const fn category(name: &'static str) -> Spec {
    Spec { name, kind: ColumnKind::Category, nullable: false, unit: None }
}

const fn lists(name: &'static str, elements: &'static [Spec]) -> Spec {
    Spec { name, kind: ColumnKind::Lists(elements), nullable: false, unit: None }
}

const fn nullable(spec: Spec) -> Spec {
    Spec { nullable: true, ..spec }
}

/// The id as a number, absent where it is none.
const PMID: Spec = Spec { name: "pmid", kind: ColumnKind::Int64, nullable: true, unit: None };

/// A row of the documents, by which tables are joined: ids repeat in some dumps.
const DOCUMENT: Spec = int32("document", "rows of documents");

/// Documents.
pub const DOCUMENTS: &[Spec] = &[
    DOCUMENT,
    text("document_id"),
    PMID,
    nullable(text("title")),
    nullable(text("abstract")),
    int64("annotation_start", "rows of annotations"),
    int64("annotation_end", "rows of annotations"),
    int64("relation_start", "rows of relations"),
    int64("relation_end", "rows of relations"),
    int64("byte_start", "bytes"),
    int64("byte_end", "bytes"),
    int64("line", "lines"),
];

/// Annotations.
pub const ANNOTATIONS: &[Spec] = &[
    DOCUMENT,
    text("document_id"),
    PMID,
    int32("start", "code points"),
    int32("end", "code points"),
    text("mention"),
    category("type"),
    nullable(text("identifier")),
    nullable(text("extra")),
];

/// Relations.
pub const RELATIONS: &[Spec] = &[
    DOCUMENT,
    text("document_id"),
    PMID,
    category("type"),
    text("arg1"),
    text("arg2"),
    nullable(text("extra")),
];

/// Text lines that are neither title nor abstract.
pub const PASSAGES: &[Spec] = &[DOCUMENT, text("document_id"), PMID, text("tag"), text("text")];

/// Documents, each with what belongs to it.
pub const NESTED_DOCUMENTS: &[Spec] = &[
    text("document_id"),
    PMID,
    nullable(text("title")),
    nullable(text("abstract")),
    lists("annotations", of_a_document(ANNOTATIONS)),
    lists("relations", of_a_document(RELATIONS)),
    lists("passages", of_a_document(PASSAGES)),
];

/// The columns of a table that do not say which document a row belongs to.
const fn of_a_document(table: &'static [Spec]) -> &'static [Spec] {
    table.split_at(3).1
}

/// Entity tables.
pub const ENTITIES: &[Spec] = &[
    PMID,
    nullable(category("type")),
    text("identifier"),
    nullable(text("mentions")),
    nullable(category("resource")),
];

/// Relation tables.
pub const TABLE_RELATIONS: &[Spec] = &[
    PMID,
    category("type"),
    nullable(category("type1")),
    text("id1"),
    nullable(category("type2")),
    text("id2"),
];

/// Lines that could not be read as they stand.
pub const PROBLEMS: &[Spec] =
    &[int64("line", "lines"), int64("byte", "bytes"), category("code"), text("message")];

/// The columns of the findings of a check.
pub const FINDINGS: &[Spec] = &[
    int64("line", "lines"),
    int64("byte", "bytes"),
    category("code"),
    category("severity"),
    nullable(int64("document", "rows of documents")),
    nullable(text("document_id")),
    text("message"),
];

impl Spec {
    /// The field of a column whose strings are stored so. The values of a dictionary are `string`
    /// always: few, and not every reader knows others there.
    pub fn field(&self, stored: Stored) -> Field {
        let data_type = match (self.kind, stored) {
            (ColumnKind::Int32, _) => DataType::Int32,
            (ColumnKind::Int64, _) => DataType::Int64,
            (ColumnKind::Category, Stored::Dictionary) => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
            }
            (ColumnKind::Text | ColumnKind::Category, Stored::Strings(strings)) => strings.data_type(),
            (ColumnKind::Lists(elements), _) => {
                let fields = elements.iter().map(|element| element.field(stored)).collect();
                DataType::List(Arc::new(Field::new("item", DataType::Struct(fields), false)))
            }
            (ColumnKind::Text, Stored::Dictionary) => Strings::default().data_type(),
        };
        let unit = self.unit.map(|unit| ("unit".to_owned(), unit.to_owned()));
        let metadata: HashMap<_, _> = unit.into_iter().collect();
        Field::new(self.name, data_type, self.nullable).with_metadata(metadata)
    }

    /// The default storage of the column.
    pub fn stored(&self, strings: Strings) -> Stored {
        match self.kind {
            ColumnKind::Category => Stored::Dictionary,
            _ => Stored::Strings(strings),
        }
    }
}

/// The storage of the values of a string column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// Each on its own.
    Strings(Strings),
    /// By codes.
    Dictionary,
}

/// A schema of some fields. `invalid_lines` is the number of the input's lines that are not UTF-8.
pub fn schema(fields: Vec<Field>, table: &str, invalid_lines: usize) -> Arc<Schema> {
    let metadata = [
        ("pubfast.version", env!("CARGO_PKG_VERSION").to_owned()),
        ("pubfast.table", table.to_owned()),
        ("pubfast.invalid_utf8_lines", invalid_lines.to_string()),
    ];
    let metadata: HashMap<_, _> = metadata.map(|(key, value)| (key.to_owned(), value)).into();
    Arc::new(Schema::new(fields).with_metadata(metadata))
}
