//! Encodings of the columns of a Parquet file: of the encodings that all readers support, those that were smallest on
//! real dumps.
//!
//! | column | encoding | why |
//! |---|---|---|
//! | numbers | `DELTA_BINARY_PACKED` | they rise: half of `PLAIN` or less once compressed |
//! | `start`, `end` | `BYTE_STREAM_SPLIT` | they do not, but their upper bytes are the same: an eighth less |
//! | `pmid` and `document_id` beside rows | `PLAIN` | they repeat from row to row, which zstd sees and deltas hide |
//! | types, codes, tags, identifiers, mentions | dictionary | they repeat all over the file |
//! | texts, ids of documents | `DELTA_LENGTH_BYTE_ARRAY` | they do not repeat; compress better without lengths |
//!
//! Titles and abstracts that repeat, such as those of documents that were annotated several times, have a dictionary
//! too. This is decided for each row group by the texts before it. A dictionary that grows beyond its limit is replaced
//! by the encoding in the table.

use std::sync::Arc;

use crate::arrow::schema::columns;
use parquet::basic::{Compression as Codec, Encoding, ZstdLevel};
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use pubfast_core::io::output::Compression;
use pubfast_core::model::spec::{ColumnKind, TableSpec};

/// The size of a page before compression. Each page is compressed on its own.
const PAGE: usize = 1 << 20;

/// The page size of texts, which readers need completely or not at all.
const TEXT_PAGE: usize = 4 << 20;

const DICTIONARY: usize = 4 << 20;
const TEXT_DICTIONARY: usize = 32 << 20;

/// The writer properties of a table, for row groups with or without repeated texts.
pub(crate) fn properties(
    table: &'static TableSpec,
    compression: Compression,
    texts_repeat: bool,
) -> Arc<WriterProperties> {
    let mut properties = WriterProperties::builder()
        .set_compression(codec(compression))
        .set_created_by(concat!("pubfast ", env!("CARGO_PKG_VERSION")).into())
        .set_dictionary_page_size_limit(DICTIONARY)
        .set_data_page_size_limit(PAGE)
        .set_data_page_row_count_limit(usize::MAX)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_statistics_truncate_length(Some(64));
    if let Some(at) = columns(table).position(|column| matches!(column.name, "document" | "line")) {
        // Rows are in the order of the input.
        let first = SortingColumn { column_idx: at as i32, descending: false, nulls_first: false };
        properties = properties.set_sorting_columns(Some(vec![first]));
    }
    for arrow in columns(table) {
        let (spec, column) = (arrow.spec, ColumnPath::from(arrow.name));
        let encoding = match (table.name, arrow.name, spec.kind) {
            (_, "title" | "abstract" | "text" | "message" | "extra", _) => {
                // Readers do not search texts by their first bytes.
                properties = properties
                    .set_column_data_page_size_limit(column.clone(), TEXT_PAGE)
                    .set_column_dictionary_page_size_limit(column.clone(), TEXT_DICTIONARY)
                    .set_column_statistics_enabled(column.clone(), EnabledStatistics::None);
                Some(Encoding::DELTA_LENGTH_BYTE_ARRAY)
            }
            ("documents", "document_id", _) => Some(Encoding::DELTA_LENGTH_BYTE_ARRAY),
            (_, "pmid" | "document_id", _) => Some(Encoding::PLAIN),
            (_, "start" | "end", _) => Some(Encoding::BYTE_STREAM_SPLIT),
            (_, _, ColumnKind::Int32 | ColumnKind::Int64 | ColumnKind::Offsets(..)) => {
                Some(Encoding::DELTA_BINARY_PACKED)
            }
            (_, _, ColumnKind::Text | ColumnKind::Category | ColumnKind::Lists(_)) => None,
        };
        let repeats = encoding.is_none() || texts_repeat && matches!(arrow.name, "title" | "abstract");
        properties = properties.set_column_dictionary_enabled(column.clone(), repeats);
        if let Some(encoding) = encoding {
            properties = properties.set_column_encoding(column, encoding);
        }
    }
    Arc::new(properties.build())
}

fn codec(compression: Compression) -> Codec {
    match compression {
        Compression::Zstd(level) => Codec::ZSTD(ZstdLevel::try_new(level).unwrap_or_default()),
        Compression::None | Compression::Gzip(_) | Compression::Bgzf(_) => Codec::UNCOMPRESSED,
    }
}
