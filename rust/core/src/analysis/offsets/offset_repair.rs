//! Corrects offsets to where the mentions stand.

use std::sync::Arc;

use crate::model::{AnnotationRecord, Dataset, Moved, Rows, SharedColumn, StatusRows, TableId};
use crate::{Cancel, Result};

/// The offsets of some annotations: corrected where the file's are wrong and the right ones are known, otherwise the
/// file's.
#[derive(Debug)]
pub struct RepairedOffsets {
    /// First code points, and the rows that are selected.
    pub start: (SharedColumn<i32>, Rows),
    /// Ends, in code points, and the rows that are selected.
    pub end: (SharedColumn<i32>, Rows),
    /// The statuses of the file's own offsets.
    pub examined: StatusRows,
    /// The indices, among the selected annotations, of those that have new offsets.
    pub places: Vec<i64>,
}

impl Dataset {
    /// Corrects the offsets of mentions that are known to stand elsewhere. The corpus itself does not change.
    pub fn repaired(&self, rows: &Rows, cancel: &Cancel) -> Result<RepairedOffsets> {
        let examined = self.examine(rows, cancel)?;
        let mut changes = Vec::new();
        if !examined.statuses.is_still() {
            let found = examined.places.iter().enumerate();
            changes.extend(found.filter_map(|(place, at)| Some((place, examined.statuses.moved(at)?))));
        }
        // Few rows have statuses of their own, and no column is made for them.
        let few = examined.statuses.codes().len() < self.len(TableId::Annotations);
        let whole = |name| self.int32_column(TableId::Annotations, name);
        let column = |name, one: fn(&AnnotationRecord) -> i32, new: fn(&Moved) -> i32| {
            if changes.is_empty() && !few {
                return Ok((whole(name)?, rows.clone()));
            }
            let mut values: Vec<i32> = if few {
                rows.iter().map(|row| one(&self.annotation(row))).collect()
            } else {
                let whole = whole(name)?;
                rows.iter().map(|row| whole[row]).collect()
            };
            for &(place, moved) in &changes {
                values[place] = new(moved);
            }
            let places = Rows::Range(0..values.len());
            Ok((Arc::new(values.into()), places))
        };
        let start = column("start", |annotation| annotation.start, |moved| moved.span.0)?;
        let end = column("end", |annotation| annotation.end, |moved| moved.span.1)?;
        let places = changes.iter().map(|&(place, _)| place as i64).collect();
        Ok(RepairedOffsets { start, end, examined, places })
    }
}
