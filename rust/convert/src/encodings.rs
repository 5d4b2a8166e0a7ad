//! How each column of a Parquet file is encoded: what was smallest on real dumps, of what all readers know.
//!
//! | column | encoding | why |
//! |---|---|---|
//! | numbers | `DELTA_BINARY_PACKED` | they rise; half of `PLAIN` once packed |
//! | `pmid` beside rows | `PLAIN` | it repeats from row to row, which zstd sees and deltas hide |
//! | types, codes, tags, identifiers, mentions | dictionary | they repeat all over the file |
//! | ids, titles, texts | `PLAIN` | they do not, so a dictionary is only work |
//!
//! A dictionary that grows beyond its limit is given up for `PLAIN`.

use std::sync::Arc;

use parquet::basic::{Compression as Codec, Encoding, ZstdLevel};
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::schema::types::ColumnPath;
use pubfast_arrow::schema::Kind;

use crate::dump::Named;
use crate::plan::Compression;

/// The bytes of a page before it is packed. zstd looks no further back than a page.
const PAGE: usize = 1 << 20;

/// The same for texts, of which a reader wants all or none.
const TEXT_PAGE: usize = 4 << 20;

/// How large a dictionary may be.
const DICTIONARY: usize = 4 << 20;

/// How the columns of a table are written.
pub(crate) fn properties(table: Named, compression: Compression) -> Arc<WriterProperties> {
    let (name, specs) = table;
    let mut properties = WriterProperties::builder()
        .set_compression(codec(compression))
        .set_created_by(concat!("pubfast ", env!("CARGO_PKG_VERSION")).into())
        .set_dictionary_page_size_limit(DICTIONARY)
        .set_data_page_size_limit(PAGE)
        .set_data_page_row_count_limit(usize::MAX)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_statistics_truncate_length(Some(64));
    if let Some(at) = specs.iter().position(|spec| matches!(spec.name, "document" | "line")) {
        // Rows are in the order of the input.
        let first = SortingColumn { column_idx: at as i32, descending: false, nulls_first: false };
        properties = properties.set_sorting_columns(Some(vec![first]));
    }
    for spec in specs {
        let column = ColumnPath::from(spec.name);
        properties = match (name, spec.name, spec.kind) {
            (_, "title" | "abstract" | "text" | "message" | "extra", _) => {
                long_text(properties, column, spec.name != "extra")
            }
            (_, "document_id", _) => {
                plain(properties, column, Encoding::PLAIN)
            }
            ("documents", "pmid", _) => plain(properties, column, Encoding::DELTA_BINARY_PACKED),
            (_, "pmid", _) => plain(properties, column, Encoding::PLAIN),
            (_, _, Kind::Int32 | Kind::Int64) => plain(properties, column, Encoding::DELTA_BINARY_PACKED),
            (_, _, Kind::Text | Kind::Category) => {
                properties.set_column_dictionary_enabled(column, true)
            }
        };
    }
    Arc::new(properties.build())
}

fn codec(compression: Compression) -> Codec {
    match compression {
        Compression::Zstd(level) => Codec::ZSTD(ZstdLevel::try_new(level).unwrap_or_default()),
        Compression::None | Compression::Gzip(_) => Codec::UNCOMPRESSED,
    }
}

fn plain(
    properties: WriterPropertiesBuilder,
    column: ColumnPath,
    encoding: Encoding,
) -> WriterPropertiesBuilder {
    properties.set_column_dictionary_enabled(column.clone(), false).set_column_encoding(column, encoding)
}

/// Nobody looks for a text by its first bytes, so there are no statistics of texts.
fn long_text(
    properties: WriterPropertiesBuilder,
    column: ColumnPath,
    is_plain: bool,
) -> WriterPropertiesBuilder {
    properties
        .set_column_dictionary_enabled(column.clone(), !is_plain)
        .set_column_data_page_size_limit(column.clone(), TEXT_PAGE)
        .set_column_statistics_enabled(column, EnabledStatistics::None)
}
