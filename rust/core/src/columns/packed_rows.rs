//! Packed rows of tables. The rows of each window have their own memory, so that they can be freed window by window
//! while the last column is made of them.

use std::fmt;

use bytemuck::Pod;

use super::ColumnVec;

/// The rows that one worker writes: packed, and in full where they do not fit.
pub struct PackedRows<R, F> {
    windows: Vec<PackedWindow<R>>,
    len: usize,
    wide: Vec<(usize, F)>,
}

/// The packed rows of a window.
struct PackedWindow<R> {
    /// Rows of the worker before them.
    first: usize,
    rows: ColumnVec<R>,
}

impl<R: Pod, F> PackedRows<R, F> {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Begins a window, whose rows go to `rows`.
    pub(crate) fn enter_window(&mut self, rows: ColumnVec<R>) {
        self.windows.push(PackedWindow { first: self.len, rows });
    }

    /// Appends packed rows of the window.
    pub(crate) fn extend(&mut self, rows: &[R]) {
        if rows.is_empty() {
            return;
        }
        if self.windows.is_empty() {
            self.enter_window(ColumnVec::default());
        }
        let window = self.windows.last_mut().expect("a window was entered");
        window.rows.extend_from_slice(rows);
        self.len += rows.len();
    }

    /// Keeps a row in full; rows come in order.
    pub(crate) fn keep(&mut self, row: usize, full: F) {
        self.wide.push((row, full));
    }

    /// The packed rows of the window that begins with row `first`.
    pub(crate) fn window(&self, first: usize) -> &[R] {
        self.windows.get(self.window_of(first)).map_or(&[], |window| &window.rows)
    }

    /// Moves the packed rows out, to be taken one window after another. Rows that are kept in full stay.
    pub(crate) fn detach(&mut self) -> PackedRows<R, ()> {
        PackedRows { windows: std::mem::take(&mut self.windows), len: self.len, wide: Vec::new() }
    }

    /// Takes the packed rows of the window that begins with row `first`.
    pub(crate) fn take(&mut self, first: usize) -> ColumnVec<R> {
        let window = self.window_of(first);
        std::mem::take(&mut self.windows[window].rows)
    }

    /// The window of a row. Windows without rows are skipped.
    fn window_of(&self, row: usize) -> usize {
        self.windows.partition_point(|window| window.first <= row).saturating_sub(1)
    }
}

impl<R, F: Copy> PackedRows<R, F> {
    /// A row that was kept in full.
    #[cold]
    pub(crate) fn full(&self, row: usize) -> F {
        let at = self.wide.partition_point(|&(before, _)| before < row);
        self.wide[at].1
    }
}

impl<R, F> Default for PackedRows<R, F> {
    fn default() -> Self {
        Self { windows: Vec::new(), len: 0, wide: Vec::new() }
    }
}

impl<R, F> fmt::Debug for PackedRows<R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PackedRows").field("len", &self.len).field("wide", &self.wide.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_in_the_window_that_has_them() {
        let mut rows = PackedRows::<u32, ()>::default();
        for (first, count) in [(0, 0), (0, 3), (3, 0), (3, 0), (3, 2), (5, 0)] {
            rows.enter_window(ColumnVec::default());
            rows.extend(&(first..first + count).collect::<Vec<_>>());
        }
        assert_eq!(rows.window(0), [0, 1, 2]);
        assert_eq!(rows.window(3), [3, 4]);
        let mut packed = rows.detach();
        assert_eq!(*packed.take(3), [3, 4]);
        assert_eq!(*packed.take(0), [0, 1, 2]);
    }
}
