//! Statuses of mentions, computed at the first request and kept.

use std::sync::{Arc, Mutex, OnceLock};

use super::{Dataset, Rows, SharedColumn, Status};
use crate::columns::ColumnVec;

/// The status of some annotations.
#[derive(Debug)]
pub struct Statuses {
    codes: SharedColumn<i32>,
    /// The annotations whose mention is known to stand elsewhere. They are few in nearly every corpus.
    moved: Vec<Moved>,
    shifts: OnceLock<SharedColumn<i32>>,
}

/// An annotation whose mention stands elsewhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moved {
    /// Its index among the examined annotations.
    pub at: usize,
    /// The code points between which the mention stands.
    pub span: (i32, i32),
    /// The distance by which the offsets are shifted, if nothing else is wrong with them.
    pub shift: i32,
}

/// Statuses, and the rows of them that are selected.
#[derive(Clone, Debug)]
pub struct StatusRows {
    pub statuses: Arc<Statuses>,
    pub places: Rows,
}

/// The statuses of all annotations, once requested.
#[derive(Debug, Default)]
pub(crate) struct StatusCache {
    pub whole: OnceLock<Arc<Statuses>>,
    /// Held by the thread that examines the annotations.
    pub making: Mutex<()>,
}

impl Statuses {
    pub(crate) fn new(codes: ColumnVec<i32>, moved: Vec<Vec<Moved>>) -> Self {
        Self { codes: Arc::new(codes), moved: moved.concat(), shifts: OnceLock::new() }
    }

    /// The codes of [`Status`].
    pub fn codes(&self) -> &SharedColumn<i32> {
        &self.codes
    }

    /// Code points to add to the offsets of shifted mentions; 0 for all others.
    pub fn shifts(&self) -> &SharedColumn<i32> {
        self.shifts.get_or_init(|| {
            let mut shifts = ColumnVec::zeroed(self.codes.len());
            for moved in &self.moved {
                shifts[moved.at] = moved.shift;
            }
            Arc::new(shifts)
        })
    }

    /// The annotation at an index, if its mention was found elsewhere.
    pub(crate) fn moved(&self, place: usize) -> Option<&Moved> {
        if !Status::ALL[self.codes[place] as usize].is_repairable() {
            return None;
        }
        let at = self.moved.binary_search_by_key(&place, |moved| moved.at).ok()?;
        Some(&self.moved[at])
    }

    /// True if no annotation has a new position.
    pub(crate) fn is_still(&self) -> bool {
        self.moved.is_empty()
    }
}

impl Dataset {
    pub(crate) fn kept_statuses(&self) -> &StatusCache {
        &self.statuses
    }
}
