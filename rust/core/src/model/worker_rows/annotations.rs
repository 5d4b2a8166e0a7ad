//! Annotations, packed: 16 bytes a row.
//!
//! Nearly every row of a dump has its columns side by side and none of them long, so two positions and four lengths
//! describe all of them. A row that does not fit is kept in full in a separate list.

use std::borrow::Cow;
use std::sync::Arc;

use bytemuck::{Pod, Zeroable};

use super::{DecodeRows, RowFields};
use crate::columns::{ColumnVec, Dictionary, PagePool, Span};
use crate::io::TextRef;

/// An unpacked annotation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FullAnnotation {
    pub start: i32,
    pub end: i32,
    pub mention: Span,
    pub kind: i32,
    pub identifier: Span,
}

/// A packed annotation.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct AnnotationRow {
    pub start: i32,
    /// The first byte of the mention.
    pub mention: u32,
    /// `end - start`.
    pub length: u16,
    pub mention_length: u16,
    /// The identifier begins after the mention, a tab, the type and a tab.
    pub identifier_length: u16,
    /// The code of the type, or [`WIDE`].
    pub kind: u16,
}

/// The code of a row that is kept in full elsewhere; packed rows have smaller codes.
const WIDE: u16 = u16::MAX;

impl AnnotationRow {
    /// The largest length and the largest code that a packed row can have.
    pub const MAX_LENGTH: usize = u16::MAX as usize - 1;

    /// The length of an absent identifier; packed identifiers are shorter.
    pub const ABSENT: u16 = u16::MAX;

    /// Packs an annotation, if it fits. `type_length` is the length of its type in bytes.
    fn pack(annotation: &FullAnnotation, type_length: usize) -> Option<Self> {
        let fits =
            |value: usize| u16::try_from(value).ok().filter(|&value| usize::from(value) <= Self::MAX_LENGTH);
        let mention = annotation.mention.within(0)?;
        let identifier_length = match annotation.identifier.within(0) {
            None => Self::ABSENT,
            Some(place) if place.start == mention.end + type_length + 2 => fits(place.len())?,
            Some(_) => return None,
        };
        Some(Self {
            start: annotation.start,
            mention: mention.start as u32,
            length: fits(usize::try_from(i64::from(annotation.end) - i64::from(annotation.start)).ok()?)?,
            mention_length: fits(mention.len())?,
            identifier_length,
            kind: fits(annotation.kind as usize)?,
        })
    }
}

/// A row that does not fit its packed form.
#[derive(Clone, Copy, Debug)]
struct WideRow {
    row: usize,
    annotation: FullAnnotation,
}

/// The rare columns of an annotation beyond the sixth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExtraRow {
    /// Row of the part.
    pub row: usize,
    pub value: Span,
    /// The text after `value` and a tab, in rows of FBK, whose extra columns are not adjacent.
    pub rest: Span,
}

/// The annotations that one worker writes.
#[derive(Debug, Default)]
pub(crate) struct AnnotationRows {
    rows: ColumnVec<AnnotationRow>,
    wide: Vec<WideRow>,
    pub extra: Vec<ExtraRow>,
    pub types: Dictionary,
}

impl AnnotationRows {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Reserves memory for `rows` rows; memory that stays untouched costs nothing.
    pub fn reserve(&mut self, rows: usize, memory: Option<&Arc<PagePool>>) {
        self.rows = ColumnVec::roomy(rows, memory);
    }

    /// Appends packed rows.
    pub fn extend(&mut self, rows: &[AnnotationRow]) {
        self.rows.extend_from_slice(rows);
    }

    /// Packs row `row` of the part, or keeps it in full.
    pub fn pack(&mut self, row: usize, annotation: FullAnnotation, type_length: usize) -> AnnotationRow {
        AnnotationRow::pack(&annotation, type_length).unwrap_or_else(|| {
            self.wide.push(WideRow { row, annotation });
            AnnotationRow { kind: WIDE, ..AnnotationRow::default() }
        })
    }

    #[inline]
    pub fn get(&self, row: usize) -> FullAnnotation {
        self.unpack(row, self.rows[row])
    }

    pub fn packed(&self) -> &[AnnotationRow] {
        &self.rows
    }

    /// Unpacks row `row`.
    #[inline]
    pub fn unpack(&self, row: usize, packed: AnnotationRow) -> FullAnnotation {
        if packed.kind == WIDE {
            return self.get_wide(row);
        }
        let kind = i32::from(packed.kind);
        let mention = packed.mention as usize..packed.mention as usize + usize::from(packed.mention_length);
        let identifier = mention.end + self.types.length(kind) + 2;
        FullAnnotation {
            start: packed.start,
            end: packed.start + i32::from(packed.length),
            mention: Span::new(mention.start, mention.end),
            kind,
            identifier: match packed.identifier_length {
                AnnotationRow::ABSENT => Span::ABSENT,
                length => Span::new(identifier, identifier + usize::from(length)),
            },
        }
    }

    /// The code of a row's type.
    #[inline]
    pub fn kind(&self, row: usize) -> i32 {
        match self.rows[row].kind {
            WIDE => self.get_wide(row).kind,
            kind => i32::from(kind),
        }
    }

    #[cold]
    fn get_wide(&self, row: usize) -> FullAnnotation {
        let at = self.wide.partition_point(|wide| wide.row < row);
        self.wide[at].annotation
    }

    /// The columns beyond the sixth of a row, if there are any.
    pub fn extra_of(&self, row: usize) -> Option<&ExtraRow> {
        let at = self.extra.binary_search_by_key(&row, |extra| extra.row).ok()?;
        Some(&self.extra[at])
    }
}

impl DecodeRows for AnnotationRows {
    type Packed = AnnotationRow;

    fn window(&self, first: usize) -> &[AnnotationRow] {
        &self.rows[first..]
    }

    #[inline]
    fn fields(&self, row: usize, packed: AnnotationRow) -> RowFields {
        let full = self.unpack(row, packed);
        RowFields {
            numbers: [full.start.into(), full.end.into(), 0, 0],
            codes: [full.kind, -1, -1],
            spans: [full.mention, full.identifier, Span::ABSENT],
        }
    }

    #[inline]
    fn first_byte(packed: AnnotationRow) -> usize {
        packed.mention as usize
    }

    fn dictionaries(&self) -> Vec<&Dictionary> {
        vec![&self.types]
    }

    fn extra(&self) -> &[ExtraRow] {
        &self.extra
    }
}

impl ExtraRow {
    /// The value: one span of the text, or two spans joined by a tab.
    pub fn joined<'t>(&self, text: TextRef<'t>, base: usize) -> Option<Cow<'t, [u8]>> {
        let value = text.slice(self.value.within(base)?);
        Some(match self.rest.within(base) {
            None => Cow::Borrowed(value),
            Some(rest) => Cow::Owned([value, b"\t", text.slice(rest)].concat()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_and_what_does_not_comes_back() {
        let mut rows = AnnotationRows::default();
        let kind = rows.types.code(b"Gene", 0, 4);
        let plain = FullAnnotation {
            start: 3,
            end: 9,
            mention: Span::new(10, 16),
            kind,
            identifier: Span::new(22, 25),
        };
        let all = [
            plain,
            FullAnnotation { identifier: Span::ABSENT, ..plain },
            FullAnnotation { end: 1, ..plain },
            FullAnnotation { start: i32::MIN, end: i32::MAX, ..plain },
            FullAnnotation { end: 3 + 65_534, ..plain },
            FullAnnotation { end: 3 + 65_535, ..plain },
            FullAnnotation { identifier: Span::new(17, 20), ..plain },
            FullAnnotation { mention: Span::new(0, 70_000), ..plain },
            FullAnnotation { identifier: Span::new(22, 22 + 65_535), ..plain },
            FullAnnotation { identifier: Span::new(22, 22), ..plain },
        ];
        for (row, annotation) in all.into_iter().enumerate() {
            let packed = rows.pack(row, annotation, 4);
            rows.extend(&[packed]);
        }
        assert_eq!(rows.wide.len(), 6);
        for (row, annotation) in all.iter().enumerate() {
            assert_eq!(format!("{:?}", rows.get(row)), format!("{annotation:?}"));
        }
    }
}
