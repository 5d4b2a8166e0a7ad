//! The memory of a column: a vector while it is small, pages of its own when it is large.
//!
//! A large column asks for huge pages: with small ones the threads queue in the kernel for every
//! 4 KiB that they touch first, and two run no faster than one.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use bytemuck::Pod;
use bytemuck::allocation::try_zeroed_vec;

use super::page_pool::{LARGE, PagePool, Pages};
use crate::base::workers::no_memory;

/// A growable array of plain values.
pub struct ColumnVec<T> {
    storage: Storage<T>,
}

enum Storage<T> {
    Vector(Vec<T>),
    Pages { map: Pages, len: usize },
}

impl<T: Pod> ColumnVec<T> {
    /// `len` values of arbitrary content, to be overwritten; in pooled memory, if there is a pool.
    pub(crate) fn unset(len: usize, memory: Option<&Arc<PagePool>>) -> Self {
        match memory.and_then(|memory| taken(len * size_of::<T>(), memory)) {
            Some(map) => Self { storage: Storage::Pages { map, len } },
            None => Self::zeroed(len),
        }
    }

    /// An empty vector with room for `room` values.
    pub(crate) fn roomy(room: usize, memory: Option<&Arc<PagePool>>) -> Self {
        let mut slab = Self::unset(room, memory);
        slab.truncate(0);
        slab
    }

    /// `len` zeros, to be filled in place.
    pub fn zeroed(len: usize) -> Self {
        match pages(len * size_of::<T>()) {
            Some(map) => Self { storage: Storage::Pages { map, len } },
            None => zeros(len).into(),
        }
    }

    /// Makes room for `more` values; memory that stays untouched costs nothing.
    pub fn reserve(&mut self, more: usize) {
        if !self.try_reserve(more) {
            no_memory(more.saturating_mul(size_of::<T>()));
        }
    }

    /// Like `reserve`, but returns false where memory is lacking.
    pub(crate) fn try_reserve(&mut self, more: usize) -> bool {
        let needed = self.len() + more;
        if needed <= self.capacity() {
            return true;
        }
        let bytes = needed.max(self.capacity() * 2) * size_of::<T>();
        let memory = match &mut self.storage {
            Storage::Pages { map, .. } => {
                if map.resize(bytes) {
                    return true;
                }
                map.memory()
            }
            Storage::Vector(_) => None,
        };
        if let Some(mut map) = memory.map_or_else(|| pages(bytes), |memory| taken(bytes, memory)) {
            let len = self.len();
            bytemuck::cast_slice_mut(&mut map[..len * size_of::<T>()]).copy_from_slice(self);
            self.storage = Storage::Pages { map, len };
            return true;
        }
        match &mut self.storage {
            Storage::Vector(vector) => vector.try_reserve(more).is_ok(),
            Storage::Pages { .. } => false,
        }
    }

    /// Releases the unused capacity.
    pub(crate) fn shrink(&mut self) {
        if let Storage::Pages { map, len } = &mut self.storage {
            map.resize((*len * size_of::<T>()).max(1));
        }
    }

    /// Appends `count` values of arbitrary content, to be overwritten.
    pub(crate) fn append_unset(&mut self, count: usize) -> &mut [T] {
        self.reserve(count);
        let begin = self.len();
        match &mut self.storage {
            Storage::Vector(vector) => vector.resize(begin + count, T::zeroed()),
            Storage::Pages { len, .. } => *len += count,
        }
        &mut self[begin..]
    }

    /// Drops all values but the first `count`.
    pub(crate) fn truncate(&mut self, count: usize) {
        match &mut self.storage {
            Storage::Vector(vector) => vector.truncate(count),
            Storage::Pages { len, .. } => *len = count.min(*len),
        }
    }

    /// Appends values.
    pub fn extend(&mut self, values: impl ExactSizeIterator<Item = T>) {
        self.reserve(values.len());
        match &mut self.storage {
            Storage::Vector(vector) => vector.extend(values),
            Storage::Pages { map, len } => {
                let count = values.len();
                let room = &mut map[*len * size_of::<T>()..(*len + count) * size_of::<T>()];
                for (place, value) in bytemuck::cast_slice_mut(room).iter_mut().zip(values) {
                    *place = value;
                }
                *len += count;
            }
        }
    }

    /// Appends the values of a slice.
    pub fn extend_from_slice(&mut self, values: &[T]) {
        self.reserve(values.len());
        match &mut self.storage {
            Storage::Vector(vector) => vector.extend_from_slice(values),
            Storage::Pages { map, len } => {
                let room = &mut map[*len * size_of::<T>()..(*len + values.len()) * size_of::<T>()];
                room.copy_from_slice(bytemuck::cast_slice(values));
                *len += values.len();
            }
        }
    }

    /// Appends a value. For single rows; blocks of them go through [`ColumnVec::extend`].
    pub fn push(&mut self, value: T) {
        self.extend(std::iter::once(value));
    }

    /// The number of values that fit without growing.
    pub(crate) fn capacity(&self) -> usize {
        match &self.storage {
            Storage::Vector(vector) => vector.capacity(),
            Storage::Pages { map, .. } => map.len() / size_of::<T>(),
        }
    }
}

/// Zeros from the allocator.
fn zeros<T: Pod>(len: usize) -> Vec<T> {
    try_zeroed_vec(len).unwrap_or_else(|()| no_memory(len.saturating_mul(size_of::<T>())))
}

/// Zeroed pages for a large column; none for a small one, or if the system has none.
fn pages(bytes: usize) -> Option<Pages> {
    if bytes < LARGE { None } else { Pages::new(bytes) }
}

/// Like `pages`, but from the pool, whose pages may have been used before.
fn taken(bytes: usize, memory: &Arc<PagePool>) -> Option<Pages> {
    if bytes < PagePool::SMALLEST { None } else { memory.take(bytes) }
}

impl<T: Pod> Deref for ColumnVec<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match &self.storage {
            Storage::Vector(vector) => vector,
            Storage::Pages { map, len } => bytemuck::cast_slice(&map[..len * size_of::<T>()]),
        }
    }
}

impl<T: Pod> DerefMut for ColumnVec<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.storage {
            Storage::Vector(vector) => vector,
            Storage::Pages { map, len } => bytemuck::cast_slice_mut(&mut map[..*len * size_of::<T>()]),
        }
    }
}

impl<T> Default for ColumnVec<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> From<Vec<T>> for ColumnVec<T> {
    fn from(vector: Vec<T>) -> Self {
        Self { storage: Storage::Vector(vector) }
    }
}

impl<T: Pod + fmt::Debug> fmt::Debug for ColumnVec<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_the_move_to_pages() {
        let mut slab = ColumnVec::<u64>::default();
        let count = 3 * LARGE as u64 / 8;
        for at in 0..count / 1000 {
            slab.extend((at * 1000..(at + 1) * 1000).collect::<Vec<_>>().into_iter());
        }
        slab.push(7);
        let (last, before) = slab.split_last().expect("there are values");
        assert_eq!(*last, 7);
        assert!(before.iter().enumerate().all(|(at, &value)| at as u64 == value));
        assert!(matches!(slab.storage, Storage::Pages { .. }));
    }
}
